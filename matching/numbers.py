"""Numbers for values: given once, in the order in which the values come, and never changed."""

from collections.abc import Hashable
from threading import Lock


class Numbers:
    """Versions of a table share one: a value that is in none of them any more keeps its number."""

    def __init__(self) -> None:
        """Start without values."""
        self._numbers: dict[Hashable, int] = {}
        self._lock = Lock()

    def __len__(self) -> int:
        return len(self._numbers)

    def give(self, value: Hashable) -> int:
        """The number of a value, a new one for a new value."""
        with self._lock:
            return self._numbers.setdefault(value, len(self._numbers))

    def find(self, value: Hashable) -> int | None:
        """The number of a value, None for one that never came."""
        return self._numbers.get(value)
