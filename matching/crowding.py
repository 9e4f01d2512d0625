"""How sought after a text is in general: one that is near to everybody is near to nobody in particular."""

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from matching.bm25 import Floats, Rows
from matching.index import Vector

NEAREST = 10
LEAST_AUDIENCE = 20  # with fewer, who is near to whom says little
MOST_AUDIENCE = 2_000  # of more askers an even sample is asked
_AT_ONCE = 1_024


@dataclass(frozen=True, slots=True)
class Crowd:
    """How much nearer to those who might ask than usual: the compared rows, and the asker; 0 where it is not known."""

    rows: Floats | float = 0.0
    asker: float = 0.0


NO_CROWD = Crowd()


def nearest_mean(vectors: Vector, audience: Vector) -> Floats:
    """The mean inner product of each vector with the ten of the audience that are nearest to it.

    Args:
        vectors: shape (n, dimension), a row of NaN for a text without a vector; n may be 0.
        audience: shape (m, dimension), without NaN.

    Returns: shape (n,), NaN for rows of NaN, and for all where the audience is too small.
    Source: the neighbourhood density of CSLS, A. Conneau et al., "Word translation without parallel data", ICLR 2018.
    """
    found = np.full(len(vectors), np.nan)
    if len(audience) < LEAST_AUDIENCE:
        return found
    asked = audience[np.linspace(0, len(audience) - 1, min(len(audience), MOST_AUDIENCE)).astype(np.int64)]
    for start in range(0, len(vectors), _AT_ONCE):
        near = vectors[start : start + _AT_ONCE] @ asked.T
        found[start : start + _AT_ONCE] = np.partition(near, -NEAREST, axis=1)[:, -NEAREST:].mean(axis=1)
    return found


class Crowding:
    """The crowds of stored texts, worked out when they are first asked for.

    A text's crowd is compared with those of its like: the texts of its group, such as projects in Chinese.
    """

    def __init__(
        self,
        vectors: Callable[[Rows], Vector],
        groups: Sequence[Hashable],
        audiences: Mapping[Hashable, Rows],
    ) -> None:
        """Take texts in rows.

        Args:
            vectors: gives those of some rows, NaN for a row without one.
            groups: of each row.
            audiences: the rows of those who might ask for a group.
        """
        self._vectors, self._groups, self._audiences = vectors, groups, audiences

    def of_rows(self, rows: Rows) -> Floats:
        """How much nearer to their audience these rows are than their like."""
        return np.asarray(self._all[0][rows], np.float64)

    def of(self, group: Hashable, vector: Vector | None) -> float:
        """The same for a text that is not stored, or need not be."""
        usual = self._all[1].get(group)
        if vector is None or usual is None:
            return 0.0
        return float(nearest_mean(vector[None, :], self._audience(group))[0] - usual)

    @cached_property
    def _all(self) -> tuple[Floats, Mapping[Hashable, float]]:
        excess, usual = np.zeros(len(self._groups)), dict[Hashable, float]()
        members: dict[Hashable, list[int]] = {}
        for row, group in enumerate(self._groups):
            members.setdefault(group, []).append(row)
        for group, rows in members.items():
            near = nearest_mean(self._vectors(np.array(rows, np.int64)), self._audience(group))
            if not np.isnan(near).all():
                usual[group] = float(np.nanmean(near))
                excess[rows] = np.nan_to_num(near - usual[group])
        return excess, usual

    def _audience(self, group: Hashable) -> Vector:
        asking = self._vectors(self._audiences.get(group, np.zeros(0, np.int64)))
        return asking[~np.isnan(asking[:, 0])]
