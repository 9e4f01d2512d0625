"""Words for rules: their names, how well their sources are known, and where they count."""

from flask_babel import lazy_gettext as _l

from market.rules.queries import Force
from matching.eligibility.rule import Mark
from matching.eligibility.scope import Scope

NAMES = {
    "kinds": _l("The two kinds of listing answer each other"),
    "open": _l("Both are on the market"),
    "same_owner": _l("Different owners"),
    "conflict_of_interest": _l("No conflict of interest"),
    "related_parties": _l("No gift among related parties"),
    "same_representative": _l("Different people represent the two sides"),
    "verified": _l("Both organizations are verified"),
    "standing": _l("Good standing"),
    "buyer": _l("The buyer may buy with public money"),
    "provider": _l("The provider may sell to the state"),
    "organization_kind": _l("The kind of organization is admitted"),
    "level": _l("Assessment level"),
    "level_priority": _l("The assessment level is a priority only"),
    "local_bar": _l("Nobody is shut out for where they are registered"),
    "procedure": _l("The foundation has published its procedure"),
    "place": _l("The places overlap"),
    "window": _l("It can still be applied for"),
    "term": _l("The term of the purchase"),
    "period": _l("The periods overlap"),
    "amount": _l("The amounts can meet"),
    "capacity": _l("There is room for one more"),
}
ASKS = {  # with the parameters of the rule
    "kinds": _l("A need is answered by projects, services and funding; funding by projects and needs."),
    "open": _l("Both listings are published, within their dates, and have something left to give or to ask for."),
    "same_owner": _l("Nobody is matched with a listing of their own organization."),
    "conflict_of_interest": _l(
        "Neither organization founded, directs or controls the other, and no person or organization stands behind "
        "both. Where a need or public money is concerned, supervisors count too, and whoever directed, supervised or "
        "controlled the side that delivers within %(years)s years keeps out of it on the side that pays."
    ),
    "related_parties": _l(
        "No main donor of whoever gives, and no near relative of those behind either side, stands behind the other."
    ),
    "same_representative": _l("Buyer and provider do not have the same legal representative."),
    "verified": _l("An official of the district has verified both organizations."),
    "standing": _l(
        "Neither organization is on the list of the seriously dishonest. One on the list of abnormal operation waits "
        "until it is taken off."
    ),
    "buyer": _l("Services are bought with public money by state organs, and by bodies that are treated like them."),
    "provider": _l(
        "Services are sold to the state by social organizations, enterprises and rural collectives; not by state "
        "organs. Public institutions and mass organizations are looked at one by one."
    ),
    "organization_kind": _l("Whoever delivers is of a kind that the need or the programme admits."),
    "level": _l(
        "Whoever delivers has the assessment level that the programme or the need demands. An expired level counts as "
        "none."
    ),
    "level_priority": _l(
        "A need that is paid from the public budget may prefer an assessment level, but not demand it: whoever lacks "
        "it is not ruled out."
    ),
    "local_bar": _l("A need that is paid from the public budget does not demand that providers are registered here."),
    "procedure": _l("A foundation says how it takes applications and decides before its programme opens."),
    "place": _l("The places of the two overlap. A listing without places is not limited."),
    "window": _l("The last day for applications is not over on either side."),
    "term": _l(
        "How many years a purchase may run: at most %(plain_years)s, and up to %(most_years)s where money, content and "
        "price are certain for the whole time."
    ),
    "period": _l("The two have a day in common that is still to come."),
    "amount": _l("There is a grant that the one side gives, can still pay, and that is of use to the other."),
    "capacity": _l("A service that can take only so many has room for one more."),
}
MARKS = {
    Mark.PLATFORM: (_l("A condition of this platform"), "grey"),
    Mark.READ: (_l("Read in the law's own text"), "green"),
    Mark.SECONDARY: (_l("Read at second hand"), "yellow"),
    Mark.MEMORY: (_l("Not checked"), "orange"),
}
SCOPES = {
    Scope.PURCHASE: _l("government purchase"),
    Scope.SPECIAL_FUND: _l("special fund"),
    Scope.GRANT: _l("charitable grant"),
    Scope.ENTERPRISE: _l("enterprise resources"),
    Scope.OTHER: _l("a need that still seeks its funds"),
}
FORCES = {
    Force.IN_FORCE: (_l("In force"), "green"),
    Force.TO_COME: (_l("Not yet in force"), "blue"),
    Force.ENDED: (_l("No longer in force"), "grey"),
}
