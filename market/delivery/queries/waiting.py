"""What waits for whom in delivery, over many pairings; changes nothing."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.orm import Session, contains_eager, joinedload, selectinload

from market.delivery.models import (
    Acceptance,
    Agreement,
    CooperationRating,
    Evidence,
    Milestone,
    MilestoneState,
    Outcome,
    Payment,
    PaymentState,
    Report,
    ReportState,
    Supplement,
)
from market.delivery.queries.due import AT_WORK, ENDED, SOON
from market.listings.models import Listing
from market.pairings.models import Pairing, PairingState, Party, Track

MOST = 200
PUBLIC = tuple(track for track in Track if track.is_public)


def agreements_of(session: Session, pairing_ids: Collection[UUID]) -> dict[UUID, Agreement]:
    """The agreements of some pairings with their signatures, by pairing."""
    query = select(Agreement).where(Agreement.pairing_id.in_(pairing_ids)).options(selectinload(Agreement.signatures))
    return {one.pairing_id: one for one in session.scalars(query)}


def with_milestones(session: Session, pairing_ids: Collection[UUID]) -> set[UUID]:
    """Those of some pairings whose milestones are planned."""
    return set(session.scalars(select(Milestone.pairing_id).where(Milestone.pairing_id.in_(pairing_ids)).distinct()))


def with_open_milestones(session: Session, pairing_ids: Collection[UUID]) -> set[UUID]:
    """Those of some pairings in which a milestone was not judged yet."""
    query = select(Milestone.pairing_id).where(
        Milestone.pairing_id.in_(pairing_ids), Milestone.state == MilestoneState.SCHEDULED
    )
    return set(session.scalars(query.distinct()))


def open_supplements(session: Session, pairing_ids: Collection[UUID]) -> Sequence[Supplement]:
    """The supplements of some pairings that not all sides have signed, with the signatures, the oldest first."""
    query = (
        select(Supplement)
        .join(Supplement.agreement)
        .where(Agreement.pairing_id.in_(pairing_ids), Supplement.signed_at.is_(None))
        .options(contains_eager(Supplement.agreement).selectinload(Agreement.signatures))
    )
    return session.scalars(query.order_by(Supplement.proposed_at, Supplement.id)).all()


def reports_due_from(session: Session, organization_ids: Collection[UUID], today: date) -> Sequence[Report]:
    """Reports that some organizations owe, due within a week or overdue; the oldest first."""
    query = (
        select(Report)
        .join(Pairing)
        .join(Listing, Listing.id == Pairing.offer_id)
        .where(
            Listing.organization_id.in_(organization_ids),
            Report.state != ReportState.HANDED_IN,
            Report.due_on <= today + SOON,
            Pairing.state != PairingState.SUSPENDED,
        )
    )
    return session.scalars(query.order_by(Report.due_on, Report.id).limit(MOST)).all()


def milestones_to_show(session: Session, organization_ids: Collection[UUID], today: date) -> Sequence[Milestone]:
    """Milestones that some organizations have to reach within a week, or are late with, and showed nothing for."""
    query = (
        _open_milestones()
        .join(Listing, Listing.id == Pairing.offer_id)
        .where(
            Listing.organization_id.in_(organization_ids), Milestone.due_on <= today + SOON, ~Milestone.evidence.any()
        )
    )
    return session.scalars(query.order_by(Milestone.due_on, Milestone.id).limit(MOST)).all()


def milestones_to_judge(
    session: Session, pairing_ids: Collection[UUID], *, public: bool
) -> Sequence[tuple[Milestone, Track, datetime]]:
    """Milestones that something was handed in for, of some pairings, and if asked for of all with public money.

    Returns: each with the track of its pairing and when the first file came; what is due first comes first.
    """
    first = (
        select(Evidence.handed_in_at)
        .where(Evidence.milestone_id == Milestone.id)
        .order_by(Evidence.handed_in_at)
        .limit(1)
        .scalar_subquery()
    )
    open_ones = _open_milestones().where(Milestone.evidence.any(), _of(pairing_ids, public))
    query = open_ones.add_columns(Pairing.track, first).order_by(Milestone.due_on, Milestone.id)
    return [(milestone, track, since) for milestone, track, since in session.execute(query.limit(MOST))]


def _open_milestones() -> Select[Any]:
    query = select(Milestone).join(Milestone.pairing)
    return query.where(Milestone.state == MilestoneState.SCHEDULED, Pairing.state.in_(AT_WORK))


def payments_to_decide(session: Session, pairing_ids: Collection[UUID], *, public: bool) -> Sequence[Payment]:
    """Payment requests in some pairings, and if asked for in all with public money; the oldest first."""
    query = (
        select(Payment)
        .join(Payment.pairing)
        .where(Payment.state == PaymentState.REQUESTED, _of(pairing_ids, public))
        .options(contains_eager(Payment.pairing), joinedload(Payment.commitment))
    )
    return session.scalars(query.order_by(Payment.requested_at, Payment.id).limit(MOST)).all()


def acceptances_to_judge(session: Session, pairing_ids: Collection[UUID], *, public: bool) -> Sequence[Acceptance]:
    """Rounds of acceptance without a verdict in some pairings, and if asked for in all with public money."""
    query = (
        select(Acceptance)
        .join(Acceptance.pairing)
        .where(Acceptance.verdict.is_(None), Pairing.state == PairingState.ACCEPTANCE, _of(pairing_ids, public))
        .options(contains_eager(Acceptance.pairing))
    )
    return session.scalars(query.order_by(Pairing.due_at, Acceptance.id).limit(MOST)).all()


def _of(pairing_ids: Collection[UUID], public: bool) -> ColumnElement[bool]:
    mine = Pairing.id.in_(pairing_ids)
    return or_(mine, Pairing.track.in_(PUBLIC)) if public else mine


def ended_without_evaluation(
    session: Session, organization_ids: Collection[UUID], since: datetime
) -> Sequence[tuple[UUID, bool, bool]]:
    """Pairings of some organizations that ended since a moment: whether delivery, and cooperation, wait to be rated."""
    mine = select(Party.pairing_id).where(Party.organization_id.in_(organization_ids))
    query = (
        select(Pairing.id, Outcome.id, CooperationRating.id)
        .outerjoin(Outcome, Outcome.pairing_id == Pairing.id)
        .outerjoin(CooperationRating, CooperationRating.pairing_id == Pairing.id)
        .where(
            Pairing.id.in_(mine),
            Pairing.state.in_(ENDED),
            Pairing.closed_at >= since,
            or_(Outcome.id.is_(None), CooperationRating.id.is_(None)),
        )
    )
    rows = session.execute(query.order_by(Pairing.closed_at, Pairing.id))
    return [(pairing_id, outcome is None, rating is None) for pairing_id, outcome, rating in rows]
