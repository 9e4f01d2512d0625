"""Moving a pairing by one step of its workflow: load, may, can, change, record."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from market import audit
from market.errors import Invalid, MarketError, Message, NotAllowed, NotPossible
from market.pairings import announce
from market.pairings.models import Pairing, PairingState
from market.pairings.permissions import READ_PAIRING, Capacity, capacities_of, past_of
from market.pairings.service import clocks, conditions, conduct, consent, money
from market.pairings.service.effects import EFFECTS, entered
from market.pairings.service.problems import require_eligible
from market.pairings.workflow import AWARDED, BY_BUTTON, workflow_of
from market.permissions import SYSTEM, Actor
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
    through: str = "",
    details: dict[str, Any] | None = None,
) -> None:
    """Move the pairing by one step, and leave a trace.

    Args:
        seen: the pairing's stamp when the person looked at it; None where nobody looked.
        no_conflict: the official declares to have no conflict of interest; once for each case.
        through: the capability that calls, for steps that are not to be taken without its checks.
        details: what the caller adds to the trail.

    Raises:
        NotAllowed: the step is for other roles, or for somebody who took no earlier one.
        NotPossible: the pairing is not in a state for it, does not add up, or the money has run out.
        Conflict: it was changed since `seen`.
        Invalid: a note or the declaration is missing.
    """
    READ_PAIRING.require(actor, pairing)
    step, capacity = find_step(session, actor, pairing, name)
    if step.through != through:
        raise NotPossible(Message("This step is taken on its own page."))
    consent.require_seen(pairing, seen)
    _require_words(step, note)
    if step.declares:
        conduct.require_declared(session, actor, pairing, now=no_conflict)
    conditions.require(session, pairing, step)
    more = {**(details or {}), **_agreement(session, actor, pairing, step)}
    for effect in step.brings:
        if effect in EFFECTS:
            EFFECTS[effect](session, actor, pairing)
    if step.name == "submit" or (step.target in AWARDED and step.sources.isdisjoint(AWARDED)):
        more["terms"] = consent.content(pairing)
    _move(session, actor, pairing, step, note, more, capacity)
    if pairing.state is PairingState.INTEREST and consent.everybody_agreed(pairing):
        take_step(session, SYSTEM, pairing, "meet")


def find_step(session: Session, actor: Actor, pairing: Pairing, name: str) -> tuple[Step, Capacity]:
    """The step, and the capacity in which the actor takes it: in their own name before anybody else's.

    Raises: NotAllowed, NotPossible.
    """
    error: MarketError = NotAllowed(Message("This step is for others to take."))
    for capacity in capacities_of(actor, pairing, past_of(session, actor, [pairing])) or [Capacity(frozenset())]:
        try:
            return workflow_of(pairing.track).find(name, pairing.state, capacity.roles, capacity.taken), capacity
        except (NotAllowed, NotPossible) as found:
            error = found
    raise error


def open_in(actor: Actor, pairing: Pairing, capacities: list[Capacity]) -> Iterator[Step]:
    """The steps that make sense in any of some capacities, in the order of the table, each once."""
    workflow, seen = workflow_of(pairing.track), set()
    for capacity in capacities:
        for step in workflow.open_to(pairing.state, capacity.roles, capacity.taken):
            if step.name not in seen and is_open(actor, pairing, step):
                seen.add(step.name)
                yield step


def is_open(actor: Actor, pairing: Pairing, step: Step) -> bool:
    """Whether a step that the table allows also makes sense now, as far as it can be told without the database."""
    if step.name == "agree":
        return not consent.has_agreed(actor, pairing) or consent.versions_moved(pairing)
    return step.through in BY_BUTTON and conditions.makes_sense(pairing, step)


def _require_words(step: Step, note: str) -> None:
    if step.needs_note and not note.strip():
        raise Invalid({"note": Message("Say why: the other side will read it.")})


def _agreement(session: Session, actor: Actor, pairing: Pairing, step: Step) -> dict[str, Any]:
    """Note that a side agrees to the present terms, where the step says so; returns the terms for the trail."""
    if step.name not in {"express_interest", "agree"}:
        return {}
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


def _move(
    session: Session,
    actor: Actor,
    pairing: Pairing,
    step: Step,
    note: str,
    details: dict[str, Any],
    capacity: Capacity,
) -> None:
    before = pairing.state
    if step.target is not before:
        clocks.enter(session, pairing, step)
    # An agreement changes a party only, yet of two at once the second has to look again.
    flag_modified(pairing, "state")
    audit.record(
        session,
        actor,
        step.name,
        pairing,
        before=before,
        after=pairing.state,
        note=note,
        details=details,
        on_behalf_of=capacity.on_behalf_of,
    )
    announce.step_taken(session, actor, pairing, step, before, note)
    if step.target is not before:
        entered(session, actor, pairing)
