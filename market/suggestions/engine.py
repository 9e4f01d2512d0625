"""The matcher of one process, kept in step with the database: it reads what changed since it last looked.

Nothing here imports torch: vectors come from SQL, where the worker puts them.
"""

import threading
import time
from collections.abc import Iterable
from datetime import date
from uuid import UUID

import numpy as np
from sqlalchemy import select
from sqlalchemy.orm import Session

from market import audit, clock, memory
from market.config import Settings
from market.listings.models import Listing as ListingRow
from market.listings.models import ListingState
from market.listings.records import records
from market.rules import queries as rules
from market.rules.models import RuleConfirmation
from market.suggestions import calibrations, rankers, vectors
from market.suggestions.calibrations import Fitted
from market.vocabularies.queries import centroids
from matching.centering import centering_for
from matching.encoders.registry import encoder_id
from matching.matcher import Matcher
from matching.records import Kind, Listing

LOOK_SECONDS = 0.25  # how often it looks for vectors that the worker has made
LARGE = 500  # listings; with fewer the collector is done so soon that it does not matter
LISTING_KINDS = tuple(kind.value for kind in Kind)
RULES, RANKERS, CALIBRATIONS = RuleConfirmation.__tablename__, "ranker", "calibration"


class Engine:
    """A matcher and how far it has read; `refresh` before each use."""

    def __init__(self, settings: Settings) -> None:
        self.encoder_id = encoder_id(vectors.encoder_settings(settings))
        self.matcher: Matcher | None = None
        self.as_of = 0
        self._fitted: dict[str, Fitted] = {}  # by the version of the order whose scores it tells of
        self._day: date | None = None
        self._dimension: int | None = None  # of its vectors; None while it has none
        self._means_are_early = False  # many vectors were still to come when it read everything
        self._waiting: dict[UUID, str] = {}  # listings without a vector, and the hash of their text
        self._looked_at = 0.0
        self._lock = threading.Lock()

    def refresh(self, session: Session) -> Matcher:
        """The matcher as of the last commit that the session sees; to be asked before the session writes anything.

        A session of a page that is being answered looks once.
        """
        if self.matcher is not None and session.info.get("looked") is self:
            return self.matcher
        if session.info.get("looks_once"):
            session.info["looked"] = self
        with self._lock, _apart(session) as apart:
            if self.matcher is None or self._day != clock.today():
                return self._load(apart)
            self._follow(apart, self.matcher)
            return self.matcher

    @property
    def fitted(self) -> Fitted | None:
        """What became of pairs with such a score, where that is known of the order that decides now."""
        return None if self.matcher is None else self._fitted.get((self.matcher.ranker or self.matcher.weights).version)

    @property
    def pending(self) -> int:
        """How many published listings have no vector yet."""
        return len(self._waiting)

    def _load(self, session: Session) -> Matcher:
        """Read everything: at the start, on a new day, and once all vectors are there (their means may be new)."""
        as_of = audit.last_seq(session)  # asked first: what changes from here on is read again
        listings = list(records(session))
        hashes = vectors.hashes_of(listings)
        known = vectors.stored(session, self.encoder_id, hashes.values())
        with_vector = [listing for listing in listings if hashes[UUID(listing.id)] in known]
        matrix = np.array([known[hashes[UUID(listing.id)]] for listing in with_vector], dtype=np.float32)
        dimension = matrix.shape[1] if with_vector else None
        centering = centering_for(self.encoder_id, matrix, [listing.language for listing in with_vector])
        matcher = Matcher(
            encoder_id=self.encoder_id,
            dimension=dimension or 1,  # with no vector at all, any: the first ones are loaded anew
            centering=centering,
            centroids=centroids(session),
            confirmed=rules.confirmed(session),
            ranker=rankers.load_in_use(session),
        )
        matcher.upsert(listings, {listing.id: known[hashes[UUID(listing.id)]] for listing in with_vector})
        self._waiting = {listing: text for listing, text in hashes.items() if text not in known}
        self._dimension = dimension
        self._means_are_early = len(self._waiting) > 1
        self._fitted = calibrations.load(session)
        self._day, self.matcher, self.as_of = clock.today(), matcher, as_of
        is_large = len(listings) >= LARGE
        del listings, known, with_vector, matrix
        if is_large:
            memory.settle()
        memory.give_back()  # reading everything takes about 24 MB more than keeping it
        return matcher

    def _follow(self, session: Session, matcher: Matcher) -> None:
        changed, newest = audit.changed_since(
            session, self.as_of, (*LISTING_KINDS, "organization", RULES, RANKERS, CALIBRATIONS)
        )
        if newest < self.as_of:  # the session began before the last change that this process has read
            return
        if any(kind == RULES for kind, _subject in changed):
            matcher.confirmed = rules.confirmed(session)
        if any(kind == RANKERS for kind, _subject in changed):
            matcher.ranker = rankers.load_in_use(session)
        if any(kind == CALIBRATIONS for kind, _subject in changed):
            self._fitted = calibrations.load(session)
        ids = {subject for kind, subject in changed if kind in LISTING_KINDS}
        owners = [subject for kind, subject in changed if kind == "organization"]
        if owners:
            ids.update(session.scalars(select(ListingRow.id).where(ListingRow.organization_id.in_(owners))))
        if ids:
            self._update(session, matcher, ids)
        self.as_of = newest
        if self._waiting and time.monotonic() - self._looked_at >= LOOK_SECONDS:
            self._looked_at = time.monotonic()
            self._take_new_vectors(session, matcher)

    def _update(self, session: Session, matcher: Matcher, ids: Iterable[UUID]) -> None:
        wanted = set(ids)
        published = set(
            session.scalars(
                select(ListingRow.id).where(ListingRow.id.in_(wanted), ListingRow.state == ListingState.PUBLISHED)
            )
        )
        gone = wanted - published
        matcher.delete([str(listing) for listing in gone])
        for listing in gone:
            self._waiting.pop(listing, None)
        self._put(session, matcher, list(records(session, published)) if published else [])

    def _take_new_vectors(self, session: Session, matcher: Matcher) -> None:
        """Give the matcher the vectors that the worker has made since; when the last has come, read all anew."""
        come = vectors.stored(session, self.encoder_id, self._waiting.values(), self._dimension)
        ready = [listing for listing, text in self._waiting.items() if text in come]
        if not ready:
            return
        all_came_at_last = len(ready) == len(self._waiting) and (len(ready) > 1 or self._means_are_early)
        if all_came_at_last or self._dimension is None:
            self._load(session)
        else:
            held = matcher.listings
            self._put(session, matcher, [held[str(listing)] for listing in ready])

    def _put(self, session: Session, matcher: Matcher, listings: list[Listing]) -> None:
        hashes = vectors.hashes_of(listings)
        known: dict[str, vectors.Vector] = {}
        if self._dimension is not None:
            known = vectors.stored(session, self.encoder_id, hashes.values(), self._dimension)
        matcher.upsert(listings, {str(listing): known[text] for listing, text in hashes.items() if text in known})
        for listing, text in hashes.items():
            if text in known:
                self._waiting.pop(listing, None)
            else:
                self._waiting[listing] = text


def _apart(session: Session) -> Session:
    """A session that sees what another sees, without what that has loaded already: on PostgreSQL, which shows a
    transaction what others commit meanwhile, such rows may be older than the changes that the trail tells of.
    """
    return Session(session.connection(), autoflush=False, join_transaction_mode="rollback_only")
