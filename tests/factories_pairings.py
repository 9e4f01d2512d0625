"""Makes pairings for tests, complete and without a trail."""

from collections.abc import Sequence
from itertools import count
from typing import TYPE_CHECKING, Any

from market import clock
from market.listings.models import Listing, Need
from market.pairings.models import FundingShare, Pairing, PairingState, Party, PartyRole
from market.pairings.service.money import amount_to_offer, most_own, track_of
from market.pairings.workflow import AWARDED, ENDED, OFFICE_STATES, workflow_of
from market.vocabularies import calendar

if TYPE_CHECKING:
    from tests.factories import Market

_numbers = count(1)


def next_number() -> int:
    """A number that no other row of this run of the tests has."""
    return next(_numbers)


def make_pairing(
    market: "Market",
    state: PairingState,
    *,
    need: Need | None = None,
    offer: Listing | None = None,
    shares: Sequence[Listing] | None = None,
    amount_fen: int | None = None,
    agreed: bool = True,
    **values: Any,
) -> Pairing:
    """A pairing in a state: a project and a programme that brings what it lacks.

    With a need, its public budget pays; `amount_fen` is what the first share brings; `agreed`: by everybody.
    """
    offer = offer or (market.service() if need else market.project())
    shares = [market.programme()] if shares is None and need is None else shares or []
    now = clock.now()
    pairing = Pairing(
        number=f"2026-{next_number():06d}",
        need=need,
        need_version=need.version_number if need else None,
        offer=offer,
        offer_version=offer.version_number,
        state=state,
        budget_fen=(need or offer).budget_fen,
        terms="Weekly visits.",
        terms_number=1,
        opened_at=now,
        opened_for_id=offer.organization_id,
        state_since=now,
        corrections=0,
    )
    pairing.own_fen = most_own(pairing)
    for position, listing in enumerate(shares, start=1):
        amount, quantity = amount_to_offer(listing, pairing.budget_fen - pairing.own_fen)
        share = FundingShare(position=position, listing_id=listing.id, listing=listing, quantity=quantity)
        share.listing_version = listing.version_number
        share.amount_fen = (amount_fen if position == 1 and amount_fen else amount) if amount else None
        pairing.shares.append(share)
    roles = [(PartyRole.NEED, need), (PartyRole.DELIVERY, offer), *((PartyRole.FUNDING, one) for one in shares)]
    pairing.parties = [
        Party(organization=one.organization, role=role, agreed_terms=int(agreed), agreed_at=now if agreed else None)
        for role, one in roles
        if one
    ]
    pairing.track = track_of(pairing)
    deadline = workflow_of(pairing.track).deadlines.get(state)
    pairing.due_at = calendar.end_of(now, deadline.span) if deadline else None
    if state in OFFICE_STATES | AWARDED | ENDED | {PairingState.CORRECTION}:
        pairing.submitted_at = now
    for name, value in values.items():
        setattr(pairing, name, value)
    return pairing
