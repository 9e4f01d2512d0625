"""Vectors of chosen rows side by side, which memory gives much faster; kept for rows that are asked for again."""

from collections import OrderedDict
from threading import Lock

from matching.index import exact
from matching.index.bitmap import Bitmap
from matching.index.vectors import Vector

_LEAST_ROWS = 20_000  # the vectors of fewer lie in the processor's cache anyway
_SHARE = 10  # one row in so many may be copied
_REMEMBERED = 64


class Repeated:
    """Copies of the sets of rows that came twice, or are few; for as long as there is room: a tenth of all rows."""

    def __init__(self, vectors: Vector) -> None:
        """Take the vectors of all rows, which do not change."""
        self._vectors = vectors
        self._room = len(vectors) // _SHARE if len(vectors) >= _LEAST_ROWS else 0
        self._sets: OrderedDict[int, tuple[Bitmap, Vector | None]] = OrderedDict()
        self._copied = 0  # rows
        self._lock = Lock()

    def of(self, rows: Bitmap) -> Vector | None:
        """The vectors of these rows in their order; None the first time, unless they are few, and for too many.

        It is the same set only if it is the same object.
        """
        few = rows.count <= exact.FEW
        if rows.count > self._room:
            return self._vectors[rows.rows] if few else None
        with self._lock:
            place = id(rows)  # the object is kept, so no other one has its address
            held = self._sets.get(place)
            if held is not None and held[1] is not None:
                self._sets.move_to_end(place)  # where the newest stand
                return held[1]
            copied = self._vectors[rows.rows] if few or held is not None else None
            self._sets[place] = (rows, copied)
            self._sets.move_to_end(place)
            self._make_room(0 if copied is None else len(copied))
            return copied

    def _make_room(self, more: int) -> None:
        self._copied += more
        while self._copied > self._room or len(self._sets) > _REMEMBERED:
            _, (_, oldest) = self._sets.popitem(last=False)
            self._copied -= 0 if oldest is None else len(oldest)
