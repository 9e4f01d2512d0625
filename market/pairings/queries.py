"""What can be asked of pairings; changes nothing."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from market.accounts.models import Membership, Person
from market.audit import AuditEvent
from market.errors import Message, NotFound
from market.listings.models import Listing, ListingState
from market.listings.queries import EVERY
from market.organizations.models import Organization
from market.pairings.models import FundingShare, Pairing, PairingState, Party, Recusal, RecusalState
from market.pairings.workflow import BY_OFFICIALS, ENDED, FALLEN, OFFICE_STATES
from market.permissions import Actor
from market.suggestions.models import Answer, MatchRun, Suggestion
from matching.records import Kind

MOST = 200  # rows that a list shows; what is due first comes first
FUNDING_KINDS = (Kind.PROGRAMME, Kind.RESOURCE)
DELIVERY_KINDS = (Kind.PROJECT, Kind.SERVICE)


def get_pairing(session: Session, pairing_id: UUID, *, with_facts: bool = False) -> Pairing:
    """One pairing with its listings, shares and parties; with what the hard conditions look at, if asked for.

    Raises: NotFound.
    """
    found = load_whole(session, select(Pairing).where(Pairing.id == pairing_id), with_facts=with_facts)
    if not found:
        raise NotFound(Message("There is no such pairing."))
    return found[0]


def pairings_by_id(session: Session, ids: Collection[UUID]) -> dict[UUID, Pairing]:
    """Some pairings with everything that their rows show, by identity."""
    return (
        {pairing.id: pairing for pairing in load_whole(session, select(Pairing).where(Pairing.id.in_(ids)))}
        if ids
        else {}
    )


def load_whole(session: Session, query: Select[Pairing], *, with_facts: bool = False) -> Sequence[Pairing]:
    """Pairings with everything that their pages show, in three statements however many they are (five with facts)."""
    query = query.options(joinedload(Pairing.shares), selectinload(Pairing.parties).joinedload(Party.organization))
    found = session.scalars(query).unique().all()
    ids = {pairing.need_id for pairing in found} | {pairing.offer_id for pairing in found}
    ids |= {share.listing_id for pairing in found for share in pairing.shares}
    if found:
        # One statement brings the listings of all kinds; the relationships then find them in the session.
        listings = session.scalars(_listings(ids - {None}, with_facts)).unique().all()
        reached = [(pairing.need, pairing.offer, [share.listing for share in pairing.shares]) for pairing in found]
        del listings, reached
    return found


def _listings(ids: Collection[UUID | None], with_facts: bool) -> Select[Listing]:
    owner = joinedload(EVERY.organization)
    query: Select[Listing] = select(EVERY).where(EVERY.id.in_(ids))
    if with_facts:
        return query.options(selectinload(EVERY.tags), owner.selectinload(Organization.related_parties))
    return query.options(owner)


def last_between(session: Session, one_id: UUID, other_id: UUID) -> Pairing | None:
    """The last pairing that both listings take part in, as need, offer or money; without what its pages show."""
    sides = [
        or_(Pairing.need_id == side, Pairing.offer_id == side, Pairing.shares.any(FundingShare.listing_id == side))
        for side in (one_id, other_id)
    ]
    return session.scalar(select(Pairing).where(*sides).order_by(Pairing.opened_at.desc(), Pairing.id).limit(1))


def pairings_of(session: Session, actor: Actor, *, ended: bool = False) -> Sequence[Pairing]:
    """The pairings that the actor's organizations take part in: by deadline, or ended ones with the newest first."""
    query = _of(actor, ended).limit(MOST)
    if ended:
        return load_whole(session, query.order_by(Pairing.state_since.desc(), Pairing.id))
    return load_whole(session, query.order_by(Pairing.due_at.nulls_last(), Pairing.id))


def count_of(session: Session, actor: Actor, *, ended: bool) -> int:
    """How many of them there are."""
    return session.scalar(select(func.count()).select_from(_of(actor, ended).subquery())) or 0


def _of(actor: Actor, ended: bool) -> Select[Pairing]:
    mine = select(Party.pairing_id).where(Party.organization_id.in_(actor.organization_ids))
    state = Pairing.state.in_(ENDED) if ended else Pairing.state.not_in(ENDED)
    return select(Pairing).where(Pairing.id.in_(mine), state)


def queue(session: Session, states: Collection[PairingState] = OFFICE_STATES, limit: int = MOST) -> Sequence[Pairing]:
    """What waits for the district, by deadline."""
    query = select(Pairing).where(Pairing.state.in_(states))
    return load_whole(session, query.order_by(Pairing.due_at.nulls_last(), Pairing.number).limit(limit))


def overdue_pairings(session: Session, at: datetime) -> Sequence[UUID]:
    """The pairings whose state has lasted too long, the longest overdue first."""
    query = select(Pairing.id).where(Pairing.due_at < at, Pairing.state.not_in(ENDED))
    return session.scalars(query.order_by(Pairing.due_at, Pairing.id)).all()


