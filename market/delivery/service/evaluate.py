"""What can be done about delivery: recording what came of an approved or confirmed pairing."""

from datetime import date

from sqlalchemy.orm import Session

from market import audit, clock
from market.delivery.models import Outcome, Result
from market.delivery.permissions import RECORD_OUTCOME
from market.delivery.queries import find_outcome, next_free_day
from market.errors import Invalid, Message, NotPossible
from market.listings import service as listings
from market.listings.models import Service
from market.pairings.models import Pairing
from market.pairings.workflow import AWARDED
from market.permissions import Actor

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
    """Say, once, what came of a pairing; a service has its place free again.

    Raises:
        NotAllowed: the actor neither asked nor paid.
        NotPossible: nothing was approved or confirmed, or the outcome is recorded already.
        Invalid: a value is out of bounds, or something was not delivered and nobody says why.
    """
    RECORD_OUTCOME.require(actor, pairing)
    if pairing.state not in AWARDED:
        raise NotPossible(Message("Only an approved or confirmed pairing has an outcome."))
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
    if isinstance(pairing.offer, Service):
        free_on = next_free_day(session, pairing.offer_id, without=pairing.id)
        listings.give_place_back(session, pairing.offer, free_on=free_on)
    return outcome


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
