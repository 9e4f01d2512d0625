"""Opening a pairing from two listings: who delivers, for which need, with whose money."""

from uuid import UUID, uuid4

from sqlalchemy.orm import Session

from market import audit, clock
from market.errors import Conflict, Message, NotAllowed, NotPossible
from market.listings.models import Listing, Need, Programme, Project, Resource, Service
from market.pairings import queries
from market.pairings.models import Pairing, PairingState, PartyRole
from market.pairings.service.money import is_money, most_own, track_of
from market.pairings.service.parties import add_party, make_share
from market.pairings.service.problems import refuse
from market.pairings.service.take_step import take_step
from market.permissions import Actor
from market.suggestions import service as suggestions

Places = tuple[Need | None, Listing, Listing | None]


def open_pairing(
    session: Session,
    actor: Actor,
    asker: Listing,
    candidate: Listing,
    message: str = "",
    *,
    identity: UUID | None = None,
) -> Pairing:
    """Open a pairing of two listings and express the interest of the asker's side.

    `identity` lets whoever imports the same source again find what is there.

    Raises:
        NotAllowed: the actor does not act for the owner of `asker`.
        NotPossible: one of them is not published, nobody would deliver, or a hard condition fails.
        Conflict: the same two are being paired already.
    """
    if not actor.acts_for(asker.organization_id):
        raise NotAllowed(Message("Only somebody of {name} may speak for it.", {"name": asker.organization.name}))
    need, offer, share = places(asker, candidate)
    refuse(list(suggestions.checks(session, asker, candidate)))
    number = audit.hold(session)  # from here on nobody else opens one before this one is committed
    if queries.find_running(session, need, offer, share) is not None:
        raise Conflict(Message("These two are being paired already. Look among your pairings."))
    pairing = _make(session, actor, asker, (need, offer, share), number, identity or uuid4())
    pairing.follows_id = queries.fallen_before(session, pairing.need_id, pairing.offer_id)
    session.add(pairing)
    audit.record(session, actor, "open", pairing, after=pairing.state)
    take_step(session, actor, pairing, "express_interest", note=message)
    return pairing


def places(asker: Listing, candidate: Listing) -> Places:
    """Which of the two is the need, which the offer, which the funding.

    Raises: NotPossible when one is not published, or the two leave the place of the offer empty or filled twice.
    """
    both = (asker, candidate)
    for listing in both:
        if not listing.is_published:
            raise NotPossible(Message("“{title}” is not on the market now.", {"title": listing.title}))
    need = next((listing for listing in both if isinstance(listing, Need)), None)
    offer = next((listing for listing in both if isinstance(listing, Project | Service)), None)
    share = next((listing for listing in both if isinstance(listing, Programme | Resource)), None)
    if offer is None:
        raise NotPossible(
            Message(
                "A pairing needs somebody who delivers. Find a project or a service for the need first, "
                "then add this funding to that pairing."
            )
        )
    if need is None and share is None:
        raise NotPossible(Message("These two cannot be paired: neither asks for the other."))
    return need, offer, share


def _make(session: Session, actor: Actor, asker: Listing, parts: Places, number: int, identity: UUID) -> Pairing:
    now = clock.now()
    need, offer, share = parts
    pairing = Pairing(
        id=identity,
        number=f"{now.astimezone(clock.CHINA).year}-{number:06d}",
        need_id=need.id if need else None,
        need=need,
        need_version=need.version_number if need else None,
        offer_id=offer.id,
        offer=offer,
        offer_version=offer.version_number,
        state=PairingState.SUGGESTED,
        budget_fen=_budget(need, offer, share),
        terms="",
        terms_number=1,
        corrections=0,
        opened_at=now,
        opened_by_id=actor.person_id,
        opened_for_id=asker.organization_id,
        state_since=now,
    )
    pairing.own_fen = min(most_own(pairing), pairing.budget_fen)
    if share is not None:
        pairing.shares.append(make_share(share, pairing.budget_fen - pairing.own_fen))
    pairing.track = track_of(pairing)
    for role, listing in ((PartyRole.NEED, need), (PartyRole.DELIVERY, offer), (PartyRole.FUNDING, share)):
        if listing is not None:
            add_party(pairing, listing, role)
    return pairing


def _budget(need: Need | None, offer: Listing, share: Listing | None) -> int:
    """What it is to cost: what the need says, else the project; nothing where a project is given things only."""
    if need is not None and need.budget_fen:
        return need.budget_fen
    only_things = need is None and share is not None and not is_money(share)
    return (offer.budget_fen or 0) if isinstance(offer, Project) and not only_things else 0
