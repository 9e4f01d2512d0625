"""The votes of the nearest examples: which share of their nearness stands behind each code of a vocabulary."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.bm25 import Floats
from matching.tagging.examples import Labelled

MOST_NAMED = 2  # examples that are told of as reasons of a code


@dataclass(frozen=True)
class Vote:
    """What the nearest examples say of one code: a share from 0 to 1, and the nearest ones that have it."""

    share: float
    examples: tuple[str, ...]


class Ballot:
    """The examples that are labelled in one vocabulary."""

    def __init__(self, labelled: Sequence[Labelled], vocabulary: str) -> None:
        """Take the examples of any vocabulary, in the order in which their nearness will come."""
        chosen = [one.example.codes.get(vocabulary, frozenset()) for one in labelled]
        self._ids = [one.example.id for one in labelled]
        self._codes = sorted(frozenset().union(*chosen))
        places = {code: place for place, code in enumerate(self._codes)}
        self._labels = np.zeros((len(labelled), len(self._codes)), np.bool_)
        for row, codes in enumerate(chosen):
            self._labels[row, [places[code] for code in codes]] = True
        self._is_labelled = self._labels.any(axis=1)

    def count(self, nearness: Floats, neighbours: int, power: float) -> Mapping[str, Vote]:
        """The votes of the nearest examples, each counting by its nearness to the power; codes without any are absent.

        Args:
            nearness: shape (examples,), at least 0; an example of nearness 0 does not vote.
        """
        rows = self._nearest(nearness, neighbours)
        weights = nearness[rows] ** power
        if not weights.sum() > 0:
            return {}
        labels = self._labels[rows]
        shares = weights @ labels / weights.sum()
        return {
            self._codes[place]: Vote(float(shares[place]), self._named(rows[labels[:, place]]))
            for place in np.flatnonzero(shares)
        }

    def size(self, nearness: Floats) -> int:
        """How many labelled examples are near at all."""
        return int(np.count_nonzero(self._is_labelled & (nearness > 0)))

    def _nearest(self, nearness: Floats, neighbours: int) -> NDArray[np.int64]:
        rows = np.flatnonzero(self._is_labelled & (nearness > 0))
        return np.asarray(rows[np.argsort(-nearness[rows], kind="stable")[:neighbours]], np.int64)

    def _named(self, rows: NDArray[np.int64]) -> tuple[str, ...]:
        return tuple(self._ids[row] for row in rows[:MOST_NAMED])


def joined(sides: Sequence[Mapping[str, Vote]]) -> Mapping[str, Vote]:
    """The mean of several counts; those without any vote are left out."""
    counted = [side for side in sides if side]
    return {
        code: Vote(
            sum(side[code].share for side in counted if code in side) / len(counted),
            tuple(dict.fromkeys(id for side in counted if code in side for id in side[code].examples))[:MOST_NAMED],
        )
        for code in dict.fromkeys(code for side in counted for code in side)
    }
