"""The ids of rows: sorted, each once; in memory or in a mapped file."""

from bisect import bisect_left
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from matching.index.bitmap import Rows

_FEW = 64  # so many are looked for one by one; for more a table of all is made once


class MappedNames(Sequence[str]):
    """Names whose UTF-8 bytes lie one after the other; read when they are asked for."""

    def __init__(self, letters: NDArray[np.uint8], ends: NDArray[np.int64]) -> None:
        """Take the bytes of all names, and for each name where it ends in them."""
        self._letters, self._ends = letters, ends

    @staticmethod
    def packed(names: Iterable[str]) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
        """Names as this class takes them."""
        encoded = [name.encode() for name in names]
        ends = np.cumsum([len(one) for one in encoded], dtype=np.int64)
        return np.frombuffer(b"".join(encoded), np.uint8), ends

    def __len__(self) -> int:
        return len(self._ends)

    def __getitem__(self, row):  # type: ignore[no-untyped-def]  # a sequence has two forms of it
        """The name of a row; no slices."""
        start = self._ends[row - 1] if row else 0
        return self._letters[start : self._ends[row]].tobytes().decode()

    def __iter__(self) -> Iterator[str]:
        letters, start = self._letters.tobytes(), 0
        for end in self._ends.tolist():
            yield letters[start:end].decode()
            start = end


class Names:
    """Which row an id has, and which id a row has."""

    def __init__(self, names: Sequence[str]) -> None:
        """Take the ids in the order of their rows, which is their own."""
        self.names = names

    def __len__(self) -> int:
        return len(self.names)

    def __iter__(self) -> Iterator[str]:
        return iter(self.names)

    @cached_property
    def table(self) -> dict[str, int]:
        """The row of each id."""
        return {name: row for row, name in enumerate(self.names)}

    def row(self, id: str) -> int | None:
        """The row of an id, None for an unknown one."""
        if "table" in self.__dict__:
            return self.table.get(id)
        row = bisect_left(self.names, id)
        return row if row < len(self.names) and self.names[row] == id else None

    def look(self, times: int) -> Callable[[str], int | None]:
        """What finds the row of an id when so many are asked for."""
        return self.table.get if times > _FEW else self.row

    def rows(self, ids: Collection[str]) -> Rows:
        """The rows of those ids that are known, in the order of the ids."""
        look = self.look(len(ids))
        found = (look(id) for id in ids)
        return np.array([row for row in found if row is not None], np.int64)
