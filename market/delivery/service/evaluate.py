"""Evaluation by both sides, once each, within thirty days after the pairing has ended."""

from datetime import date, timedelta

from sqlalchemy.orm import Session

from market import audit, clock
from market.delivery.models import CooperationRating, Outcome, Result
from market.delivery.permissions import RATE_COOPERATION, RECORD_OUTCOME
from market.delivery.queries import find_cooperation, find_outcome
from market.errors import Invalid, Message, NotPossible
from market.pairings.duties import Duty
from market.pairings.models import Pairing, PairingState
from market.pairings.service import require_free
from market.permissions import Actor

EVALUATION_DAYS = 30
MOST_REACHED = 100_000_000
LONGEST_NOTE = 2000


def record_outcome(
    session: Session,
    actor: Actor,
    pairing: Pairing,
    *,
    result: Result,
    rating: int,
    reached_count: int | None,
    completed_on: date,
    note: str = "",
) -> Outcome:
    """Say, once, what came of a pairing.

    Raises:
        NotAllowed: the actor neither asked nor paid.
        NotPossible: the pairing has not ended, or too long ago, or the outcome is recorded already.
        Invalid: a value is out of bounds, or something was not delivered and nobody says why.
    """
    RECORD_OUTCOME.require(actor, pairing)
    require_free(session, actor, pairing, Duty.SIDE)
    _require_time(pairing)
    if find_outcome(session, pairing.id) is not None:
        raise NotPossible(Message("The outcome of this pairing is recorded already."))
    found = _problems(pairing, result, rating, reached_count, completed_on, note)
    if found:
        raise Invalid(found)
    outcome = Outcome(
        pairing_id=pairing.id,
        pairing=pairing,
        result=result,
        rating=rating,
        reached_count=reached_count,
        completed_on=completed_on,
        note=note.strip(),
        recorded_at=clock.now(),
        recorded_by_id=actor.person_id,
    )
    session.add(outcome)
    audit.record(session, actor, "record_outcome", pairing, after=result, note=note, details={"rating": rating})
    return outcome


def rate_cooperation(session: Session, actor: Actor, pairing: Pairing, *, rating: int, note: str = "") -> None:
    """Say, once, how the side that delivered saw the cooperation.

    Raises:
        NotAllowed: the actor does not act for the side that delivered, or acts for another one too.
        NotPossible: the pairing has not ended, or too long ago, or it was rated before. Invalid.
    """
    RATE_COOPERATION.require(actor, pairing)
    require_free(session, actor, pairing, Duty.SIDE)
    _require_time(pairing)
    if find_cooperation(session, pairing.id) is not None:
        raise NotPossible(Message("Your side has rated this cooperation already."))
    if not 1 <= rating <= 5:
        raise Invalid({"rating": Message("Choose a rating from 1 to 5.")})
    if len(note) > LONGEST_NOTE:
        raise Invalid({"note": Message("At most {n} characters.", {"n": LONGEST_NOTE})})
    row = CooperationRating(
        pairing_id=pairing.id,
        rating=rating,
        note=note.strip(),
        given_at=clock.now(),
        given_by_id=actor.person_id,
    )
    session.add(row)
    audit.record(session, actor, "rate_cooperation", pairing, note=note, details={"rating": rating})


def evaluation_until(pairing: Pairing) -> date | None:
    """The last day on which the sides may evaluate each other; None where nobody knows when it ended."""
    if pairing.closed_at is None:
        return None
    return pairing.closed_at.astimezone(clock.CHINA).date() + timedelta(days=EVALUATION_DAYS)


def _require_time(pairing: Pairing) -> None:
    if pairing.state not in {PairingState.CLOSED, PairingState.TERMINATED}:
        raise NotPossible(Message("The sides evaluate each other once the pairing has ended."))
    until = evaluation_until(pairing)
    if until is not None and clock.today() > until:
        raise NotPossible(Message("The thirty days for evaluations are over."))


def _problems(
    pairing: Pairing, result: Result, rating: int, reached_count: int | None, completed_on: date, note: str
) -> dict[str, Message]:
    found: dict[str, Message] = {}
    if not 1 <= rating <= 5:
        found["rating"] = Message("Choose a rating from 1 to 5.")
    if reached_count is not None and not 0 <= reached_count <= MOST_REACHED:
        found["reached_count"] = Message("Enter a number from {least} to {most}.", {"least": 0, "most": MOST_REACHED})
    if completed_on > clock.today():
        found["completed_on"] = Message("This day is still to come.")
    elif pairing.decided_at and completed_on < pairing.decided_at.astimezone(clock.CHINA).date():
        found["completed_on"] = Message("This is before the pairing was decided.")
    if len(note) > LONGEST_NOTE:
        found["note"] = Message("At most {n} characters.", {"n": LONGEST_NOTE})
    elif result is not Result.DELIVERED and not note.strip():
        found["note"] = Message("Say what was not delivered, and why.")
    return found
