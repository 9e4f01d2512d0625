"""How long pairings stood where: stays as they are counted, and what the next may take after those of late."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from market import clock, figures
from market.pairings.models import Pairing, PairingState, Stay, Track
from market.pairings.workflow import WORKFLOWS, workflow_of
from market.vocabularies.calendar import Span

LATELY_DAYS = 180
KEPT = frozenset(step.name for workflow in WORKFLOWS.values() for step in workflow.steps if step.keeps_clock)


def counted(stay: Stay, until: datetime) -> figures.Stay:
    """A stay as it is known at a moment: what was left later lasts still.

    One clock over two states has its limit in the second; in the first it counts only once it is over.
    """
    left_at = stay.left_at if stay.left_at is not None and stay.left_at <= until else None
    goes_on = left_at is not None and stay.step in KEPT and stay.due_at is not None and left_at <= stay.due_at
    span = Span(stay.limit_count, stay.limit_unit) if stay.limit_count and stay.limit_unit else None
    return figures.Stay(
        state=stay.state,
        office=stay.office,
        entered_at=stay.entered_at,
        left_at=left_at,
        due_at=None if goes_on else stay.due_at,
        span=None if goes_on else span,
    )


def expected(session: Session, pairing: Pairing) -> figures.Expected | None:
    """How long the present state may last, after such stays of the last 180 days; None when they are too few."""
    return expected_in(session, [pairing]).get((pairing.track, pairing.state))


def expected_in(session: Session, pairings: Iterable[Pairing]) -> Mapping[tuple[Track, PairingState], figures.Expected]:
    """The same for several pairings, by track and state, in one statement; without those that too few went before."""
    now, asked = clock.now(), {(pairing.track, pairing.state) for pairing in pairings}
    past = _left_since(session, {state for _track, state in asked}, now - timedelta(days=LATELY_DAYS)) if asked else []
    alike: dict[tuple[int, PairingState], list[figures.Stay]] = defaultdict(list)
    for stay in past:
        alike[id(workflow_of(stay.track)), stay.state].append(counted(stay, now))
    found = {
        (track, state): figures.expected(alike[id(workflow_of(track)), state], now, LATELY_DAYS)
        for track, state in asked
    }
    return {key: usual for key, usual in found.items() if usual is not None}


def _left_since(session: Session, states: Set[PairingState], earliest: datetime) -> Sequence[Stay]:
    query = select(Stay).where(Stay.state.in_(states), Stay.left_at >= earliest)
    return session.scalars(query.order_by(Stay.left_at, Stay.id)).all()