def find_running(session: Session, need: Listing | None, offer: Listing, share: Listing | None) -> UUID | None:
    """The pairing under way of an offer with a need, or with some funding."""
    query = select(Pairing.id).where(Pairing.offer_id == offer.id, Pairing.state.not_in(ENDED))
    if need is not None:
        query = query.where(Pairing.need_id == need.id)
    if share is not None:
        funded = select(FundingShare.pairing_id).where(FundingShare.listing_id == share.id)
        query = query.where(Pairing.id.in_(funded))
    return session.scalar(query.order_by(Pairing.opened_at, Pairing.id).limit(1))


def suggestion_behind(session: Session, pairing: Pairing) -> Suggestion | None:
    """The suggestion that interest was expressed in, with its reasons as they were shown; None without one."""
    ids = [pairing.need_id, pairing.offer_id, *(share.listing_id for share in pairing.shares)]
    query = (
        select(Suggestion)
        .join(MatchRun)
        .where(
            MatchRun.listing_id.in_(ids),
            Suggestion.candidate_id.in_(ids),
            Suggestion.answer == Answer.INTEREST,
        )
    )
    return session.scalar(query.order_by(MatchRun.made_at.desc(), Suggestion.id).limit(1))


def suggested_funding(session: Session, pairing: Pairing, limit: int = 10) -> Sequence[Listing]:
    """Programmes and resources that were suggested for the need or the offer and not dismissed, the best first."""
    seekers = [pairing.offer_id, *([pairing.need_id] if pairing.need_id else [])]
    return _suggested(session, seekers, FUNDING_KINDS, [share.listing_id for share in pairing.shares], limit)


def next_in_rank(session: Session, pairing: Pairing, limit: int = 3) -> Sequence[Listing]:
    """Who was suggested beside those that a pairing fell through with, the best first.

    For a need: who else could deliver; for a project without one: who else could fund it.
    """
    taken = [pairing.offer_id, *(share.listing_id for share in pairing.shares)]
    if pairing.need_id:
        return _suggested(session, [pairing.need_id], DELIVERY_KINDS, taken, limit)
    return _suggested(session, [pairing.offer_id], FUNDING_KINDS, taken, limit)


def _suggested(
    session: Session, seekers: Collection[UUID], kinds: Collection[Kind], taken: Collection[UUID], limit: int
) -> Sequence[Listing]:
    best = (
        select(Suggestion.candidate_id, func.max(Suggestion.score).label("score"))
        .join(MatchRun)
        .where(
            MatchRun.listing_id.in_(seekers),
            MatchRun.for_kind.in_(kinds),
            Suggestion.answer != Answer.DISMISSED,
        )
        .group_by(Suggestion.candidate_id)
        .subquery()
    )
    query = (
        select(EVERY)
        .join(best, best.c.candidate_id == EVERY.id)
        .where(EVERY.state == ListingState.PUBLISHED, EVERY.id.not_in(taken))
        .options(joinedload(EVERY.organization), selectinload(EVERY.tags))
        .order_by(best.c.score.desc(), EVERY.id)
    )
    return session.scalars(query.limit(limit)).unique().all()


def fallen_before(session: Session, need_id: UUID | None, offer_id: UUID) -> UUID | None:
    """The last award for a need, or for a project without one, that came to nothing."""
    same = Pairing.need_id == need_id if need_id else (Pairing.offer_id == offer_id) & Pairing.need_id.is_(None)
    query = select(Pairing.id).where(same, Pairing.state.in_(FALLEN))
    return session.scalar(query.order_by(Pairing.state_since.desc(), Pairing.id).limit(1))


def handlers(session: Session, pairing: Pairing) -> Sequence[Person]:
    """The people who did something in a pairing for the district, by name; not the experts, who score unnamed."""
    acted = (
        select(AuditEvent.actor_id)
        .where(
            AuditEvent.subject_kind == Pairing.__tablename__,
            AuditEvent.subject_id == pairing.id,
            AuditEvent.action.in_(BY_OFFICIALS),
        )
        .distinct()
    )
    members = select(Membership.person_id).where(
        Membership.organization_id.in_([party.organization_id for party in pairing.parties])
    )
    query = select(Person).where(Person.id.in_(acted), Person.id.not_in(members))
    return session.scalars(query.order_by(Person.name, Person.id)).all()


def recusals_in(session: Session, pairing: Pairing) -> Sequence[Recusal]:
    """The requests for recusal in a pairing, in the order in which they came."""
    query = select(Recusal).where(Recusal.pairing_id == pairing.id).options(joinedload(Recusal.person))
    return session.scalars(query.order_by(Recusal.asked_at, Recusal.id)).all()


def open_recusals(session: Session) -> Sequence[Recusal]:
    """Those that wait for a ruling, the oldest first."""
    query = select(Recusal).where(Recusal.state == RecusalState.ASKED)
    query = query.options(joinedload(Recusal.person), joinedload(Recusal.pairing))
    return session.scalars(query.order_by(Recusal.asked_at, Recusal.id)).all()


def get_recusal(session: Session, recusal_id: UUID) -> Recusal:
    """One request. Raises: NotFound."""
    found = session.get(Recusal, recusal_id, options=[joinedload(Recusal.person), joinedload(Recusal.pairing)])
    if found is None:
        raise NotFound(Message("There is no such request."))
    return found
