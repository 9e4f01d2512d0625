"""What people decided about what they were shown, as examples that an order can be learned from."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import numpy as np

from matching.bm25 import Floats
from matching.fusion import DIGITS
from matching.scoring import FEATURES

# How much a candidate was wanted, by how far it came.
UNWANTED, INTEREST, MUTUAL, AGREED, DELIVERED = range(5)
UNANSWERED = -1  # shown, and nothing was said of it
NOT_OF_FIT = -2  # dismissed for a reason that says nothing of fit, such as no capacity at present

# How likely a place is looked at: (1 / place) to this power, an assumption until randomised places tell it.
ATTENTION = 0.5
MOST_WEIGHT = 10.0  # of one example: rarely seen places would otherwise decide everything

LOWER = ".lower"  # of a column: the less favourable of the two directions
COLUMNS = (*FEATURES, *(f"{name}{LOWER}" for name in FEATURES))


@dataclass(frozen=True, slots=True)
class Shown:
    """One candidate as it was shown: its features by name, in both directions, without those that were not known.

    `position` counts from 1; 0 where it had left the list when it was answered. `propensity` is the probability with
    which it was chosen to be shown. `grade` is one of the grades above. `past_pairings` are its owner's at that time.
    """

    candidate_id: str
    position: int
    grade: int
    forward: Mapping[str, float]
    backward: Mapping[str, float]
    past_pairings: int
    propensity: float = 1.0

    @property
    def weight(self) -> float:
        """The inverse of how likely it was to be shown and looked at, clipped.

        Source: T. Joachims, A. Swaminathan, T. Schnabel, "Unbiased learning-to-rank with biased feedback", WSDM 2017.
        """
        looked_at = 1 / math.pow(max(self.position, 1), ATTENTION)
        return min(1 / max(self.propensity * looked_at, 1 / MOST_WEIGHT), MOST_WEIGHT)


@dataclass(frozen=True, slots=True)
class Decision:
    """What one listing's owner said of candidates of one kind, until the last answer."""

    asker_id: str
    at: datetime
    shown: tuple[Shown, ...]

    def as_listed(self) -> "Decision | None":
        """The same without what was found beside the list; None where nothing can be told apart then.

        The order that made the list put it lower than all that is listed, so that any other order would look better.
        """
        listed = tuple(row for row in self.shown if row.position > 0)
        return replace(self, shown=listed) if len({row.grade for row in listed}) > 1 else None


def decide(asker_id: str, at: datetime, lists: Iterable[Sequence[Shown]]) -> Decision | None:
    """Join the lists that were shown, oldest first, into what they teach; None where nothing can be told apart.

    Of a candidate the last answer counts. One that was passed over in a list in which another was answered counts as
    unwanted, wherever it stood: that low places are looked at less often is made up for by the weights of the answers.
    To leave out what stood below the last answer would make every last one an answered one, and teach people's lists
    upside down (measured: answers by chance then favour any order that is not the one that was shown).
    """
    answered: dict[str, Shown] = {}
    passed_over: dict[str, Shown] = {}
    for rows in lists:
        if all(row.grade == UNANSWERED for row in rows):
            continue
        for row in rows:
            if row.grade != UNANSWERED:
                answered[row.candidate_id] = row
            elif row.position > 0:
                passed_over[row.candidate_id] = replace(row, grade=UNWANTED)
    shown = [row for id, row in {**passed_over, **answered}.items() if row.grade != NOT_OF_FIT]
    if len({row.grade for row in shown}) < 2:
        return None
    return Decision(asker_id, at, tuple(sorted(shown, key=lambda row: row.candidate_id)))


def sides(shown: Sequence[Shown]) -> tuple[Floats, Floats]:
    """Forward and backward, each of shape (candidates, FEATURES), NaN where not known."""
    return _table([row.forward for row in shown]), _table([row.backward for row in shown])


def _table(rows: Sequence[Mapping[str, float]]) -> Floats:
    values = [[row.get(name, np.nan) for name in FEATURES] for row in rows]
    return np.array(values, np.float64).reshape(-1, len(FEATURES))


def columns(forward: Floats, backward: Floats) -> Floats:
    """The inputs of a ranker, shape (candidates, COLUMNS): each feature's mean and its lower direction.

    They are the same whoever asks, and rounded, so that a pair has the same score however it was computed.
    """
    return np.round(np.hstack([(forward + backward) / 2, np.minimum(forward, backward)]), DIGITS)
