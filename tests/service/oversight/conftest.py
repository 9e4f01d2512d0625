"""The matcher of one process and its worker, as the tests of suggestions have them."""

from tests.service.suggestions.conftest import _looks_at_once, embed, engine

__all__ = ["_looks_at_once", "embed", "engine"]
