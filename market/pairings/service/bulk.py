"""One step for many files: tried first, with every check that counts, then taken one by one."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.orm import Session

from market.errors import Invalid, MarketError, Message, NotPossible
from market.pairings.models import Pairing
from market.pairings.permissions import READ_PACKET, Past
from market.pairings.queries import get_pairing
from market.pairings.service.consent import stamp
from market.pairings.service.steps import office_steps
from market.pairings.service.take_step import take_step
from market.permissions import Actor

# Never those that decide, end, or send anything back: each of these is looked at by itself.
TOGETHER = ("take_in", "pass_check", "pass_to_experts", "pass_budget", "pass_file")


@dataclass(frozen=True)
class Attempt:
    """What came, or would come, of a step in one file: `refusal` is None where it is taken."""

    pairing: Pairing
    seen: str
    refusal: Message | None = None


def steps_together(actor: Actor, pairings: Sequence[Pairing], past: Past) -> list[str]:
    """The steps that may be taken for several files at once and are open to somebody in at least one of some."""
    open_to = {step.name for pairing in pairings for step in office_steps(actor, pairing, past)}
    return [name for name in TOGETHER if name in open_to]


def attempt(session: Session, actor: Actor, pairing_id: UUID, name: str, *, no_conflict: bool) -> Attempt:
    """Find out what a step would come to in one file, by taking it inside a savepoint that is rolled back.

    So it is the real checks that speak: conflicts of interest, separation of duties, conditions, declarations.
    Raises: NotFound; NotAllowed when somebody may not even read it.
    """
    pairing = get_pairing(session, pairing_id)
    READ_PACKET.require(actor, pairing)
    seen = stamp(pairing)
    trial = session.begin_nested()
    try:
        refusal = _refusal(session, actor, pairing, name, seen, no_conflict)
    finally:
        trial.rollback()
    return Attempt(get_pairing(session, pairing_id), seen, refusal)


def take_together(session: Session, actor: Actor, pairing_id: UUID, name: str, seen: str, *, no_conflict: bool) -> None:
    """Take the step in one file as it was seen in the preview; each in a transaction of its own.

    Raises: as `take_step`; NotPossible for a step that is never taken for several files at once.
    """
    _require_together(name)
    take_step(session, actor, get_pairing(session, pairing_id), name, seen=seen, no_conflict=no_conflict)


def _refusal(
    session: Session, actor: Actor, pairing: Pairing, name: str, seen: str, no_conflict: bool
) -> Message | None:
    try:
        _require_together(name)
        take_step(session, actor, pairing, name, seen=seen, no_conflict=no_conflict)
        session.flush()
    except MarketError as error:
        return why(error)
    return None


def why(error: MarketError) -> Message:
    """What an error says of one file: the first of its problems, where it has several."""
    return next(iter(error.problems.values())) if isinstance(error, Invalid) and error.problems else error.message


def _require_together(name: str) -> None:
    if name not in TOGETHER:
        raise NotPossible(Message("This step is taken for each file by itself."))
