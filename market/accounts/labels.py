"""Words for the offices that people hold."""

from flask_babel import lazy_gettext as _l

from market.permissions import Office

OFFICES = {
    Office.INTAKE: _l("Intake"),
    Office.FINANCE: _l("Budget check"),
    Office.EXPERT: _l("Expert"),
    Office.RECHECK: _l("Recheck"),
    Office.APPROVER: _l("Approval"),
    Office.INVESTIGATOR: _l("Investigation of objections"),
    Office.PROJECT_OFFICER: _l("Project follow-up"),
    Office.ACCEPTANCE: _l("Acceptance"),
    Office.SUPERIOR: _l("Superior"),
    Office.DUTY: _l("On duty"),
    Office.VERIFIER: _l("Verification of organizations"),
    Office.AUDITOR: _l("Audit"),
    Office.ADMINISTRATOR: _l("Administration"),
}
