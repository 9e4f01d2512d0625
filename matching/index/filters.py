"""What is known of each row, and the rows that fit: one bitmap per label, ranges on what these leave over."""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import reduce
from operator import or_
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from matching.index.bitmap import Bitmap, Rows

Floats = NDArray[np.float64]
_NO_NUMBERS: Mapping[str, float] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of one id: labels such as "kind:need", and numbers such as a budget."""

    labels: frozenset[str] = frozenset()
    numbers: Mapping[str, float] = field(default_factory=lambda: _NO_NUMBERS)


@dataclass(frozen=True, slots=True)
class Filter:
    """Of each group of labels at least one; each number within its bounds, None for no bound.

    Where a number is not known, it lies within no bounds. An empty group is fulfilled by nothing.
    """

    groups: tuple[frozenset[str], ...] = ()
    between: Mapping[str, tuple[float | None, float | None]] = field(default_factory=dict)

    @property
    def key(self) -> Hashable:
        """The same for filters that are the same."""
        return self.groups, tuple(self.between.items())


@dataclass(frozen=True, slots=True)
class Attributes:
    """The facts of all rows of a block, label by label and number by number; NaN for a number that is not known."""

    size: int
    labels: Mapping[str, Bitmap]
    numbers: Mapping[str, Floats]

    @classmethod
    def of(cls, facts: Sequence[Facts]) -> "Attributes":
        """The facts of the rows in their order."""
        size, rows, numbers = len(facts), dict[str, list[int]](), dict[str, Floats]()
        for row, one in enumerate(facts):
            for label in one.labels:
                rows.setdefault(label, []).append(row)
            for name, number in one.numbers.items():
                numbers.setdefault(name, np.full(size, np.nan))[row] = number
        return cls(size, {label: Bitmap.of(np.array(own), size) for label, own in rows.items()}, numbers)

    @classmethod
    def joined(cls, parts: Iterable[tuple["Attributes", Rows]], order: Rows) -> "Attributes":
        """Chosen rows of several blocks, one block after the other and then in this order."""
        chosen = list(parts)
        labels = sorted({label for part, _ in chosen for label in part.labels})
        names = sorted({name for part, _ in chosen for name in part.numbers})
        size = len(order)
        return cls(
            size,
            {
                label: Bitmap.of(
                    np.flatnonzero(np.concatenate([part.has(label)[rows] for part, rows in chosen])[order]), size
                )
                for label in labels
            },
            {name: np.concatenate([part.number(name)[rows] for part, rows in chosen])[order] for name in names},
        )

    def has(self, label: str) -> NDArray[np.bool_]:
        """For each row if it has the label."""
        marked = np.zeros(self.size, np.bool_)
        if label in self.labels:
            marked[self.labels[label].rows] = True
        return marked

    def number(self, name: str) -> Floats:
        """For each row its number."""
        return self.numbers[name] if name in self.numbers else np.full(self.size, np.nan)

    def fitting(self, wanted: Filter, among: Bitmap) -> Bitmap:
        """Those of the rows that fit."""
        for group in wanted.groups:
            known = [self.labels[label] for label in group if label in self.labels]
            among &= reduce(or_, known) if known else Bitmap.empty(self.size)
        if not wanted.between:
            return among
        rows = among.rows
        for name, (least, most) in wanted.between.items():
            values = self.number(name)[rows]
            low, high = -np.inf if least is None else least, np.inf if most is None else most
            rows = rows[(values >= low) & (values <= high)]
        return Bitmap.of(rows, self.size)
