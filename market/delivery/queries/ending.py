"""What can be asked about how pairings ended: results, evaluations, records; changes nothing."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session, joinedload, selectinload

from market.delivery.models import (
    Acceptance,
    CooperationRating,
    CreditEvent,
    Outcome,
    Result,
    Verdict,
)
from market.delivery.queries.stages import find_acceptance
from market.errors import Message, NotFound
from market.listings.models import Listing
from market.pairings.models import Pairing, PairingState, Track
from market.pairings.workflow import AWARDED

PAGE_SIZE = 20
COUNTED = AWARDED | {PairingState.TERMINATED}  # what was decided, however it ended
RUNNING = AWARDED - {PairingState.CLOSED}


@dataclass(frozen=True)
class TrackRecord:
    """What an organization delivered so far: approved or confirmed pairings, those with an outcome, how good it was."""

    decided: int = 0
    reported: int = 0
    delivered: int = 0  # of those reported: wholly
    mean_rating: float | None = None


def results(session: Session, page: int = 1) -> tuple[Sequence[Acceptance], int]:
    """Accepted results of pairings with public money, the newest first, and how many there are (条例 45)."""
    query = (
        select(Acceptance)
        .join(Pairing)
        .where(
            Acceptance.verdict == Verdict.ACCEPTED,
            Pairing.state == PairingState.CLOSED,
            Pairing.track.in_([track for track in Track if track.is_public]),
        )
    )
    total = session.scalar(select(func.count()).select_from(query.subquery())) or 0
    query = query.options(selectinload(Acceptance.opinions)).order_by(Acceptance.decided_at.desc(), Acceptance.id)
    return session.scalars(query.limit(PAGE_SIZE).offset((page - 1) * PAGE_SIZE)).all(), total


def get_result(session: Session, pairing_id: UUID) -> Acceptance:
    """The published result of one pairing.

    Raises: NotFound, also where only private money is in it.
    """
    acceptance = find_acceptance(session, pairing_id)
    if acceptance is None or acceptance.verdict is not Verdict.ACCEPTED or not acceptance.pairing.track.is_public:
        raise NotFound(Message("No result has been published here."))
    return acceptance


def find_outcome(session: Session, pairing_id: UUID) -> Outcome | None:
    """The outcome of one pairing, once it is recorded."""
    return session.scalar(select(Outcome).where(Outcome.pairing_id == pairing_id))


def find_cooperation(session: Session, pairing_id: UUID) -> CooperationRating | None:
    """How the side that delivered rated the cooperation, once it did."""
    return session.scalar(select(CooperationRating).where(CooperationRating.pairing_id == pairing_id))


def credit_of(session: Session, organization_id: UUID, limit: int = 50) -> Sequence[CreditEvent]:
    """The record of an organization, the newest first."""
    query = select(CreditEvent).where(CreditEvent.organization_id == organization_id)
    query = query.options(joinedload(CreditEvent.pairing))
    return session.scalars(query.order_by(CreditEvent.at.desc(), CreditEvent.id).limit(limit)).all()


def get_credit(session: Session, event_id: UUID) -> CreditEvent:
    """Raises: NotFound."""
    event = session.get(CreditEvent, event_id)
    if event is None:
        raise NotFound(Message("There is no such entry."))
    return event


def next_free_day(session: Session, service_id: UUID, *, without: UUID) -> date | None:
    """The first day on which a pairing that uses a service is to end, one pairing left aside; None if none says."""
    return session.scalar(
        select(func.min(Listing.ends_on))
        .join(Pairing, Pairing.need_id == Listing.id)
        .where(Pairing.offer_id == service_id, Pairing.id != without, Pairing.state.in_(RUNNING))
    )


def track_records(session: Session, organization_ids: Collection[UUID]) -> dict[UUID, TrackRecord]:
    """The record of each of these organizations as the side that delivers; all of them are in the answer."""
    delivered = func.sum(case((Outcome.result == Result.DELIVERED, 1), else_=0))
    rows = session.execute(
        select(
            Listing.organization_id,
            func.count(Pairing.id),
            func.count(Outcome.id),
            delivered,
            func.avg(Outcome.rating),
        )
        .join(Pairing, Pairing.offer_id == Listing.id)
        .outerjoin(Outcome, Outcome.pairing_id == Pairing.id)
        .where(Listing.organization_id.in_(organization_ids), Pairing.state.in_(COUNTED))
        .group_by(Listing.organization_id)
    )
    found = {
        owner: TrackRecord(decided, reported, int(good or 0), None if mean is None else float(mean))
        for owner, decided, reported, good, mean in rows
    }
    return {owner: found.get(owner, TrackRecord()) for owner in organization_ids}
