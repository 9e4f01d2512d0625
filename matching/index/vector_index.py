"""Nearest neighbours, behind a door through which nothing that FAISS aborts on can pass."""

from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import repeat
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from matching.fusion import Ranked, best
from matching.index import exact
from matching.index.bitmap import Bitmap, Rows
from matching.index.block import Block
from matching.index.delta import Delta
from matching.index.filters import Attributes, Facts, Filter
from matching.index.vectors import Vector, checked_many, checked_one

_LEAST_DELTA = 256  # below this many changed rows the base is left alone
_SELECTIONS = 64  # so many filters are remembered
_NO_FACTS: Mapping[str, Facts] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Selection:
    """Rows of one version of an index, to be searched among any number of times."""

    version: object
    base: Bitmap
    delta: Rows

    def __len__(self) -> int:
        return self.base.count + len(self.delta)


class VectorIndex:
    """Unit vectors by id. It never changes: `changed` answers with a new index that shares the unchanged rows.

    The large base stays as it was built; what came since stands in a small delta, and what was deleted or replaced in
    the base is marked as dead. When either passes a tenth of the base, the next change builds a new base.
    """

    def __init__(self, dimension: int, *, encoder_id: str = "", centering_id: str = "") -> None:
        if dimension < 1:
            raise ValueError("An index needs at least one dimension")
        self.dimension, self.encoder_id, self.centering_id = dimension, encoder_id, centering_id
        self._fill(Block.of((), np.zeros((0, dimension), np.float32), Attributes.of(())), None, Delta.empty(dimension))

    def _fill(self, base: Block, live: Bitmap | None, delta: Delta) -> "VectorIndex":
        self._base, self._delta = base, delta
        self._version, self._selections = object(), dict[Hashable, Selection]()
        self._live = None if live is None or live.is_full else live
        return self

    def _like(self) -> "VectorIndex":
        return VectorIndex(self.dimension, encoder_id=self.encoder_id, centering_id=self.centering_id)

    def filled(self, ids: Sequence[str], vectors: Vector, facts: Mapping[str, Facts] = _NO_FACTS) -> "VectorIndex":
        """An index of the same kind that holds just these, shape (len(ids), dimension); the fast way for very many.

        Raises: BadVector; ValueError when an id comes twice, or there are more or fewer ids than vectors.
        """
        if len(set(ids)) != len(ids) or len(ids) != len(vectors):
            raise ValueError("Each vector needs an id of its own")
        rows = checked_many(vectors, self.dimension) if len(ids) else np.zeros((0, self.dimension), np.float32)
        order = sorted(range(len(ids)), key=ids.__getitem__)
        names = tuple(ids[row] for row in order)
        known = Attributes.of([facts.get(id, Facts()) for id in names])
        return self._like()._fill(Block.of(names, rows[order], known), None, Delta.empty(self.dimension))

    def on(self, base: Block) -> "VectorIndex":
        """An index of the same kind over a block that was read from a snapshot."""
        return self._like()._fill(base, None, Delta.empty(self.dimension))

    def __len__(self) -> int:
        return self._live_base.count + len(self._delta.rows)

    def __contains__(self, id: str) -> bool:
        return id in self._delta.rows or self._base_row(id) is not None

    @property
    def ids(self) -> list[str]:
        """All ids, sorted."""
        names = list(self._base.names) if self._live is None else self._names(self._live.rows)
        return sorted([*names, *self._delta.rows])

    @property
    def base(self) -> Block:
        """The rows that were there when the base was built, those among them that were deleted since too."""
        return self._base

    @property
    def is_compact(self) -> bool:
        """Everything is in the base, and the base holds nothing else."""
        return self._live is None and not self._delta.size

    @cached_property
    def _live_base(self) -> Bitmap:
        return self._live or Bitmap.full(len(self._base.names))

    def _base_row(self, id: str) -> int | None:
        row = self._base.names.row(id)
        return None if row is None or self._is_dead(row) else row

    def _is_dead(self, row: int) -> bool:
        return self._live is not None and not self._live.has(row)

    def _names(self, rows: Iterable[int]) -> list[str]:
        names = self._base.names.names
        return [names[row] for row in rows]

    def changed(
        self, upserts: Mapping[str, Vector], deleted: Iterable[str] = (), facts: Mapping[str, Facts] = _NO_FACTS
    ) -> "VectorIndex":
        """The index after these upserts and deletes; an id in both is upserted, with the facts that come with it.

        Raises: BadVector, and then nothing has changed.
        """
        fresh = {id: checked_one(vector, self.dimension) for id, vector in upserts.items()}
        gone = {*deleted, *fresh}
        rows = self._base.names.rows(gone)
        live = self._live_base.without(rows) if len(rows) else self._live
        delta = self._delta.changed(fresh, gone, facts)
        changed = self._like()._fill(self._base, live, delta)
        stale = 0 if live is None else live.size - live.count
        most = max(_LEAST_DELTA, len(self._base.names) // 10)
        return changed.compacted() if max(delta.size, stale) > most else changed

    def compacted(self) -> "VectorIndex":
        """The same index with everything in a new base."""
        old, new = self._live_base.rows, self._delta.live.rows
        by_row = {row: id for id, row in self._delta.rows.items()}
        names = [*self._names(old), *(by_row[row] for row in new)]
        order = np.array(sorted(range(len(names)), key=names.__getitem__), np.int64)
        vectors = np.concatenate([self._base.vectors[old], self._delta.vectors[new]])[order]
        known = Attributes.joined([(self._base.attributes, old), (self._delta.attributes, new)], order)
        base = Block.of(tuple(names[row] for row in order), vectors, known)
        return self._like()._fill(base, None, Delta.empty(self.dimension))

    def select(self, ids: Collection[str]) -> Selection:
        """The rows of these ids; unknown ids are passed over."""
        chosen = set(ids)
        base = self._live_base & Bitmap.of(self._base.names.rows(chosen), len(self._base.names))
        delta = [row for id in chosen if (row := self._delta.rows.get(id)) is not None]
        return Selection(self._version, base, np.array(sorted(delta), np.int64))

    def where(self, wanted: Filter) -> Selection:
        """The rows whose facts fit; what was asked lately is remembered."""
        held = self._selections.get(wanted.key)
        if held is None:
            base, delta = self._base.attributes.fitting(wanted, self._live_base), self._delta.fitting(wanted)
            held = Selection(self._version, base, delta)
            if len(self._selections) >= _SELECTIONS:
                self._selections.clear()
            self._selections[wanted.key] = held
        return held

    def search(self, vector: Vector, k: int, allowed: Collection[str] | Selection | None = None) -> list[Ranked]:
        """The k nearest of the allowed ids (all, if None), highest inner product first, ties by id.

        Fewer than k when fewer are allowed; ids without a vector are passed over. Up to 20,000 vectors it is exact;
        above, an answer that is not certain is replaced by the exact one. From 50,000 on, what a twelfth or
        more may answer is found with the recall that was measured when the lists were built.

        Raises: BadVector; ValueError for a selection of another version.
        """
        question = checked_one(vector, self.dimension)
        if k < 1:
            return []
        base, delta = self._allowed(allowed)
        rows, scores = self._base.search(question, k, base)
        hits = list(zip(self._names(rows.tolist()), scores.tolist(), strict=True))
        return best([*hits, *self._delta.search(question, k, delta)], k) if len(delta) else hits

    def _allowed(self, allowed: Collection[str] | Selection | None) -> tuple[Bitmap | None, Rows]:
        if allowed is None:
            return self._live, self._delta.live.rows
        chosen = allowed if isinstance(allowed, Selection) else self.select(allowed)
        if chosen.version is not self._version:
            raise ValueError("The selection was made from another version of the index")
        return chosen.base, chosen.delta

    def similarities(self, vector: Vector, ids: Sequence[str]) -> NDArray[np.float64]:
        """The inner product with each id's vector, in the order of the ids; NaN for an id without one."""
        question = checked_one(vector, self.dimension)
        # Not by matrix product: its sums depend on the number of rows, and its threads fight with the web server's.
        return np.asarray((self.vectors(ids) * question).sum(axis=1, dtype=np.float64), np.float64)

    def products(self, vector: Vector, ids: Sequence[str]) -> Vector:
        """The same to within rounding, for very many ids: all vectors are read from end to end."""
        question = checked_one(vector, self.dimension)
        base, delta = (exact.scores(one.vectors, question) for one in (self._base, self._delta))
        return np.concatenate([base, delta, np.full(1, np.nan, np.float32)])[self._places(ids)]

    def _places(self, ids: Sequence[str]) -> Rows:
        """Of each id its row, those of the delta after those of the base; -1 for an id without a vector."""
        table, delta, size = self._base.names.table, self._delta.rows, len(self._base.names)
        places = np.fromiter(map(table.get, ids, repeat(-1)), np.int64, len(ids))
        if self._live is not None:
            places[(places >= 0) & ~self._live.marks[places]] = -1
        if delta:
            fresh = np.fromiter(map(delta.get, ids, repeat(-1)), np.int64, len(ids))
            places = np.where(fresh >= 0, size + fresh, places)
        return places

    def vectors(self, ids: Sequence[str]) -> Vector:
        """The vectors of these ids, shape (len(ids), dimension); a row of NaN for an id without one."""
        found = np.full((len(ids), self.dimension), np.nan, np.float32)
        base, delta = self._base.names.look(len(ids)), self._delta.rows.get
        old = [(place, row) for place, id in enumerate(ids) if (row := base(id)) is not None and not self._is_dead(row)]
        new = [(place, row) for place, id in enumerate(ids) if (row := delta(id)) is not None]
        for vectors, pairs in ((self._base.vectors, old), (self._delta.vectors, new)):
            if pairs:
                places, rows = zip(*pairs, strict=True)
                found[list(places)] = vectors[list(rows)]
        return found
