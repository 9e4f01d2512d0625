"""Giving memory back: where the system cannot, nothing happens."""

import ctypes

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
