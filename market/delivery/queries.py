"""What can be asked about outcomes; changes nothing."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from market.delivery.models import Outcome, Result
from market.listings.models import Listing
from market.pairings.models import Pairing
from market.pairings.workflow import AWARDED


@dataclass(frozen=True)
class TrackRecord:
    """What an organization delivered so far: approved or confirmed pairings, those with an outcome, how good it was."""

    decided: int = 0
    reported: int = 0
    delivered: int = 0  # of those reported: wholly
    mean_rating: float | None = None


def find_outcome(session: Session, pairing_id: UUID) -> Outcome | None:
    """The outcome of one pairing, once it is recorded."""
    return session.scalar(select(Outcome).where(Outcome.pairing_id == pairing_id))


def next_free_day(session: Session, service_id: UUID, *, without: UUID) -> date | None:
    """The first day on which a pairing that uses a service is to end, one pairing left aside; None if none says."""
    return session.scalar(
        select(func.min(Listing.ends_on))
        .join(Pairing, Pairing.need_id == Listing.id)
        .outerjoin(Outcome, Outcome.pairing_id == Pairing.id)
        .where(
            Pairing.offer_id == service_id,
            Pairing.id != without,
            Pairing.state.in_(AWARDED),
            Outcome.id.is_(None),
        )
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
        .where(Listing.organization_id.in_(organization_ids), Pairing.state.in_(AWARDED))
        .group_by(Listing.organization_id)
    )
    found = {
        owner: TrackRecord(decided, reported, int(good or 0), None if mean is None else float(mean))
        for owner, decided, reported, good, mean in rows
    }
    return {owner: found.get(owner, TrackRecord()) for owner in organization_ids}
