"""Words for notices: what became of them and of objections, what they rest on."""

from flask_babel import lazy_gettext as _l

from market.notices.models import ObjectionState
from market.pairings.models import PairingState
from market.vocabularies.calendar import Unit

ENDED = (_l("Ended: the decision stands"), "green")
STATES = {
    PairingState.PUBLIC_NOTICE: (_l("On public notice"), "turquoise"),
    PairingState.OBJECTED: (_l("Objection under investigation"), "orange"),
    PairingState.CANCELLED: (_l("Cancelled after an objection"), "red"),
    PairingState.RETRACTED: (_l("Approval taken back"), "red"),
}
OBJECTIONS = {
    ObjectionState.FILED: (_l("Waits for an investigator"), "blue"),
    ObjectionState.TAKEN: (_l("Under investigation"), "orange"),
    ObjectionState.UPHELD: (_l("Upheld"), "green"),
    ObjectionState.DISMISSED: (_l("Dismissed"), "grey"),
}
UNITS = {Unit.WORKING_DAY: _l("working days"), Unit.DAY: _l("calendar days")}
LEGAL_BASIS = {
    "procurement_law_52": _l(
        "Government Procurement Law, articles 52 to 55: whoever is concerned may question the result; "
        "the answer comes within seven working days, and a complaint is open for fifteen working days after it."
    ),
    "procurement_rules_43": _l(
        "Regulation on the Implementation of the Government Procurement Law, article 43: the result is made public."
    ),
    "fund_rules": _l(
        "Rules of Futian District's special fund for social work: what is approved is on public notice, "
        "with the names of the experts, before an agreement is signed."
    ),
    "charity_law_76": _l("Charity Law, article 76: government makes public what it buys from charities."),
    "civil_code_201": _l("Civil Code, article 201: the day of publication is not counted."),
}
