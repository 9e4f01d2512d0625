"""Everything that a matcher knows at one moment, never changed afterwards."""

from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import blake2b
from itertools import product

import numpy as np
from numpy.typing import NDArray

from matching.bm25 import Rows
from matching.centering import LANGUAGES
from matching.crowding import Crowd, Crowding
from matching.documents import Document, Documents
from matching.edit import Edit
from matching.eligibility.conditions import PARTNERS
from matching.eligibility.screen import Screen
from matching.places import Map
from matching.records import Kind, Language, Listing
from matching.retrieval import RetrievalSnapshot
from matching.scoring import FeatureTable, Order, Scores, scores_of
from matching.weights import Weights

_KINDS = tuple(Kind)


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

    def edited(self, edit: Edit, listings: Sequence[Listing], documents: Documents) -> "Candidates":
        """The same after an edit, with all listings in the order of its ids."""
        table = self.table.edited(edit, [listings[row] for row in edit.fresh.tolist()])
        return Candidates(listings, documents, self.screen.edited(edit, listings), table)

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
class Columns:
    """What is counted and looked up of listings in rows."""

    kinds: NDArray[np.int64]
    languages: NDArray[np.int64]
    is_open: NDArray[np.bool_]
    has_vector: NDArray[np.bool_]
    keys: NDArray[np.uint64]  # by chance, and always the same for an id

    @classmethod
    def of(cls, listings: Sequence[Listing], retrieval: RetrievalSnapshot) -> "Columns":
        """Those of these listings."""
        return cls(
            np.array([_KINDS.index(one.kind) for one in listings], np.int64),
            np.array([LANGUAGES.index(one.language) for one in listings], np.int64),
            np.array([one.is_open for one in listings], np.bool_),
            np.array([one.id in retrieval.index for one in listings], np.bool_),
            np.array([_key(one.id) for one in listings], np.uint64),
        )

    @property
    def pending(self) -> int:
        """How many are open and have no vector."""
        return int((self.is_open & ~self.has_vector).sum())

    def rows(self) -> Mapping[Kind, Rows]:
        """The rows of each kind."""
        return {kind: np.flatnonzero(self.kinds == number) for number, kind in enumerate(_KINDS)}

    def alike(self) -> Mapping[Hashable, Rows]:
        """The rows of each kind and language."""
        groups = len(LANGUAGES) * self.kinds + self.languages
        return {like: np.flatnonzero(groups == number) for number, like in enumerate(product(_KINDS, LANGUAGES))}

    def edited(self, edit: Edit, fresh: "Columns") -> "Columns":
        """Those after an edit."""
        return Columns(*edit.columns(self, fresh))


@dataclass(frozen=True, slots=True)
class State:
    """The listings, what retrieval knows of them, and the rows of each kind."""

    listings: Mapping[str, Listing]
    retrieval: RetrievalSnapshot
    candidates: Candidates
    columns: Columns
    rows: Mapping[Kind, Rows]
    pending: int
    crowding: Crowding

    @classmethod
    def of(cls, listings: Mapping[str, Listing], retrieval: RetrievalSnapshot, map: Map) -> "State":
        """Prepare everything that one question needs and that does not depend on it."""
        ordered = [listings[id] for id in retrieval.documents.ids]
        columns = Columns.of(ordered, retrieval)
        return cls._with(listings, retrieval, Candidates.of(ordered, retrieval.documents, map), columns, None)

    def after(self, listings: Mapping[str, Listing], retrieval: RetrievalSnapshot, map: Map) -> "State":
        """The state with these listings, which retrieval has come to from what this one has."""
        edit = retrieval.edit
        if edit is None:
            return State.of(listings, retrieval, map)
        fresh = [listings[edit.ids[row]] for row in edit.fresh.tolist()]
        ordered = edit.list(self.candidates.listings, fresh)
        columns = self.columns.edited(edit, Columns.of(fresh, retrieval))
        candidates = self.candidates.edited(edit, ordered, retrieval.documents)
        return self._with(listings, retrieval, candidates, columns, self.crowding)

    @classmethod
    def _with(
        cls,
        listings: Mapping[str, Listing],
        retrieval: RetrievalSnapshot,
        candidates: Candidates,
        columns: Columns,
        before: Crowding | None,
    ) -> "State":
        rows = columns.rows()
        asking = {kind: np.sort(np.concatenate([rows[other] for other in PARTNERS[kind]])) for kind in Kind}
        asking = {kind: own[columns.has_vector[own]] for kind, own in asking.items()}
        ids, index = retrieval.documents.ids, retrieval.index
        crowding = Crowding(
            lambda chosen: index.vectors([ids[row] for row in chosen.tolist()]),
            columns.alike(),
            {(kind, language): asking[kind] for kind, language in product(Kind, LANGUAGES)},
            columns.keys,
        )
        if before is not None and retrieval.edit is not None:
            crowding.follow(before, retrieval.edit, lambda vector: index.products(vector, ids))
        return cls(listings, retrieval, candidates, columns, rows, columns.pending, crowding)

    def crowd(self, listing: Listing, document: Document) -> float:
        """How sought after a listing is, stored or not, with the text and the vector of the document."""
        if self.retrieval.stored.get(listing.id) is document:
            return float(self.crowding.of_rows(np.array([self.retrieval.rows[listing.id]]))[0])
        return self.crowding.of(_like(listing), document.vector)


def _like(listing: Listing) -> tuple[Kind, Language]:
    """The texts that a listing's text is one of."""
    return listing.kind, listing.language


def _key(id: str) -> int:
    return int.from_bytes(blake2b(id.encode(), digest_size=8).digest())
