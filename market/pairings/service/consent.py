"""Who agrees to which terms, which versions of the listings they are about, and what a person has seen of them."""

from market import clock
from market.errors import Conflict, Message
from market.listings.models import Listing
from market.pairings.models import Pairing
from market.permissions import Actor


def agree_for(actor: Actor, pairing: Pairing) -> None:
    """Note that the actor's sides agree to the present terms."""
    for party in pairing.parties:
        if actor.acts_for(party.organization_id):
            party.agreed_terms = pairing.terms_number
            party.agreed_at, party.agreed_by_id = clock.now(), actor.person_id


def everybody_agreed(pairing: Pairing) -> bool:
    """Whether all sides agreed to the present terms."""
    return all(party.agreed_terms == pairing.terms_number for party in pairing.parties)


def has_agreed(actor: Actor, pairing: Pairing) -> bool:
    """Whether every side that the actor acts for agreed to the present terms."""
    mine = [party for party in pairing.parties if actor.acts_for(party.organization_id)]
    return all(party.agreed_terms == pairing.terms_number for party in mine)


def listings_of(pairing: Pairing) -> list[Listing]:
    """The need, if any, the offer, and the listing of each share."""
    need = [pairing.need] if pairing.need is not None else []
    return [*need, pairing.offer, *(share.listing for share in pairing.shares)]


def versions_moved(pairing: Pairing) -> bool:
    """Whether a listing was changed since the present terms were made."""
    agreed = [pairing.need_version] if pairing.need is not None else []
    agreed += [pairing.offer_version, *(share.listing_version for share in pairing.shares)]
    return agreed != [listing.version_number for listing in listings_of(pairing)]


def remember_versions(pairing: Pairing) -> None:
    """Keep which version of each listing the present terms are about."""
    pairing.need_version = pairing.need.version_number if pairing.need else None
    pairing.offer_version = pairing.offer.version_number
    for share in pairing.shares:
        share.listing_version = share.listing.version_number


def stamp(pairing: Pairing) -> str:
    """What somebody sees who looks at the pairing now: its revision and the versions of its listings."""
    return ".".join(str(number) for number in (pairing.revision, *(one.version_number for one in listings_of(pairing))))


def require_seen(pairing: Pairing, seen: str | None) -> None:
    """Raises: Conflict when the pairing or a listing was changed since somebody looked; None asks for no check."""
    if seen is not None and seen != stamp(pairing):
        raise Conflict(
            Message("Somebody else has changed this pairing since you opened it. Look at it again, then decide.")
        )


def content(pairing: Pairing) -> dict[str, object]:
    """The terms as plain data, for the trail."""
    return {
        "terms_number": pairing.terms_number,
        "budget_fen": pairing.budget_fen,
        "own_fen": pairing.own_fen,
        "terms": pairing.terms,
        "wants_review": pairing.wants_review,
        "track": pairing.track.value,
        "versions": [[str(listing.id), listing.version_number] for listing in listings_of(pairing)],
        "shares": [[str(share.listing_id), share.amount_fen, share.quantity] for share in pairing.shares],
    }
