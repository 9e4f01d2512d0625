"""Rows that came after the base was built. Versions share one growing array: each sees the part that it began with."""

from collections.abc import Collection, Mapping
from functools import cached_property
from threading import Lock

import numpy as np

from matching.fusion import Ranked
from matching.index import exact
from matching.index.bitmap import Bitmap, Rows
from matching.index.filters import Attributes, Facts, Filter
from matching.index.vectors import Vector

_LEAST = 64  # rows of a new array
_NOTHING_KNOWN = Facts()


class _Array:
    """Room for rows; what is written stays as it is."""

    def __init__(self, vectors: Vector, names: list[str], facts: list[Facts]) -> None:
        count, dimension = vectors.shape
        self.vectors = np.empty((max(_LEAST, 2 * count), dimension), np.float32)
        self.vectors[:count] = vectors
        self.names, self.facts = names, facts
        self._lock = Lock()

    def append(self, after: int, fresh: Mapping[str, Vector], facts: Mapping[str, Facts]) -> bool:
        """Write after that many rows; False if there is no room, or somebody else has written there."""
        with self._lock:
            if after != len(self.names) or after + len(fresh) > len(self.vectors):
                return False
            for row, (id, vector) in enumerate(fresh.items(), start=after):
                self.vectors[row] = vector
                self.facts.append(facts.get(id, _NOTHING_KNOWN))
            self.names.extend(fresh)
            return True


class Delta:
    """The changed rows of one version of an index."""

    def __init__(self, array: _Array, rows: dict[str, int], used: int) -> None:
        """Take the array of which so much is used, and the rows in it that count."""
        self._array, self.rows, self._used = array, rows, used

    @classmethod
    def empty(cls, dimension: int) -> "Delta":
        """No rows."""
        return cls(_Array(np.zeros((0, dimension), np.float32), [], []), {}, 0)

    def changed(self, fresh: Mapping[str, Vector], gone: Collection[str], facts: Mapping[str, Facts]) -> "Delta":
        """The delta with these rows, and without those that are gone."""
        rows = self.rows.copy()
        for id in gone:
            rows.pop(id, None)
        if self._array.append(self._used, fresh, facts):
            rows |= {id: row for row, id in enumerate(fresh, start=self._used)}
            return Delta(self._array, rows, self._used + len(fresh))
        kept = np.fromiter(rows.values(), np.int64, len(rows))
        vectors = np.concatenate([self._array.vectors[kept], *(vector[None] for vector in fresh.values())])
        known = [self._array.facts[row] for row in kept] + [facts.get(id, _NOTHING_KNOWN) for id in fresh]
        names = [*rows, *fresh]
        return Delta(_Array(vectors, names.copy(), known), {id: row for row, id in enumerate(names)}, len(names))

    @property
    def size(self) -> int:
        """How many rows are used, those that count no more among them."""
        return self._used

    @property
    def vectors(self) -> Vector:
        """The vectors of all rows."""
        return self._array.vectors[: self._used]

    @cached_property
    def live(self) -> Bitmap:
        """The rows that count."""
        return Bitmap.of(np.fromiter(self.rows.values(), np.int64, len(self.rows)), self._used)

    @cached_property
    def attributes(self) -> Attributes:
        """What is known of all rows."""
        return Attributes.of(self._array.facts[: self._used])

    def fitting(self, wanted: Filter) -> Rows:
        """The rows that fit."""
        if not self.rows:
            return np.zeros(0, np.int64)
        return self.attributes.fitting(wanted, self.live).rows

    def search(self, question: Vector, k: int, rows: Rows) -> list[Ranked]:
        """The rows that may be among the k best: all whose scores are no lower, to the last digit, than the k-th."""
        if not len(rows):
            return []
        scores = exact.scores(self.vectors, question, rows)
        chosen, scores = exact.near_the_best(self.vectors, question, rows, scores, k)
        return [(self._array.names[row], float(score)) for row, score in zip(chosen, scores, strict=True)]
