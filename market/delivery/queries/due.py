"""What is due soon or overdue in delivery; changes nothing."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from market.delivery.models import CooperationRating, Milestone, MilestoneState, Outcome, Report, ReportState
from market.pairings.models import Pairing, PairingState

SOON = timedelta(days=7)
AT_WORK = (PairingState.ACTIVE, PairingState.RECTIFICATION)
ENDED = (PairingState.CLOSED, PairingState.TERMINATED)


def milestones_due(session: Session, today: date) -> Sequence[Milestone]:
    """Milestones of work under way that nobody has judged, due within a week or overdue; the oldest first."""
    query = (
        select(Milestone)
        .join(Pairing)
        .where(
            Milestone.state == MilestoneState.SCHEDULED,
            Milestone.due_on <= today + SOON,
            Pairing.state.in_(AT_WORK),
        )
    )
    return session.scalars(query.order_by(Milestone.due_on, Milestone.id)).all()


def reports_due(session: Session, today: date) -> Sequence[Report]:
    """Reports that were not handed in, or sent back, due within a week or overdue; the oldest first."""
    query = (
        select(Report)
        .join(Pairing)
        .where(
            Report.state != ReportState.HANDED_IN,
            Report.due_on <= today + SOON,
            Pairing.state != PairingState.SUSPENDED,
        )
    )
    return session.scalars(query.order_by(Report.due_on, Report.id)).all()


def signatures_due(session: Session, now: datetime) -> Sequence[Pairing]:
    """Pairings whose time to sign ends within a week; the first to end comes first."""
    query = select(Pairing).where(Pairing.state == PairingState.CONTRACTING, Pairing.due_at <= now + SOON)
    return session.scalars(query.order_by(Pairing.due_at, Pairing.id)).all()


def evaluations_due(session: Session, since: datetime) -> Sequence[tuple[Pairing, bool, bool]]:
    """Pairings that ended since a moment, and whether the delivery, and the cooperation, wait for an evaluation."""
    query = (
        select(Pairing, Outcome.id, CooperationRating.id)
        .outerjoin(Outcome, Outcome.pairing_id == Pairing.id)
        .outerjoin(CooperationRating, CooperationRating.pairing_id == Pairing.id)
        .where(
            Pairing.state.in_(ENDED),
            Pairing.closed_at >= since,
            or_(Outcome.id.is_(None), CooperationRating.id.is_(None)),
        )
    )
    rows = session.execute(query.order_by(Pairing.closed_at, Pairing.id))
    return [(pairing, outcome is None, rating is None) for pairing, outcome, rating in rows]
