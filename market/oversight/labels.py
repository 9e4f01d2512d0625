"""Words for the audit trail: what was done, to what, and from which state to which. Codes without words stay codes."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from market.audit import AuditEvent
from market.delivery.models import Result
from market.listings.labels import KINDS
from market.listings.labels import STATES as LISTING_STATES
from market.notices.labels import OBJECTIONS as OBJECTION_STATES
from market.organizations.labels import VERIFICATION
from market.pairings.labels import ACTIONS as PAIRING_ACTIONS
from market.pairings.labels import STATES as PAIRING_STATES
from market.pairings.models import EmergencyState
from market.permissions import SYSTEM

Words = dict[str, Any]
EMERGENCIES = {
    EmergencyState.DECLARED: (_l("Declared, to be ratified"), "orange"),
    EmergencyState.RATIFIED: (_l("Ratified"), "red"),
    EmergencyState.LAPSED: (_l("Lapsed: nobody ratified it"), "grey"),
    EmergencyState.ENDED: (_l("Ended"), "grey"),
}
_LISTING: Words = {
    "draft": _l("Draft begun"),
    "save": _l("Saved"),
    "publish": _l("Publish"),
    "import": _l("Imported"),
    "pause": _l("Pause"),
    "resume": _l("Put back on the market"),
    "close": _l("Close"),
    "reserve": _l("Reserved for a pairing"),
    "release": _l("Reservation ended"),
}
_ACTIONS: dict[str, Words] = {
    **{kind.value: _LISTING for kind in KINDS},
    "pairing": {**PAIRING_ACTIONS},
    "organization": {
        "register": _l("Registered"),
        "change": _l("File changed"),
        "propose_revision": _l("Change proposed"),
        "withdraw_revision": _l("Proposed change withdrawn"),
        "approve_revision": _l("Change accepted"),
        "refuse_revision": _l("Change refused"),
        "verify": _l("Verification passed"),
        "refuse": _l("Verification refused"),
        "put_evidence": _l("Evidence added"),
    },
    "person": {
        "sign_up": _l("Signed up"),
        "add_person": _l("Person added"),
        "join": _l("Joined an organization"),
        "grant_office": _l("Office granted"),
    },
    "notice": {"publish_notice": _l("Public notice published")},
    "rule_confirmation": {
        "confirm_rule": _l("Rule confirmed"),
        "withdraw_rule": _l("Confirmation of a rule withdrawn"),
    },
    "review_panel": {"save_draft": _l("Draft of a review kept")},
    "emergency": {
        "declare_emergency": _l("Emergency declared"),
        "ratify_emergency": _l("Emergency ratified"),
        "extend_emergency": _l("Emergency extended"),
        "end_emergency": _l("Emergency ended"),
        "lapse_emergency": _l("Emergency lapsed: nobody ratified it"),
        "disclose": _l("Disclosed"),
        "yellow_card": _l("Yellow card: most of the time is used"),
        "red_card": _l("Red card: overdue"),
        "answer_card": _l("Card answered"),
    },
    "credit_event": {"comment_on_credit": _l("Commented on its record")},
    "suggestion": {"interest": _l("Interest expressed"), "dismissed": _l("Put aside")},
}
_SUBJECTS: Words = {
    **{kind.value: words[0] for kind, words in KINDS.items()},
    "pairing": _l("Pairing"),
    "organization": _l("Organization"),
    "person": _l("Person"),
    "review_panel": _l("Panel of experts"),
    "suggestion": _l("Suggestion"),
    "rule_confirmation": _l("Rule"),
    "notice": _l("Public notice"),
    "emergency": _l("Emergency"),
    "credit_event": _l("Entry of a record"),
}
_RESULTS: Words = {
    Result.DELIVERED.value: _l("Delivered"),
    Result.PARTLY.value: _l("Partly delivered"),
    Result.NOT_DELIVERED.value: _l("Not delivered"),
}
_STATES: dict[str, Words] = {
    **{kind.value: {state.value: words[0] for state, words in LISTING_STATES.items()} for kind in KINDS},
    "pairing": {
        **{state.value: words[0] for state, words in PAIRING_STATES.items()},
        **{state.value: words[0] for state, words in OBJECTION_STATES.items()},
        **_RESULTS,
    },
    "organization": {state.value: words[0] for state, words in VERIFICATION.items()},
    "emergency": {state.value: words[0] for state, words in EMERGENCIES.items()},
}


def action(event: AuditEvent) -> str:
    """What was done."""
    return _word(_ACTIONS.get(event.subject_kind, {}), event.action)


def actions_called(typed: str) -> list[str]:
    """The codes of the actions whose words hold what was typed; what was typed may be a code itself."""
    found = {code for words in _ACTIONS.values() for code, word in words.items() if typed.lower() in str(word).lower()}
    return [typed, *sorted(found)]


def actor(event: AuditEvent, holders: Mapping[UUID, str]) -> str:
    """Who did it, and for whom where the office was delegated."""
    name = gettext("the system") if event.actor_id is None and event.actor_name == SYSTEM.name else event.actor_name
    holder = event.on_behalf_of_id and holders.get(event.on_behalf_of_id)
    return gettext("%(actor)s for %(holder)s", actor=name, holder=holder) if holder else name


def subject(event: AuditEvent) -> str:
    """What it was done to, with the beginning of its identity."""
    return f"{_word(_SUBJECTS, event.subject_kind)} {str(event.subject_id)[:8]}"


def states(event: AuditEvent) -> str:
    """From which state to which; empty where none changed."""
    words = _STATES.get(event.subject_kind, {})
    before, after = (_word(words, code) if code else "–" for code in (event.before, event.after))
    return "" if before == after == "–" else f"{before} → {after}"


def _word(words: Words, code: str) -> str:
    return str(words.get(code, code))
