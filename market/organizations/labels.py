"""Words for the enumerations of organizations."""

from flask_babel import lazy_gettext as _l

from market.organizations.credit_code import OrganizationKind
from market.organizations.models import InterestKind, QualificationKind, Relation, Standing, VerificationState

KINDS = {
    OrganizationKind.ASSOCIATION: _l("Association"),
    OrganizationKind.SERVICE_INSTITUTION: _l("Social service institution"),
    OrganizationKind.FOUNDATION: _l("Foundation"),
    OrganizationKind.ENTERPRISE: _l("Enterprise"),
    OrganizationKind.DEPARTMENT: _l("Department"),
    OrganizationKind.PUBLIC_INSTITUTION: _l("Public institution"),
    OrganizationKind.MASS_ORGANIZATION: _l("Mass organization"),
    OrganizationKind.OVERSEAS_OFFICE: _l("Office of an overseas NGO"),
    OrganizationKind.COLLECTIVE: _l("Rural collective"),
    OrganizationKind.OTHER: _l("Other organization"),
}
VERIFICATION = {
    VerificationState.AWAITING: (_l("Waits for verification"), "yellow"),
    VerificationState.VERIFIED: (_l("Verified"), "green"),
    VerificationState.REFUSED: (_l("Not verified"), "red"),
}
STANDINGS = {
    Standing.NORMAL: _l("Normal"),
    Standing.ABNORMAL: _l("On the list of abnormal operation"),
    Standing.SERIOUSLY_DISHONEST: _l("On the list of the seriously dishonest"),
}
QUALIFICATIONS = {
    QualificationKind.PUBLIC_FUNDRAISING: _l("Public fundraising"),
    QualificationKind.TAX_DEDUCTIBLE: _l("Tax-deductible donations"),
    QualificationKind.NON_PROFIT_EXEMPT: _l("Tax-exempt non-profit"),
    QualificationKind.LICENCE: _l("Licence"),
}
RELATIONS = {
    Relation.FOUNDER: _l("Founder"),
    Relation.DONOR: _l("Main donor"),
    Relation.DIRECTOR: _l("Director"),
    Relation.SUPERVISOR: _l("Supervisor"),
    Relation.CONTROLLER: _l("Controlling party"),
    Relation.KIN: _l("Close relative"),
}
INTERESTS = {
    InterestKind.EMPLOYED: _l("I work or worked for it"),
    InterestKind.LEADING: _l("I direct or supervise it"),
    InterestKind.OWNING: _l("I own a part of it"),
    InterestKind.KIN: _l("A spouse or close relative of mine does"),
    InterestKind.OTHER: _l("Something else ties me to it"),
}
VALUES = {
    "credit_code": _l("Unified social credit code"),
    "kind": _l("Kind of organization"),
    "name": _l("Name"),
    "name_en": _l("English name"),
    "legal_representative": _l("Legal representative"),
    "registering_authority": _l("Registering authority"),
    "registered_on": _l("Registered on"),
    "scope": _l("Scope of business, as registered"),
    "mission": _l("What you do, in your own words"),
    "division_code": _l("Seat"),
    "address": _l("Address of the office"),
    "fields": _l("Fields of work"),
    "groups": _l("People you work for"),
    "assessment_level": _l("Assessment level"),
    "assessment_valid_until": _l("Assessment valid until"),
    "charity_since": _l("Charity since"),
    "standing": _l("Standing"),
    "full_time_staff": _l("Full-time staff"),
    "licensed_social_workers": _l("Licensed social workers"),
}
LEVELS = {level: f"{level}A" for level in range(1, 6)}
