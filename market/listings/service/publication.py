"""Putting listings on the market and taking them off again."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy.orm import Session

from market import audit, clock
from market.errors import Invalid, Message, NotPossible
from market.listings import checks
from market.listings.content import content_of, is_described
from market.listings.models import Listing, ListingState
from market.listings.permissions import CHANGE_LISTING, WRITE_FOR
from market.listings.service.drafts import known_words, new_listing, require_kind
from market.listings.service.inferred import Inferred, take, usable
from market.listings.service.promises import promised
from market.listings.service.versions import touch, write_version
from market.organizations.models import Organization
from market.permissions import Actor
from matching.records import Kind


def problems(session: Session, listing: Listing, inferred: Inferred = MappingProxyType({})) -> dict[str, Message]:
    """What is missing or wrong for publication, by the names of the fields; "organization" for the owner itself.

    Args:
        inferred: codes by field that are to count where people have chosen none.
    """
    content = content_of(listing)
    if not is_described(listing):
        content |= {name: codes for name, codes in inferred.items() if not content[name]}
    found = checks.gaps(listing.kind, content, clock.today())
    try:
        checks.read(listing.kind, content, known_words(session))
    except Invalid as error:
        found = error.problems | found
    found |= checks.contradictions(content, promised(listing))
    try:
        require_kind(listing.organization, listing.kind)
    except Invalid as error:
        found |= error.problems
    if not listing.organization.is_verified:
        found["organization"] = Message("Your organization is not verified yet. An official checks it first.")
    return found


def publish(session: Session, actor: Actor, listing: Listing, inferred: Inferred = MappingProxyType({})) -> None:
    """Put a draft on the market.

    Args:
        inferred: codes by field, taken as inferred if no person has chosen any field, group or goal.

    Raises:
        NotAllowed: the actor does not act for the owner.
        NotPossible: it is not a draft.
        Invalid: something is missing or wrong, or the organization is not verified.
    """
    CHANGE_LISTING.require(actor, listing)
    _require_state(listing, ListingState.DRAFT)
    words = usable(session, listing, inferred)
    found = problems(session, listing, words)
    if found:
        raise Invalid(found)
    take(listing, words)
    _publish(session, actor, listing)
    details = {"inferred": words} if words else None
    audit.record(session, actor, "publish", listing, before=ListingState.DRAFT, after=listing.state, details=details)


def import_listing(
    session: Session,
    actor: Actor,
    organization: Organization,
    kind: Kind,
    values: Mapping[str, Any],
    *,
    identity: UUID | None = None,
) -> Listing:
    """Create, fill and publish a listing in one go, by the same rules; nothing is added when one is broken.

    `identity` lets whoever imports the same source again find what is there.

    Raises: NotAllowed, Invalid, as the single steps do.
    """
    WRITE_FOR.require(actor, organization)
    given = checks.read(kind, {"title": ""} | dict(values), known_words(session))
    listing = new_listing(actor, organization, kind, given)
    found = problems(session, listing)
    if found:
        raise Invalid(found)
    listing.id = identity or uuid4()
    session.add(listing)
    _publish(session, actor, listing)
    audit.record(session, actor, "import", listing, after=listing.state)
    return listing


def pause(session: Session, actor: Actor, listing: Listing) -> None:
    """Take a published listing off the market for a while.

    Raises: NotAllowed; NotPossible when it is not published.
    """
    _move(session, actor, listing, "pause", ListingState.PUBLISHED, ListingState.PAUSED)


def resume(session: Session, actor: Actor, listing: Listing) -> None:
    """Put a paused listing back.

    Raises: NotAllowed; NotPossible when it is not paused; Invalid when it could not be published today.
    """
    CHANGE_LISTING.require(actor, listing)
    _require_state(listing, ListingState.PAUSED)
    found = problems(session, listing)
    if found:
        raise Invalid(found)
    _move(session, actor, listing, "resume", ListingState.PAUSED, ListingState.PUBLISHED)


def close(session: Session, actor: Actor, listing: Listing) -> None:
    """Take a listing off the market for good; a draft is discarded. Pairings that run are not touched.

    Raises: NotAllowed; NotPossible when it is closed already.
    """
    sources = (ListingState.DRAFT, ListingState.PUBLISHED, ListingState.PAUSED)
    _move(session, actor, listing, "close", sources, ListingState.CLOSED)


def _require_state(listing: Listing, *states: ListingState) -> None:
    if listing.state not in states:
        raise NotPossible(Message("This cannot be done now: the listing has moved on."))


def _publish(session: Session, actor: Actor, listing: Listing) -> None:
    listing.state = ListingState.PUBLISHED
    listing.published_at = clock.now()
    touch(listing)
    write_version(session, actor, listing)


def _move(
    session: Session,
    actor: Actor,
    listing: Listing,
    action: str,
    sources: ListingState | tuple[ListingState, ...],
    target: ListingState,
) -> None:
    CHANGE_LISTING.require(actor, listing)
    _require_state(listing, *([sources] if isinstance(sources, ListingState) else sources))
    before, listing.state = listing.state, target
    touch(listing)
    audit.record(session, actor, action, listing, before=before, after=target)
