"""Changing what a listing says."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from market import audit, clock
from market.errors import Conflict, Invalid, Message, NotPossible
from market.listings import checks
from market.listings.content import content_of, put
from market.listings.models import Listing, ListingState
from market.listings.permissions import CHANGE_LISTING
from market.listings.sections import section_of
from market.listings.service.drafts import known_words
from market.listings.service.inferred import inferred_words
from market.listings.service.promises import promised
from market.listings.service.versions import touch, write_version
from market.permissions import Actor

ON_THE_MARKET = frozenset({ListingState.PUBLISHED, ListingState.PAUSED})


def save(
    session: Session,
    actor: Actor,
    listing: Listing,
    values: Mapping[str, Any],
    *,
    revision: int | None = None,
    complete: bool = False,
) -> None:
    """Change some or all of what a listing says. Once published, it stays complete and gets a new version.

    Inferred words that are given again are confirmed by that.

    Args:
        revision: what the listing's revision was when the person began to type.
        complete: refuse gaps among the given values of a draft too.

    Raises:
        NotAllowed: the actor does not act for the owner.
        NotPossible: the listing is closed.
        Conflict: somebody else has changed it since `revision`.
        Invalid: a value cannot be accepted, or something is missing that a published listing needs.
    """
    CHANGE_LISTING.require(actor, listing)
    if listing.state is ListingState.CLOSED:
        raise NotPossible(Message("This listing is closed. It cannot be changed any more."))
    if revision is not None and revision != listing.revision:
        raise Conflict(Message("Somebody else has changed this listing since you opened it."))
    before = content_of(listing)
    given = checks.read(listing.kind, values, known_words(session))
    after = before | given
    _require_sound(listing, before, after, set(given) if complete else set())
    confirmed = {name: codes for name, codes in inferred_words(listing).items() if name in given}
    if after == before and not confirmed:
        return
    put(listing, given)
    touch(listing)
    changed = sorted(name for name in given if given[name] != before[name])
    details: dict[str, Any] = {"changed": changed} | ({"confirmed": confirmed} if confirmed else {})
    if listing.state in ON_THE_MARKET and changed:
        details["version"] = write_version(session, actor, listing)
    audit.record(session, actor, "save", listing, details=details)


def _require_sound(listing: Listing, before: Mapping[str, Any], after: Mapping[str, Any], asked: set[str]) -> None:
    """Raises: Invalid for contradictions; for gaps too, where the listing is on the market or they were asked for."""
    changed = {name for name in after if after[name] != before[name]}
    on_the_market = listing.state in ON_THE_MARKET
    late = clock.today() if not on_the_market or "closes_on" in changed else None
    gaps = checks.gaps(listing.kind, after, late)
    found = {name: problem for name, problem in gaps.items() if on_the_market or name in asked}
    found |= {
        name: problem
        for name, problem in checks.contradictions(after, promised(listing)).items()
        if _is_near(listing, name, changed)  # what pairings brought since may contradict what nobody touches now
    }
    if found:
        raise Invalid(found)


def _is_near(listing: Listing, name: str, changed: set[str]) -> bool:
    section = section_of(listing.kind, name)
    return section is None or not changed.isdisjoint(section.fields)
