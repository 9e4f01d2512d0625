"""The money of a pairing: where it comes from, what each share may bring, what is missing, and reserving it."""

from sqlalchemy.orm import Session

from market.errors import Message
from market.listings import service as listings
from market.listings.models import FundingSource, Listing, Need, Programme, Project, Resource, ResourceKind
from market.organizations.credit_code import OrganizationKind
from market.pairings.models import Pairing, Track
from market.permissions import Actor

PUBLIC_OWNERS = frozenset({OrganizationKind.DEPARTMENT, OrganizationKind.PUBLIC_INSTITUTION})
PUBLIC_SOURCES = {
    FundingSource.FISCAL: Track.PURCHASE,
    FundingSource.SPECIAL_FUND: Track.SPECIAL_FUND,
}


def track_of(pairing: Pairing) -> Track:
    """Where the money comes from: with any public money in it, the district has to approve."""
    need = pairing.need
    if isinstance(need, Need) and pairing.own_fen > 0 and need.funding_source in PUBLIC_SOURCES:
        return PUBLIC_SOURCES[need.funding_source]
    funders = [share.listing.organization.kind for share in pairing.shares]
    if any(kind in PUBLIC_OWNERS for kind in funders):
        return Track.SPECIAL_FUND
    if any(isinstance(share.listing, Programme) and share.listing.organization.kind is not OrganizationKind.ENTERPRISE
           for share in pairing.shares):  # fmt: skip
        return Track.GRANT
    return Track.ENTERPRISE if funders else Track.GRANT


def is_money(listing: Listing) -> bool:
    """Whether a share of it is an amount, not a quantity."""
    return isinstance(listing, Programme) or (
        isinstance(listing, Resource) and listing.resource_kind is ResourceKind.MONEY
    )


def amount_to_offer(listing: Listing, missing_fen: int) -> tuple[int | None, int | None]:
    """(amount, quantity) to begin with: what is missing, within the funder's band and what it has left."""
    if not is_money(listing):
        return None, max(1, free_quantity(listing))
    least = (listing.grant_least_fen or 0) if isinstance(listing, Programme) else 0
    limits = [limit for limit in (_largest(listing), _left(listing)) if limit is not None]
    return max(1, min([max(missing_fen, least), *limits])), None


def share_problem(listing: Listing, amount_fen: int | None, quantity: int | None) -> Message | None:
    """Why a share cannot be given as it stands: outside the funder's band, or more than is left."""
    title = {"title": listing.title}
    amount, largest, left = amount_fen or 0, _largest(listing), _left(listing)
    if isinstance(listing, Programme) and amount < (listing.grant_least_fen or 0):
        return Message("The share of “{title}” is below its smallest grant.", title)
    if largest is not None and amount > largest:
        return Message("The share of “{title}” is above its largest grant.", title)
    if left is not None and amount > left:
        return Message("“{title}” has not that much money left.", title)
    if not is_money(listing) and (quantity or 0) > free_quantity(listing):
        return Message("“{title}” has not that much left.", title)
    return None


def free_quantity(listing: Listing) -> int:
    """How much of a resource that is not money nobody was promised yet."""
    return (listing.quantity or 0) - listing.reserved_quantity if isinstance(listing, Resource) else 0


def _largest(listing: Listing) -> int | None:
    return listing.grant_most_fen if isinstance(listing, Programme) else None


def _left(listing: Listing) -> int | None:
    return listing.remaining_fen if isinstance(listing, Programme | Resource) and is_money(listing) else None


def public_own(pairing: Pairing) -> int:
    """The need's own public budget; 0 where funds are still sought."""
    need = pairing.need
    return (need.budget_fen or 0) if isinstance(need, Need) and need.funding_source in PUBLIC_SOURCES else 0


def most_own(pairing: Pairing) -> int:
    """The most that is there before any share: the need's public budget, else what the project has raised."""
    raised = pairing.offer.raised_fen if isinstance(pairing.offer, Project) else 0
    return public_own(pairing) or raised


def is_in_kind(pairing: Pairing) -> bool:
    """Whether something other than money is brought, so that the budget may be nothing."""
    return any(not is_money(share.listing) for share in pairing.shares)


def missing_fen(pairing: Pairing) -> int:
    """What the budget still lacks; negative when there is too much."""
    return pairing.budget_fen - pairing.own_fen - shared_fen(pairing)


def shared_fen(pairing: Pairing) -> int:
    """The money of all shares."""
    return sum(share.amount_fen or 0 for share in pairing.shares)


def brought_fen(pairing: Pairing) -> int:
    """The money that is new to the offer: the shares, and the need's public budget; not what a project had raised."""
    return shared_fen(pairing) + (pairing.own_fen if public_own(pairing) else 0)


def reserve(session: Session, actor: Actor, pairing: Pairing) -> None:
    """Take the agreed shares from what is left of programmes and resources, and a place from the service.

    Raises: NotPossible when less than that is left.
    """
    for share in pairing.shares:
        listings.reserve(session, share.listing, amount_fen=share.amount_fen, quantity=share.quantity, actor=actor)
    until = pairing.need.ends_on if pairing.need else None
    pairing.engaged_fen = listings.engage(
        session, pairing.offer, brought_fen=brought_fen(pairing), until=until, actor=actor
    )


def release(session: Session, actor: Actor, pairing: Pairing) -> None:
    """Give back all that was reserved: each share, the place of the service, what was counted as raised."""
    for share in pairing.shares:
        listings.release(session, share.listing, amount_fen=share.amount_fen, quantity=share.quantity, actor=actor)
    listings.disengage(session, pairing.offer, counted_fen=pairing.engaged_fen, actor=actor)
    pairing.engaged_fen = 0
