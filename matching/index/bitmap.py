"""Sets of rows, one bit each, packed into 64-bit words."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

Rows = NDArray[np.int64]
_WORD = 64


@dataclass(frozen=True)
class Bitmap:
    """Some of the rows 0 to size - 1. The bits behind the last row are 0."""

    size: int
    words: NDArray[np.uint64]

    @classmethod
    def of(cls, rows: NDArray[np.integer], size: int) -> "Bitmap":
        """The set of these rows, in any order. Raises: ValueError for a row that is not there."""
        if len(rows) and not 0 <= int(rows.min()) <= int(rows.max()) < size:
            raise ValueError(f"Rows must lie between 0 and {size - 1}")
        marked = np.zeros(_words(size) * _WORD, np.bool_)
        marked[rows] = True
        return cls(size, np.packbits(marked, bitorder="little").view(np.uint64))

    @classmethod
    def empty(cls, size: int) -> "Bitmap":
        """No rows."""
        return cls(size, np.zeros(_words(size), np.uint64))

    @classmethod
    def full(cls, size: int) -> "Bitmap":
        """All rows."""
        words = np.full(_words(size), ~np.uint64(0))
        if size % _WORD:
            words[-1] = (1 << size % _WORD) - 1
        return cls(size, words)

    def __and__(self, other: "Bitmap") -> "Bitmap":
        if self.is_full:
            return other
        return self if other.is_full else Bitmap(self.size, self.words & other.words)

    def __or__(self, other: "Bitmap") -> "Bitmap":
        return Bitmap(self.size, self.words | other.words)

    def has(self, row: int) -> bool:
        """The row is in the set."""
        return bool(self.words[row // _WORD] >> np.uint64(row % _WORD) & np.uint64(1))

    def marked(self, rows: Rows) -> NDArray[np.bool_]:
        """Of each of some rows, whether it is in the set."""
        bits = self.words[rows // _WORD] >> (rows % _WORD).astype(np.uint64) & np.uint64(1)
        return bits.astype(np.bool_)

    def without(self, rows: Rows) -> "Bitmap":
        """The set without these rows."""
        return Bitmap(self.size, self.words & ~Bitmap.of(rows, self.size).words)

    @cached_property
    def rows(self) -> Rows:
        """The rows, ascending."""
        holding = np.flatnonzero(self.words)
        bits = np.flatnonzero(np.unpackbits(self.words[holding].view(np.uint8), bitorder="little"))
        return holding[bits // _WORD] * _WORD + bits % _WORD

    @cached_property
    def marks(self) -> NDArray[np.bool_]:
        """For each row if it is in the set; places behind the last row are not."""
        return np.unpackbits(self.words.view(np.uint8), bitorder="little").astype(np.bool_)

    @cached_property
    def count(self) -> int:
        """How many rows are in the set."""
        return int(np.bitwise_count(self.words).sum())

    @property
    def is_full(self) -> bool:
        """All rows are in the set."""
        return self.count == self.size

    @property
    def bytes(self) -> NDArray[np.uint8]:
        """The same bits as FAISS reads them, row 0 first."""
        return self.words.view(np.uint8)


def _words(size: int) -> int:
    return -(-size // _WORD)
