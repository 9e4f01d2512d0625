"""What can be asked of pairings; changes nothing."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from market.errors import Message, NotFound
from market.listings.models import Listing
from market.pairings.models import FundingShare, Pairing, PairingState, Party
from market.pairings.workflow import DECIDED, ENDED, OFFICE_STATES
from market.permissions import Actor


def _whole() -> Select[Pairing]:
    """A pairing with everything that its pages show."""
    return select(Pairing).options(
        joinedload(Pairing.need).joinedload(Listing.organization),
        joinedload(Pairing.offer).joinedload(Listing.organization),
        selectinload(Pairing.shares).joinedload(FundingShare.listing).joinedload(Listing.organization),
        selectinload(Pairing.parties).joinedload(Party.organization),
    )


def get_pairing(session: Session, pairing_id: UUID) -> Pairing:
    """One pairing. Raises: NotFound."""
    pairing = session.scalar(_whole().where(Pairing.id == pairing_id))
    if pairing is None:
        raise NotFound(Message("There is no such pairing."))
    return pairing


def pairings_of(session: Session, actor: Actor, *, ended: bool = False) -> Sequence[Pairing]:
    """The pairings that the actor's organizations take part in: by deadline, or ended ones with the newest first."""
    mine = select(Party.pairing_id).where(Party.organization_id.in_(actor.organization_ids))
    query = _whole().where(Pairing.id.in_(mine))
    if ended:
        query = query.where(Pairing.state.in_(ENDED)).order_by(Pairing.state_since.desc(), Pairing.id)
    else:
        query = query.where(Pairing.state.not_in(ENDED)).order_by(Pairing.due_at, Pairing.id)
    return session.scalars(query.limit(200)).all()


def queue(session: Session, states: Collection[PairingState] = OFFICE_STATES, limit: int = 200) -> Sequence[Pairing]:
    """What waits for the district, by deadline."""
    query = _whole().where(Pairing.state.in_(states)).order_by(Pairing.due_at, Pairing.number).limit(limit)
    return session.scalars(query).all()


def overdue_pairings(session: Session, at: datetime) -> Sequence[UUID]:
    """The pairings whose state has lasted too long, the longest overdue first."""
    query = select(Pairing.id).where(Pairing.due_at < at, Pairing.state.not_in(ENDED))
    return session.scalars(query.order_by(Pairing.due_at, Pairing.id)).all()


def count_by_state(session: Session) -> dict[PairingState, int]:
    """How many pairings stand where."""
    rows = session.execute(select(Pairing.state, func.count()).group_by(Pairing.state))
    return dict(rows.tuples().all())


def decided_with(session: Session, listing_ids: Collection[UUID]) -> dict[UUID, int]:
    """How many approved or confirmed pairings each offer was part of."""
    rows = session.execute(
        select(Pairing.offer_id, func.count())
        .where(Pairing.offer_id.in_(listing_ids), Pairing.state.in_(DECIDED))
        .group_by(Pairing.offer_id)
    )
    return dict(rows.tuples().all())


def open_pairings_of(session: Session, listing_id: UUID) -> Sequence[Pairing]:
    """The pairings under way that a listing takes part in, the oldest first."""
    taking_part = select(FundingShare.pairing_id).where(FundingShare.listing_id == listing_id)
    query = _whole().where(
        Pairing.state.not_in(ENDED),
        or_(Pairing.need_id == listing_id, Pairing.offer_id == listing_id, Pairing.id.in_(taking_part)),
    )
    return session.scalars(query.order_by(Pairing.opened_at, Pairing.id)).all()
