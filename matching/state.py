"""Everything that a matcher knows at one moment, never changed afterwards."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from matching.bm25 import Rows
from matching.centering import LANGUAGES
from matching.crowding import Crowd, Crowding
from matching.documents import Document, Documents
from matching.eligibility.conditions import PARTNERS
from matching.eligibility.screen import Screen
from matching.places import Map
from matching.records import Kind, Language, Listing
from matching.retrieval import RetrievalSnapshot
from matching.scoring import FeatureTable, Order, Scores, scores_of
from matching.weights import Weights


@dataclass(frozen=True, slots=True)
class Candidates:
    """Listings in rows with all that can be compared; the rows of `documents` are the same."""

    listings: Sequence[Listing]
    documents: Documents
    screen: Screen
    table: FeatureTable

    @classmethod
    def of(cls, listings: Sequence[Listing], documents: Documents, map: Map) -> "Candidates":
        """Take the listings in the order of `documents.ids`."""
        return cls(listings, documents, Screen(listings), FeatureTable(listings, map))

    def eligible(
        self, asker: Listing, rows: Rows, *, today: date, confirmed: frozenset[str]
    ) -> tuple[Rows, Mapping[str, int]]:
        """The rows that fail no condition, and how many fail each; one that fails two is counted in both."""
        failures = self.screen.failures(asker, rows, today=today, confirmed=confirmed)
        failing = np.any([*failures.values(), np.zeros(len(rows), np.bool_)], axis=0)
        return rows[~failing], Counter({code: int(mask.sum()) for code, mask in failures.items()})

    def score(
        self,
        asker: Listing,
        document: Document,
        rows: Rows,
        crowd: Crowd,
        *,
        today: date,
        weights: Weights,
        ranker: Order | None = None,
    ) -> Scores:
        """The scores of these rows for the asker: by the weights, or by what was learned, where there is a ranker."""
        text = self.documents.compare(document, rows, weights.text, crowd)
        return scores_of(*self.table.both_ways(asker, rows, text, today), weights, ranker)


@dataclass(frozen=True, slots=True)
class State:
    """The listings, what retrieval knows of them, and the rows of each kind."""

    listings: Mapping[str, Listing]
    retrieval: RetrievalSnapshot
    candidates: Candidates
    rows: Mapping[Kind, Rows]
    pending: int
    crowding: Crowding

    @classmethod
    def of(cls, listings: Mapping[str, Listing], retrieval: RetrievalSnapshot, map: Map) -> "State":
        """Prepare everything that one question needs and that does not depend on it."""
        ordered = [listings[id] for id in retrieval.documents.ids]
        rows = {kind: np.array([row for row, one in enumerate(ordered) if one.kind is kind], np.int64) for kind in Kind}
        waiting = sum(one.is_open and one.id not in retrieval.index for one in ordered)
        asking = {kind: np.sort(np.concatenate([rows[other] for other in PARTNERS[kind]])) for kind in Kind}
        crowding = Crowding(
            lambda chosen: retrieval.index.vectors([retrieval.documents.ids[row] for row in chosen]),
            [_like(one) for one in ordered],
            {(kind, language): asking[kind] for kind in Kind for language in LANGUAGES},
        )
        return cls(listings, retrieval, Candidates.of(ordered, retrieval.documents, map), rows, waiting, crowding)

    def crowd(self, listing: Listing, document: Document) -> float:
        """How sought after a listing is, stored or not, with the text and the vector of the document."""
        if self.retrieval.stored.get(listing.id) is document:
            return float(self.crowding.of_rows(np.array([self.retrieval.rows[listing.id]]))[0])
        return self.crowding.of(_like(listing), document.vector)


def _like(listing: Listing) -> tuple[Kind, Language]:
    """The texts that a listing's text is one of."""
    return listing.kind, listing.language
