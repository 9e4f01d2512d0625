"""Opening a pairing from two listings: who delivers, for which need, with whose money."""

from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from market import audit, clock
from market.errors import Conflict, Message, NotAllowed, NotPossible
from market.listings.models import FundingSource, Listing, Need, Programme, Project, Resource, Service
from market.pairings.models import FundingShare, Pairing, PairingState, Party, PartyRole
from market.pairings.service.take_step import take_step
from market.pairings.service.terms import amount_to_offer, track_of
from market.pairings.workflow import ENDED
from market.permissions import Actor
from market.suggestions import service as suggestions
from matching.records import Verdict


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
    need, offer, share = _places(asker, candidate)
    _refuse_the_ineligible(session, asker, candidate)
    _refuse_a_second(session, need, offer, share)
    pairing = _make(session, actor, asker, need, offer, share, identity or uuid4())
    audit.record(session, actor, "open", pairing, after=pairing.state)
    take_step(session, actor, pairing, "express_interest", note=message)
    return pairing


def _places(asker: Listing, candidate: Listing) -> tuple[Need | None, Listing, Listing | None]:
    """Which of the two is the need, which the offer, which the funding."""
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


def _refuse_the_ineligible(session: Session, asker: Listing, candidate: Listing) -> None:
    failed = [check for check in suggestions.checks(session, asker, candidate) if check.verdict is Verdict.FAIL]
    if failed:
        raise NotPossible(
            Message("This pairing is ruled out: {reason}", {"reason": suggestions.describe_check(failed[0])})
        )


def _refuse_a_second(session: Session, need: Need | None, offer: Listing, share: Listing | None) -> None:
    same = select(Pairing.id).where(Pairing.offer_id == offer.id, Pairing.state.not_in(ENDED))
    if need is not None:
        same = same.where(Pairing.need_id == need.id)
    if share is not None:
        same = same.join(FundingShare).where(FundingShare.listing_id == share.id)
    if session.scalar(same.limit(1)) is not None:
        raise Conflict(Message("These two are being paired already. Look among your pairings."))


def _make(
    session: Session,
    actor: Actor,
    asker: Listing,
    need: Need | None,
    offer: Listing,
    share: Listing | None,
    identity: UUID,
) -> Pairing:
    now = clock.now()
    pairing = Pairing(
        id=identity,
        number=f"{now.astimezone(clock.CHINA).year}-{audit.last_seq(session) + 1:06d}",
        need_id=need.id if need else None,
        need=need,
        need_version=need.version_number if need else None,
        offer_id=offer.id,
        offer=offer,
        offer_version=offer.version_number,
        state=PairingState.SUGGESTED,
        budget_fen=_budget(need, offer),
        own_fen=_own(need, offer),
        opened_at=now,
        opened_by_id=actor.person_id,
        opened_for_id=asker.organization_id,
        state_since=now,
    )
    if share is not None:
        missing = pairing.budget_fen - pairing.own_fen
        pairing.shares.append(_share(share, missing))
    pairing.track = track_of(pairing)
    for role, listing in ((PartyRole.NEED, need), (PartyRole.DELIVERY, offer), (PartyRole.FUNDING, share)):
        if listing is not None:
            add_party(pairing, listing, role)
    session.add(pairing)
    session.flush()
    return pairing


def add_party(pairing: Pairing, listing: Listing, role: PartyRole) -> None:
    """Let the owner of a listing take part, once."""
    if all(party.organization_id != listing.organization_id for party in pairing.parties):
        party = Party(organization_id=listing.organization_id, organization=listing.organization, role=role)
        pairing.parties.append(party)


def _share(listing: Listing, missing_fen: int) -> FundingShare:
    share = FundingShare(position=1, listing_id=listing.id, listing=listing, listing_version=listing.version_number)
    share.amount_fen, share.quantity = amount_to_offer(listing, missing_fen)
    return share


def _budget(need: Need | None, offer: Listing) -> int:
    if need is not None and need.budget_fen:
        return need.budget_fen
    return offer.budget_fen or 0 if isinstance(offer, Project) else 0


def _own(need: Need | None, offer: Listing) -> int:
    """What is there before any share: the need's public budget, else what the project has raised."""
    if need is not None:
        return (need.budget_fen or 0) if need.funding_source is not FundingSource.SEEKING_FUNDS else 0
    return offer.raised_fen if isinstance(offer, Project) else 0
