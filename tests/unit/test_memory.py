"""Memory: where the system takes none back, nothing happens; what stays is looked at once, and not kept for that."""

import ctypes
import gc
import weakref

import pytest

from market import memory


@pytest.mark.parametrize("error", [OSError, AttributeError, TypeError])
def test_a_system_that_cannot_goes_on(monkeypatch: pytest.MonkeyPatch, error: type[Exception]) -> None:
    asked = []

    def refuse(name: object) -> object:
        asked.append(name)
        raise error

    monkeypatch.setattr(ctypes, "CDLL", refuse)
    memory.give_back()
    assert asked == [None]


class Knot:
    """Only the collector finds it once it is garbage."""

    def __init__(self) -> None:
        self.itself = self


def test_what_has_settled_is_looked_at_again_only_when_much_has_been_read_anew() -> None:
    kept, first = Knot(), Knot()
    gone = weakref.ref(first)
    try:
        memory.settle()
        del first
        gc.collect()
        assert gone() is not None
        memory.settle()
        assert gone() is None
        assert gc.get_freeze_count() > 0
        assert kept.itself is kept
    finally:
        gc.unfreeze()
