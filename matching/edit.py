"""What becomes of rows in the order of their ids when some go, some come and some are replaced."""

from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from functools import cached_property
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

Rows = NDArray[np.int64]
Array = TypeVar("Array", bound=NDArray[np.generic])
Item = TypeVar("Item")

GONE = -1


@dataclass(frozen=True)
class Edit:
    """A change of a table by rows: what is unchanged is moved, not read again.

    Args:
        was: the ids before it, ascending.
        ids: those after it.
        source: of each row after it, the row that it was, or their number plus its place among the fresh ones.
        fresh: the rows after it of those that are new or replaced, ascending.
        same_ids: no row came or went.
    """

    was: Sequence[str]
    ids: Sequence[str]
    source: Rows
    fresh: Rows
    same_ids: bool

    @classmethod
    def of(cls, ids: Sequence[str], changed: Collection[str], gone: Iterable[str] = ()) -> "Edit":
        """These ascending ids without those that are gone, and with those that are changed or new."""
        fresh, rows = sorted(changed), {id: row for id in {*gone, *changed} if (row := _row(ids, id)) is not None}
        lost = sorted(rows.values())
        numbers = len(ids) + np.arange(len(fresh))
        if rows.keys() == set(fresh):
            source, places = np.arange(len(ids)), np.array([rows[id] for id in fresh], np.int64)
            source[places] = numbers
            return cls(ids, ids, source, places, same_ids=True)
        kept = np.delete(np.arange(len(ids)), lost)
        left = list(ids)
        for row in reversed(lost):
            del left[row]
        places = np.array([bisect_left(left, id) for id in fresh], np.int64)
        source = np.insert(kept, places, numbers)
        places += np.arange(len(fresh))
        for place, id in zip(places.tolist(), fresh, strict=True):
            left.insert(place, id)
        return cls(ids, left, source, places, same_ids=False)

    @cached_property
    def now(self) -> Rows:
        """Of each row before it, the row that it is; GONE for one that went or was replaced."""
        found = np.full(len(self.was), GONE, np.int64)
        kept = self.source < len(self.was)
        found[self.source[kept]] = np.flatnonzero(kept)
        return found

    @cached_property
    def replaced(self) -> list[tuple[int, int]]:
        """The rows that were replaced: before and after it."""
        if self.same_ids:
            return [(row, row) for row in self.fresh.tolist()]
        lost = {self.was[row]: row for row in np.flatnonzero(self.now == GONE).tolist()}
        return [(lost[self.ids[row]], row) for row in self.fresh.tolist() if self.ids[row] in lost]

    def array(self, old: Array, fresh: Array) -> Array:
        """A column after it, given as it was, and for the fresh rows."""
        if self.same_ids:
            new = old.copy()
            new[self.fresh] = fresh
            return new
        return np.concatenate([old, fresh])[self.source]  # type: ignore[return-value]  # numpy forgets the type of the items

    def columns(self, old: object, fresh: object) -> Iterator[NDArray[Any]]:
        """All columns of a dataclass of arrays after it, in the order of its fields."""
        for field in fields(old):  # type: ignore[arg-type]  # any dataclass
            yield self.array(getattr(old, field.name), getattr(fresh, field.name))

    def list(self, old: Sequence[Item], fresh: Sequence[Item]) -> Sequence[Item]:
        """The same for a list."""
        if self.same_ids:
            new = list(old)
            for row, item in zip(self.fresh.tolist(), fresh, strict=True):
                new[row] = item
            return new
        both = [*old, *fresh]
        return [both[row] for row in self.source.tolist()]


def _row(ids: Sequence[str], id: str) -> int | None:
    row = bisect_left(ids, id)
    return row if row < len(ids) and ids[row] == id else None
