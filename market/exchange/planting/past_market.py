"""The matcher as it would have been at moments of the past, from the versions of listings and today's vectors."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from uuid import UUID

import numpy as np
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from market import clock
from market.audit import AuditEvent
from market.listings.models import Listing, ListingVersion
from market.listings.past import Past
from market.listings.records import records
from market.pairings.models import Pairing
from market.pairings.workflow import AWARDED
from market.rules import queries as rules
from market.suggestions import vectors
from market.vocabularies.queries import centroids
from matching import records as plain
from matching.centering import centering_for
from matching.matcher import Matcher


class PastMarket:
    """One market, asked for moments in their order.

    Texts, dates, owners' files and owners' pairings are those of the moment. What was reserved then is not kept, so
    that everything counts as free; vectors, weights and means are today's.
    """

    def __init__(self, session: Session, encoder_id: str) -> None:
        self._session = session
        self.ids = list(session.scalars(select(Listing.id)))
        self._past = Past(session, self.ids)
        self._versions = session.execute(
            select(ListingVersion.made_at, ListingVersion.listing_id, ListingVersion.number).order_by(
                ListingVersion.made_at, ListingVersion.listing_id, ListingVersion.number
            )
        ).all()
        self._decided = self._decisions()
        today = list(records(session, self.ids))
        hashes = vectors.hashes_of(today)
        self._vectors = vectors.stored(session, encoder_id, hashes.values())
        self.missing = sum(text not in self._vectors for text in hashes.values())
        read = [one for one in today if hashes[UUID(one.id)] in self._vectors]
        matrix = np.array([self._vectors[hashes[UUID(one.id)]] for one in read], np.float32)
        self.matcher = Matcher(
            encoder_id=encoder_id,
            dimension=matrix.shape[1] if read else 1,
            centering=centering_for(encoder_id, matrix, [one.language for one in read]),
            centroids=centroids(session),
        )
        self._then: dict[UUID, int] = {}  # the version of each listing at the moment that was asked for last
        self._read = 0  # how many versions that moment knows

    def at(self, moment: datetime) -> dict[UUID, int]:
        """Bring the matcher to a moment; returns the version that each listing had then."""
        while self._read < len(self._versions) and self._versions[self._read].made_at <= moment:
            _at, listing_id, number = self._versions[self._read]
            self._then[listing_id] = number
            self._read += 1
        held = self.matcher.listings
        changed = [one for one in self._records(moment) if held.get(one.id) != one]
        hashes = vectors.hashes_of(changed)
        known = {str(id): self._vectors[text] for id, text in hashes.items() if text in self._vectors}
        self.matcher.upsert(changed, known)
        self.matcher.confirmed = rules.confirmed_on(self._session, moment.astimezone(clock.CHINA).date())
        return dict(self._then)

    def known(self, moment: datetime) -> int:
        """The number of the last change before a moment."""
        return self._session.scalar(select(func.max(AuditEvent.seq)).where(AuditEvent.at < moment)) or 0

    def _records(self, moment: datetime) -> Iterator[plain.Listing]:
        for listing_id, number in self._then.items():
            record = self._past.record(listing_id, number, moment)
            decided = self._decided[UUID(record.owner.id)]
            yield replace(record, owner=replace(record.owner, past_pairings=bisect_left(decided, moment)))

    def _decisions(self) -> dict[UUID, list[datetime]]:
        """When the pairings of each organization, as the side that delivers, were decided."""
        rows = self._session.execute(
            select(Listing.organization_id, Pairing.decided_at)
            .join(Listing, Listing.id == Pairing.offer_id)
            .where(Pairing.state.in_(AWARDED), Pairing.decided_at.is_not(None))
            .order_by(Pairing.decided_at)
        )
        found: dict[UUID, list[datetime]] = defaultdict(list)
        for owner, moment in rows:
            if moment is not None:
                found[owner].append(moment)
        return found
