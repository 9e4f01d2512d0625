"""Who takes part in a pairing, and what each share begins with."""

from market.listings.models import Listing
from market.pairings.models import FundingShare, Pairing, Party, PartyRole
from market.pairings.service.money import amount_to_offer


def add_party(pairing: Pairing, listing: Listing, role: PartyRole) -> None:
    """Let the owner of a listing take part, once."""
    if all(party.organization_id != listing.organization_id for party in pairing.parties):
        party = Party(
            organization_id=listing.organization_id, organization=listing.organization, role=role, agreed_terms=0
        )
        pairing.parties.append(party)


def make_share(listing: Listing, missing_fen: int) -> FundingShare:
    """The first share of a pairing, of what is missing; the caller says which place it takes."""
    share = FundingShare(position=1, listing_id=listing.id, listing=listing, listing_version=listing.version_number)
    share.amount_fen, share.quantity = amount_to_offer(listing, missing_fen)
    return share
