"""Exact nearest neighbours with FAISS, behind a door through which nothing that FAISS aborts on can pass."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

import faiss
import numpy as np
from numpy.typing import NDArray

from matching.fusion import Ranked, best

Vector = NDArray[np.float32]

# One core already fills the memory bus, and threads of FAISS fight with those of the web server.
faiss.omp_set_num_threads(1)

_NORM_TOLERANCE = 1e-3
_LEAST_DELTA = 256  # below this many changed rows the base is left alone


class BadVector(ValueError):
    """A vector that must not be stored or searched with."""


def checked(vectors: Vector, dimension: int) -> Vector:
    """The vectors as rows, in the form FAISS wants.

    Raises: BadVector for another dimension or type than float32, for NaN, infinity, and length other than 1.
    """
    kind = getattr(vectors, "dtype", None)  # the types promise an array; the callers bring what they read
    if kind != np.float32:
        raise BadVector(f"Vectors must be arrays of float32, not of {kind}")
    rows = np.ascontiguousarray(np.atleast_2d(vectors))
    if rows.ndim != 2 or rows.shape[1] != dimension:
        raise BadVector(f"Vectors must have {dimension} dimensions, not shape {vectors.shape}")
    if not np.isfinite(rows).all():
        raise BadVector("Vectors must not hold NaN or infinity")
    if (np.abs(np.linalg.norm(rows, axis=1) - 1) > _NORM_TOLERANCE).any():
        raise BadVector("Vectors must have length 1")
    return rows


@dataclass(frozen=True, slots=True)
class _Block:
    """Rows that never change: their ids, vectors, and FAISS's index over them."""

    ids: tuple[str, ...]
    vectors: Vector
    flat: faiss.IndexFlatIP

    @classmethod
    def of(cls, vectors: Mapping[str, Vector], dimension: int) -> "_Block":
        ids = tuple(sorted(vectors))
        rows = np.stack([vectors[id] for id in ids]) if ids else np.zeros((0, dimension), np.float32)
        flat = faiss.IndexFlatIP(dimension)
        if ids:
            flat.add(rows)
        return cls(ids, rows, flat)

    def search(self, vector: Vector, k: int, rows: NDArray[np.int64]) -> list[Ranked]:
        """The best k of the rows, and everything that ties with the last of them."""
        wanted, limit = min(k, len(rows)), min(k + 16, len(rows))
        if not limit:
            return []
        chosen = faiss.SearchParameters(sel=faiss.IDSelectorArray(rows))  # type: ignore[call-arg]
        while True:
            scores, found = self.flat.search(vector, limit, params=chosen)
            if limit == len(rows) or scores[0, -1] < scores[0, wanted - 1]:
                return [(self.ids[row], float(score)) for row, score in zip(found[0], scores[0], strict=True)]
            limit = min(2 * limit, len(rows))


class VectorIndex:
    """Unit vectors by id. It never changes: `changed` answers with a new index that shares the unchanged rows.

    The large base stays as it was built; what came since stands in a small delta, and what was deleted or replaced in
    the base is no longer addressed. When either passes a tenth of the base, the next change builds a new base.
    """

    def __init__(self, dimension: int, *, encoder_id: str = "", centering_id: str = "") -> None:
        if dimension < 1:
            raise ValueError("An index needs at least one dimension")
        self.dimension, self.encoder_id, self.centering_id = dimension, encoder_id, centering_id
        self._fill(_Block.of({}, dimension), _Block.of({}, dimension), {})

    def _fill(self, base: _Block, delta: _Block, base_rows: dict[str, int]) -> None:
        self._base, self._delta, self._base_rows = base, delta, base_rows
        self._delta_rows = {id: row for row, id in enumerate(delta.ids)}
        self._parts = tuple(
            (block, rows, np.fromiter(rows.values(), np.int64, len(rows)))
            for block, rows in ((base, base_rows), (delta, self._delta_rows))
        )

    def __len__(self) -> int:
        return len(self._base_rows) + len(self._delta_rows)

    def __contains__(self, id: str) -> bool:
        return id in self._delta_rows or id in self._base_rows

    @property
    def ids(self) -> list[str]:
        """All ids, sorted."""
        return sorted([*self._base_rows, *self._delta_rows])

    def changed(self, upserts: Mapping[str, Vector], deleted: Iterable[str] = ()) -> "VectorIndex":
        """The index after these upserts and deletes; an id in both is upserted.

        Raises: BadVector, and then nothing has changed.
        """
        fresh = {id: checked(vector, self.dimension)[0] for id, vector in upserts.items()}
        gone = {*deleted, *fresh}
        base_rows = {id: row for id, row in self._base_rows.items() if id not in gone}
        delta = {id: self._delta.vectors[row] for id, row in self._delta_rows.items() if id not in gone} | fresh
        changed = VectorIndex(self.dimension, encoder_id=self.encoder_id, centering_id=self.centering_id)
        stale = len(self._base.ids) - len(base_rows)
        if max(len(delta), stale) > max(_LEAST_DELTA, len(self._base.ids) // 10):
            everything = {id: self._base.vectors[row] for id, row in base_rows.items()} | delta
            base = _Block.of(everything, self.dimension)
            changed._fill(base, _Block.of({}, self.dimension), {id: row for row, id in enumerate(base.ids)})
        else:
            changed._fill(self._base, _Block.of(delta, self.dimension), base_rows)
        return changed

    def search(self, vector: Vector, k: int, allowed: Collection[str] | None = None) -> list[Ranked]:
        """The k nearest of the allowed ids (all, if None), highest inner product first, ties by id.

        Fewer than k when fewer are allowed; ids without a vector are passed over. Raises: BadVector.
        """
        question = checked(vector, self.dimension)[:1]
        if k < 1:
            return []
        hits = (
            hit
            for block, rows, every in self._parts
            for hit in block.search(question, k, every if allowed is None else _chosen(rows, allowed))
        )
        return best(hits, k)

    def similarities(self, vector: Vector, ids: Sequence[str]) -> NDArray[np.float64]:
        """The inner product with each id's vector, in the order of the ids; NaN for an id without one."""
        question = checked(vector, self.dimension)[0]
        # Not by matrix product: its sums depend on the number of rows, and its threads fight with the web server's.
        return np.asarray((self.vectors(ids) * question).sum(axis=1, dtype=np.float64), np.float64)

    def vectors(self, ids: Sequence[str]) -> Vector:
        """The vectors of these ids, shape (len(ids), dimension); a row of NaN for an id without one."""
        found = np.full((len(ids), self.dimension), np.nan, np.float32)
        for block, rows, _ in self._parts:
            pairs = [(place, rows[id]) for place, id in enumerate(ids) if id in rows]
            if pairs:
                places, chosen = zip(*pairs, strict=True)
                found[list(places)] = block.vectors[list(chosen)]
        return found


def _chosen(rows: Mapping[str, int], allowed: Collection[str]) -> NDArray[np.int64]:
    return np.array(sorted(rows[id] for id in set(allowed) if id in rows), np.int64)
