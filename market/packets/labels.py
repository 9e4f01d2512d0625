"""Words for packets: what changed, cards, units, and the parts of the sheet."""

from flask_babel import lazy_gettext as _l

from market.clocks import Card
from market.pairings.conflicts import Conflict
from market.vocabularies.calendar import Unit

CHANGES = {
    ("party", "role"): _l("what it is to the pairing"),
    ("party", "name"): _l("name"),
    ("party", "verification"): _l("verification"),
    ("party", "standing"): _l("standing"),
    ("party", "level"): _l("assessment level"),
    ("party", "version"): _l("verified version of its file"),
    ("terms", "budget_fen"): _l("budget"),
    ("terms", "own_fen"): _l("own money"),
    ("terms", "terms"): _l("number of the terms"),
    ("share", "amount_fen"): _l("share"),
    ("share", "quantity"): _l("share"),
    ("listing", "version"): _l("version of the listing"),
    ("listing", "state"): _l("state of the listing"),
    ("conduct", "declared"): _l("declared conflict of interest"),
    ("conduct", "recusal"): _l("request for recusal"),
}
RULE_VERSION = _l("version of the rule “%(rule)s”")
VERDICTS = {"pass": _l("met"), "fail": _l("not met"), "unknown": _l("not established")}
CARDS = {Card.NONE: "–", Card.YELLOW: _l("Yellow card"), Card.RED: _l("Red card")}
UNITS = {Unit.WORKING_DAY: _l("%(n)s working days"), Unit.DAY: _l("%(n)s days")}
CONFLICTS = {
    Conflict.MEMBER: _l("belongs or belonged to a side"),
    Conflict.RELATED: _l("tied to an organization behind a side"),
    Conflict.INTEREST: _l("registered an interest"),
    Conflict.DECLARED: _l("declared a conflict"),
    Conflict.RECUSED: _l("recused"),
    Conflict.ASKED: _l("recusal asked for"),
}
MADE_WITH = {
    "pass_file": _l("at the recheck"),
    "pass_all_checks": _l("as all checks were passed at once"),
    "confirm": _l("as compliance was confirmed"),
    "reject": _l("as it was rejected"),
    "renew_packet": _l("anew, because facts had changed"),
}
PIECES = {"added": "＋ ", "removed": "－ ", "kept": ""}
APPROVAL_SHEET = _l("Approval sheet for a pairing")
CONFIRMATION_SHEET = _l("Compliance sheet for a pairing")
OPINIONS = {
    "intake": _l("Intake: formal check"),
    "finance": _l("Finance: budget check"),
    "expert": _l("Experts' review"),
    "recheck": _l("Recheck opinion"),
    "approver": _l("Approval opinion"),
    "confirmer": _l("Confirmation of compliance"),
}
