"""Moving a pairing by one step of its workflow: load, may, can, change, record."""

from sqlalchemy.orm import Session

from market import audit, clock
from market.errors import Message, NotPossible
from market.listings import service as listings
from market.pairings.models import Pairing, PairingState
from market.pairings.permissions import READ_PAIRING, roles_of
from market.pairings.service.terms import (
    agree_for,
    everybody_agreed,
    problems,
    remember_versions,
    versions_moved,
)
from market.pairings.workflow import DECIDED, MOST_CORRECTIONS, workflow_of
from market.permissions import SYSTEM, Actor
from market.vocabularies import calendar
from market.workflow import Step


def take_step(session: Session, actor: Actor, pairing: Pairing, name: str, note: str = "") -> None:
    """Move the pairing by one step, and leave a trace.

    Raises:
        NotAllowed: the step is for other roles, or for somebody who took no earlier one.
        NotPossible: the pairing is not in a state for it, does not add up, or the money has run out.
    """
    READ_PAIRING.require(actor, pairing)
    taken = audit.actions_by(session, actor, pairing)
    step = workflow_of(pairing.track).find(name, pairing.state, roles_of(session, actor, pairing), taken)
    if step.needs_note and not note.strip():
        raise NotPossible(Message("Say why: the other side will read it."))
    _prepare(session, actor, pairing, step)
    _move(session, actor, pairing, step, note)
    if step.name == "agree" and pairing.state is PairingState.INTEREST and everybody_agreed(pairing):
        take_step(session, SYSTEM, pairing, "meet")


def open_steps(session: Session, actor: Actor, pairing: Pairing) -> list[Step]:
    """The steps that this person may take now."""
    taken = audit.actions_by(session, actor, pairing)
    return workflow_of(pairing.track).open_to(pairing.state, roles_of(session, actor, pairing), taken)


def _prepare(session: Session, actor: Actor, pairing: Pairing, step: Step) -> None:
    """What a step demands, and what it brings with it, beside the new state."""
    if step.name in {"express_interest", "agree"}:
        if versions_moved(pairing):
            remember_versions(pairing)
            pairing.terms_number += 1
        agree_for(actor, pairing)
    elif step.name == "submit":
        _require_complete(pairing)
        pairing.submitted_at = clock.now()
    elif step.name == "return":
        if pairing.corrections >= MOST_CORRECTIONS:
            raise NotPossible(Message("It was returned twice already; now it can only be decided."))
        pairing.corrections += 1
    elif step.target in DECIDED:
        _require_complete(pairing)
        _reserve(session, pairing)
        pairing.decided_at = clock.now()
    elif step.name == "reject":
        pairing.decided_at = clock.now()


def _require_complete(pairing: Pairing) -> None:
    found = problems(pairing)
    if found:
        raise NotPossible(found[0])


def _reserve(session: Session, pairing: Pairing) -> None:
    """Take the agreed shares from what is left of programmes and resources, and a place from the service."""
    for share in pairing.shares:
        listings.reserve(session, share.listing, amount_fen=share.amount_fen, quantity=share.quantity)
    brought = sum(share.amount_fen or 0 for share in pairing.shares)
    listings.engage(session, pairing.offer, brought_fen=brought)


def _move(session: Session, actor: Actor, pairing: Pairing, step: Step, note: str) -> None:
    before, now = pairing.state, clock.now()
    target = PairingState(step.target)
    if target is not before:
        deadline = workflow_of(pairing.track).deadlines.get(target)
        pairing.state, pairing.state_since = target, now
        pairing.due_at = calendar.after(now, deadline.working_days) if deadline else None
    audit.record(session, actor, step.name, pairing, before=before, after=target, note=note)
