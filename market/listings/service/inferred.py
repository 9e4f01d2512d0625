"""Words that were inferred from the text of a listing: taken where people chose none, until a person confirms them."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from market import audit
from market.errors import Message, NotPossible
from market.listings import checks
from market.listings.content import INFERABLE, content_of, infer, is_described, put
from market.listings.models import Listing, ListingState
from market.listings.permissions import CHANGE_LISTING
from market.listings.service.drafts import known_words
from market.listings.service.versions import touch
from market.permissions import Actor

Inferred = Mapping[str, list[str]]


def usable(session: Session, listing: Listing, inferred: Inferred) -> dict[str, Any]:
    """The inferred words that count: none once a person has chosen any field, group or goal.

    Raises: Invalid for a word that is not known.
    """
    if is_described(listing):
        return {}
    given = {name: codes for name, codes in inferred.items() if name in INFERABLE and codes}
    return checks.read(listing.kind, given, known_words(session))


def take(listing: Listing, words: Inferred) -> None:
    """Write usable words into a listing, marked as inferred."""
    for name, codes in words.items():
        infer(listing, INFERABLE[name], codes)


def confirm_tags(session: Session, actor: Actor, listing: Listing) -> None:
    """Let the inferred words of a listing count as chosen by a person.

    Raises:
        NotAllowed: the actor does not act for the owner.
        NotPossible: the listing is closed, or nothing is left to confirm.
    """
    CHANGE_LISTING.require(actor, listing)
    words = inferred_words(listing)
    if listing.state is ListingState.CLOSED or not words:
        raise NotPossible(Message("Nothing is left to confirm."))
    put(listing, {name: content_of(listing)[name] for name in words})
    touch(listing)
    audit.record(session, actor, "confirm_tags", listing, details={"confirmed": words})


def inferred_words(listing: Listing) -> dict[str, list[str]]:
    """The inferred words of a listing that nobody has confirmed, by the name of their field."""
    found = {
        name: [tag.code for tag in listing.tags if tag.vocabulary is vocabulary and tag.inferred]
        for name, vocabulary in INFERABLE.items()
    }
    return {name: codes for name, codes in found.items() if codes}
