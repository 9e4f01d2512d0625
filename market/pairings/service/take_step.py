"""Moving a pairing by one step of its workflow: load, may, can, change, record."""

from typing import Any

from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from market import audit, clock
from market.errors import Invalid, Message, NotPossible
from market.organizations import service as organizations
from market.pairings.models import Pairing, PairingState
from market.pairings.permissions import READ_PAIRING, past_of, roles_of
from market.pairings.service import consent, money
from market.pairings.service.problems import problems, require_complete, require_eligible, require_no_hold
from market.pairings.workflow import DECIDED, DECLARED, MOST_CORRECTIONS, RETURNS, workflow_of
from market.permissions import SYSTEM, Actor
from market.vocabularies import calendar
from market.workflow import Step


def take_step(
    session: Session,
    actor: Actor,
    pairing: Pairing,
    name: str,
    note: str = "",
    *,
    seen: str | None = None,
    no_conflict: bool = False,
) -> None:
    """Move the pairing by one step, and leave a trace.

    Args:
        seen: the pairing's stamp when the person looked at it; None where nobody looked.
        no_conflict: the official declares to have no conflict of interest; checks and decisions need it.

    Raises:
        NotAllowed: the step is for other roles, or for somebody who took no earlier one.
        NotPossible: the pairing is not in a state for it, does not add up, or the money has run out.
        Conflict: it was changed since `seen`.
        Invalid: a note or the declaration is missing.
    """
    READ_PAIRING.require(actor, pairing)
    past = past_of(session, actor, [pairing.id])
    step = workflow_of(pairing.track).find(
        name, pairing.state, roles_of(actor, pairing, past), past.taken_in(pairing.id)
    )
    consent.require_seen(pairing, seen)
    _require_words(step, note, no_conflict)
    details = _prepare(session, actor, pairing, step)
    if step.name in DECLARED:
        details["no_conflict_of_interest"] = True
    _move(session, actor, pairing, step, note, details)
    if step.name == "agree" and pairing.state is PairingState.INTEREST and consent.everybody_agreed(pairing):
        take_step(session, SYSTEM, pairing, "meet")


def is_open(actor: Actor, pairing: Pairing, step: Step) -> bool:
    """Whether a step that the table allows also makes sense now, as far as it can be told without the database."""
    if step.name == "agree":
        return not consent.has_agreed(actor, pairing) or consent.versions_moved(pairing)
    if step.name in RETURNS:
        return pairing.corrections < MOST_CORRECTIONS
    return (step.name != "submit" and step.target not in DECIDED) or not problems(pairing)


def _require_words(step: Step, note: str, no_conflict: bool) -> None:
    found: dict[str, Message] = {}
    if step.needs_note and not note.strip():
        found["note"] = Message("Say why: the other side will read it.")
    if step.name in DECLARED and not no_conflict:
        found["no_conflict"] = Message("Declare that you have no conflict of interest, or leave this to somebody else.")
    if found:
        raise Invalid(found)


def _prepare(session: Session, actor: Actor, pairing: Pairing, step: Step) -> dict[str, Any]:
    """What a step demands, and what it brings with it beside the new state; returns details for the trail."""
    if step.name in {"express_interest", "agree"}:
        return _agree(session, actor, pairing, step)
    if step.name == "submit":
        require_complete(pairing)
        require_eligible(session, pairing)
        pairing.submitted_at = clock.now()
        return {"terms": consent.content(pairing)}
    if step.name in RETURNS:
        if pairing.corrections >= MOST_CORRECTIONS:
            raise NotPossible(Message("It was returned twice already; now it can only be decided."))
        pairing.corrections += 1
    elif step.target in DECIDED:
        require_complete(pairing)
        require_eligible(session, pairing)
        require_no_hold(session, pairing)
        money.reserve(session, actor, pairing)
        organizations.count_delivery(session, pairing.offer.organization)
        pairing.decided_at = clock.now()
        return {"terms": consent.content(pairing)}
    elif step.target is PairingState.REJECTED:
        pairing.decided_at = clock.now()
    return {}


def _agree(session: Session, actor: Actor, pairing: Pairing, step: Step) -> dict[str, Any]:
    if step.name == "agree":
        if not is_open(actor, pairing, step):
            raise NotPossible(Message("Your side has agreed to these terms already."))
        require_eligible(session, pairing)
    if consent.versions_moved(pairing):
        consent.remember_versions(pairing)
        pairing.track = money.track_of(pairing)
        pairing.terms_number += 1
    consent.agree_for(actor, pairing)
    return {"terms": consent.content(pairing)}


def _move(session: Session, actor: Actor, pairing: Pairing, step: Step, note: str, details: dict[str, Any]) -> None:
    before, now = pairing.state, clock.now()
    target = PairingState(step.target)
    if target is not before:
        deadline = workflow_of(pairing.track).deadlines.get(target)
        pairing.state, pairing.state_since = target, now
        pairing.due_at = calendar.after(now, deadline.working_days) if deadline else None
    flag_modified(
        pairing, "state"
    )  # an agreement changes a party only, yet of two at once the second has to look again
    audit.record(session, actor, step.name, pairing, before=before, after=target, note=note, details=details)
