"""The tagger of one process: its examples are the published listings whose words people have confirmed."""

import threading

from sqlalchemy import select
from sqlalchemy.orm import Session

from market.listings.models import Listing as ListingRow
from market.listings.models import ListingState, ListingTag
from market.listings.records import texts_of
from market.suggestions.engine import Engine
from matching.matcher import Matcher
from matching.records import Listing
from matching.tagging import Example, Examples, Inferred, Tagger, shipped_keywords
from matching.text import compose, language_of


class MarketTagger:
    """A tagger kept in step with the matcher of its process; with nothing on the market, keywords alone decide."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._examples = Examples(shipped_keywords())
        self._revisions: dict[str, int] = {}  # of the listings that are examples
        self._as_of = -1
        self._tagger: Tagger | None = None
        self._lock = threading.Lock()

    def infer(self, session: Session, listing: ListingRow) -> list[Inferred]:
        """What the text of a listing calls for, by its words; it is no example of its own.

        To be asked before the session writes anything.
        """
        text = "\n".join(texts_of(listing).values())
        return self._refresh(session).infer(text, language_of(text), but={str(listing.id)})

    def _refresh(self, session: Session) -> Tagger:
        as_of = self._engine.as_of  # asked first: another thread may move it on meanwhile
        matcher = self._engine.refresh(session)
        with self._lock:
            if self._tagger is None or self._as_of != self._engine.as_of:
                self._as_of = as_of
                changed = self._follow(session, matcher)
                if changed or self._tagger is None:
                    self._tagger = Tagger(self._examples)
            return self._tagger

    def _follow(self, session: Session, matcher: Matcher) -> bool:
        """Take what is new among the examples, and leave out what is gone. Whether there was anything."""
        unconfirmed = _unconfirmed(session)
        there = {id: listing for id, listing in matcher.listings.items() if id not in unconfirmed}
        gone = [id for id in self._revisions if id not in there]
        new = [listing for id, listing in there.items() if self._revisions.get(id) != listing.revision]
        self._examples.delete(gone)
        self._examples.upsert(map(_example, new))
        self._revisions = {id: listing.revision for id, listing in there.items()}
        return bool(gone or new)


def _unconfirmed(session: Session) -> set[str]:
    """The published listings with a word that nobody has confirmed."""
    rows = session.scalars(
        select(ListingTag.listing_id)
        .join(ListingRow, ListingRow.id == ListingTag.listing_id)
        .where(ListingTag.inferred, ListingRow.state == ListingState.PUBLISHED)
        .distinct()
    )
    return {str(listing_id) for listing_id in rows}


def _example(listing: Listing) -> Example:
    codes = {"field": listing.fields, "group": listing.groups, "sdg": listing.sdgs}
    return Example(listing.id, compose(listing), listing.language, codes)
