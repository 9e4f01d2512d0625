"""The order in which candidates are shown."""

from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple


class Candidate(NamedTuple):
    """What the order of a candidate depends on."""

    id: str
    owner_id: str
    score: float


def in_order(candidates: Iterable[Candidate], per_owner: int) -> tuple[list[Candidate], list[Candidate]]:
    """The candidates best first, ties by id, and apart from them, in the same order, what is too much of one owner."""
    shown: list[Candidate] = []
    held_back: list[Candidate] = []
    counted: Counter[str] = Counter()
    for candidate in sorted(candidates, key=lambda one: (-one.score, one.id)):
        counted[candidate.owner_id] += 1
        (shown if counted[candidate.owner_id] <= per_owner else held_back).append(candidate)
    return shown, held_back
