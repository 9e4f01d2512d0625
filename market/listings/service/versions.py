"""What every change of a listing leaves behind: its moment, its language, its next version."""

from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from market import clock
from market.listings.content import TEXTS, content_of, digest, names_of, plain
from market.listings.models import Listing, ListingVersion
from market.permissions import Actor
from matching.text import language_of


def touch(listing: Listing) -> None:
    """Note the moment; also where only words changed, so that the row gets its next revision."""
    listing.changed_at = clock.now()
    flag_modified(listing, "changed_at")
    tell_language(listing)


def tell_language(listing: Listing) -> None:
    """Set the language from the texts."""
    texts = (getattr(listing, name) for name in names_of(listing.kind) if name in TEXTS)
    listing.language = language_of("\n".join(text for text in texts if text))


def write_version(session: Session, actor: Actor, listing: Listing) -> int:
    """Keep what a listing says now as its next version; returns the version's number."""
    listing.version_number += 1
    session.flush()  # a version refers to its listing, which may be new
    content = plain(content_of(listing))
    session.add(
        ListingVersion(
            listing_id=listing.id,
            number=listing.version_number,
            content=content,
            content_hash=digest(content),
            made_at=clock.now(),
            made_by_id=actor.person_id,
        )
    )
    return listing.version_number
