"""How long pairings stood where: stays as they are counted, and what the next may take after those of late."""

from collections.abc import Sequence
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
    now = clock.now()
    alike = [track for track in Track if workflow_of(track) is workflow_of(pairing.track)]
    past = _left_since(session, alike, pairing.state, now - timedelta(days=LATELY_DAYS))
    return figures.expected((counted(stay, now) for stay in past), now, LATELY_DAYS)


def _left_since(session: Session, tracks: Sequence[Track], state: PairingState, earliest: datetime) -> Sequence[Stay]:
    query = select(Stay).where(Stay.state == state, Stay.track.in_(tracks), Stay.left_at >= earliest)
    return session.scalars(query.order_by(Stay.left_at, Stay.id)).all()
