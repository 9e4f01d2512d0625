"""How sought after a text is in general: one that is near to everybody is near to nobody in particular."""

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from matching.bm25 import Floats, Rows
from matching.edit import GONE, Edit
from matching.index import Vector

NEAREST = 10
LEAST_AUDIENCE = 20  # with fewer, who is near to whom says little
MOST_AUDIENCE = 2_000  # of more askers an even sample is asked
_AT_ONCE = 1_024
_MOST_FOLLOWED = 40  # if more of an audience came and went, all its rows are measured anew
_ROUNDING = 1e-5  # the most by which two ways to multiply the same vectors differ


@dataclass(frozen=True, slots=True)
class Crowd:
    """How much nearer to those who might ask than usual: the compared rows, and the asker; 0 where it is not known."""

    rows: Floats | float = 0.0
    asker: float = 0.0


NO_CROWD = Crowd()


def nearest(vectors: Vector, audience: Vector) -> Vector:
    """The inner products of each vector with the ten of the audience that are nearest to it.

    Args:
        vectors: shape (n, dimension), a row of NaN for a text without a vector; n may be 0.
        audience: shape (m, dimension), without NaN.

    Returns: shape (n, 10), in no order; NaN for rows of NaN, and for all where the audience is too small.
    Source: the neighbourhood density of CSLS, A. Conneau et al., "Word translation without parallel data", ICLR 2018.
    """
    found = np.full((len(vectors), NEAREST), np.nan, np.float32)
    if len(audience) < LEAST_AUDIENCE:
        return found
    for start in range(0, len(vectors), _AT_ONCE):
        near = vectors[start : start + _AT_ONCE] @ audience.T
        found[start : start + _AT_ONCE] = np.partition(near, -NEAREST, axis=1)[:, -NEAREST:]
    return found


def _even(size: int) -> Rows:
    return np.linspace(0, size - 1, min(size, MOST_AUDIENCE)).astype(np.int64)


class Crowding:
    """The crowds of stored texts, worked out when they are first asked for.

    A text's crowd is compared with those of its like: the texts of its group, such as projects in Chinese.
    """

    def __init__(
        self,
        vectors: Callable[[Rows], Vector],
        members: Mapping[Hashable, Rows],
        audiences: Mapping[Hashable, Rows],
        keys: NDArray[np.uint64] | None = None,
    ) -> None:
        """Take texts in rows.

        Args:
            vectors: gives those of some rows, NaN for a row without one.
            members: the rows of each group.
            audiences: the rows of those who might ask for a group, with vectors.
            keys: of each row a number by chance; of a large audience those with the lowest are asked. Without keys
                every so-manieth is.
        """
        self._vectors, self._members, self._keys = vectors, members, keys
        self._audiences = {group: self._sample(rows) for group, rows in audiences.items()}
        self._size = sum(map(len, members.values()))

    def of_rows(self, rows: Rows) -> Floats:
        """How much nearer to their audience these rows are than their like."""
        return np.asarray(self._all[0][rows], np.float64)

    def of(self, group: Hashable, vector: Vector | None) -> float:
        """The same for a text that is not stored, or need not be."""
        usual = self._all[1].get(group)
        if vector is None or usual is None:
            return 0.0
        return float(nearest(vector[None, :], self._audience(group)).mean(axis=1, dtype=np.float64)[0] - usual)

    def follow(self, before: "Crowding", edit: Edit, products: Callable[[Vector], Vector]) -> None:
        """Take over from the crowding before an edit what has not changed, if that one was ever asked.

        Args:
            products: gives the inner products of a vector with those of all rows, NaN for a row without one.
        """
        if "_tops" not in before.__dict__:
            return
        now = self._unmoved(before, edit)
        tops = np.full((self._size, NEAREST), np.nan, np.float32)
        tops[now[now != GONE]] = before._tops[now != GONE]
        known = np.zeros(self._size, np.bool_)
        known[now[now != GONE]] = True
        told: dict[bytes, Vector] = {}

        def near(vector: Vector) -> Vector:
            return told.setdefault(vector.tobytes(), products(vector))

        for group, rows in self._members.items():
            was, asked = before._audiences[group], self._audiences[group]
            left, come = was[~np.isin(now[was], asked)], asked[~np.isin(asked, now[was])]
            if min(len(was), len(asked)) < LEAST_AUDIENCE or len(left) + len(come) > _MOST_FOLLOWED:
                self._measure(tops, group, rows)
                continue
            lost = ~known[rows]
            for vector in before._vectors(left):
                lost |= near(vector)[rows] >= tops[rows].min(axis=1) - _ROUNDING
            self._measure(tops, group, rows[lost])
            for vector in self._vectors(come):
                _insert(tops, rows[~lost], near(vector)[rows[~lost]])
        self._tops = tops

    def _unmoved(self, before: "Crowding", edit: Edit) -> Rows:
        """Of each row before, where it is now if neither its vector nor its group is another, else GONE."""
        now = edit.now.copy()
        replaced = edit.replaced
        for old, new in replaced:
            one, other = before._vectors(np.array([old])), self._vectors(np.array([new]))
            if np.array_equal(one, other) and before._group(old) == self._group(new):
                now[old] = new
        return now

    def _group(self, row: int) -> Hashable:
        return next(group for group, rows in self._members.items() if _has(rows, row))

    @cached_property
    def _tops(self) -> Vector:
        """The inner products of each row with its ten nearest of its audience."""
        tops = np.full((self._size, NEAREST), np.nan, np.float32)
        for group, rows in self._members.items():
            self._measure(tops, group, rows)
        return tops

    def _measure(self, tops: Vector, group: Hashable, rows: Rows) -> None:
        if len(rows):
            tops[rows] = nearest(self._vectors(rows), self._audience(group))

    @cached_property
    def _all(self) -> tuple[Floats, Mapping[Hashable, float]]:
        excess, usual = np.zeros(self._size), dict[Hashable, float]()
        for group, rows in self._members.items():
            near = self._tops[rows].mean(axis=1, dtype=np.float64)
            if not np.isnan(near).all():
                usual[group] = float(np.nanmean(near))
                excess[rows] = np.nan_to_num(near - usual[group])
        return excess, usual

    def _audience(self, group: Hashable) -> Vector:
        return self._vectors(self._audiences.get(group, np.zeros(0, np.int64)))

    def _sample(self, rows: Rows) -> Rows:
        if self._keys is None or len(rows) <= MOST_AUDIENCE:
            return rows[_even(len(rows))]
        return np.sort(rows[np.argpartition(self._keys[rows], MOST_AUDIENCE)[:MOST_AUDIENCE]])


def _insert(tops: Vector, rows: Rows, near: Vector) -> None:
    """Put products in the place of the least of the ten, where they are greater."""
    places = tops[rows].argmin(axis=1)
    greater = near > tops[rows, places]
    tops[rows[greater], places[greater]] = near[greater]


def _has(rows: Rows, row: int) -> bool:
    place = int(np.searchsorted(rows, row))
    return place < len(rows) and int(rows[place]) == row
