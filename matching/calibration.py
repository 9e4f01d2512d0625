"""What became of recommendations with such a score: fitted to decisions, and only where there are enough of them."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

LEAST_DECISIONS = 200
LEAST_OF_EACH = 20  # good ones, and others
TEN = 10


@dataclass(frozen=True, slots=True)
class Calibration:
    """A curve that never falls, from scores to the share of such recommendations that were good.

    `scores` ascend; between two of them the curve is a straight line, outside it stays level.
    """

    scores: Floats
    shares: Floats
    decisions: int

    def share(self, score: float) -> float:
        """The share of recommendations with this score that were good, 0 to 1."""
        return float(np.interp(score, self.scores, self.shares))

    def of_ten(self, score: float) -> int:
        """The same as a whole number of ten."""
        return round(TEN * self.share(score))


def calibrate(scores: Sequence[float], good: Sequence[bool]) -> Calibration | None:
    """Fit the curve by isotonic regression; None where there are too few decisions to say anything.

    Args:
        scores: of recommendations that somebody decided on, 0 to 1.
        good: of each, in the same order, whether it led to what it was meant for.

    Raises: ValueError when there are not as many of one as of the other.
    Source: pool adjacent violators; M. Ayer et al., Annals of Mathematical Statistics 26(4), 1955. Each pooled block
        is drawn towards the mean of all decisions as if one more of them lay in it, so that no curve promises 0 or 10.
    """
    if len(scores) != len(good):
        raise ValueError(f"{len(scores)} scores come with {len(good)} decisions.")
    if len(good) < LEAST_DECISIONS or min(sum(good), len(good) - sum(good)) < LEAST_OF_EACH:
        return None
    mean = float(np.mean(good))
    blocks = _pooled(np.array(scores, np.float64), np.array(good, np.float64))
    middles = [score for score, _, _ in blocks]
    shares = [(total + mean) / (count + 1) for _, total, count in blocks]
    return Calibration(np.array(middles), np.maximum.accumulate(np.array(shares)), len(good))


def _pooled(scores: Floats, good: Floats) -> list[tuple[float, float, int]]:
    """Neighbouring blocks (mean score, good ones, size), each with a larger share of good ones than the one before.

    Those of one score belong together, in whatever order they come.
    """
    blocks: list[tuple[float, float, int]] = []
    values, places, sizes = np.unique(scores, return_inverse=True, return_counts=True)
    totals = np.bincount(places, weights=good, minlength=len(values))
    for score, total, size in zip(values, totals, sizes, strict=True):
        blocks.append((float(score), float(total), int(size)))
        while len(blocks) > 1 and blocks[-2][1] * blocks[-1][2] >= blocks[-1][1] * blocks[-2][2]:
            later, earlier = blocks.pop(), blocks.pop()
            count = earlier[2] + later[2]
            middle = (earlier[0] * earlier[2] + later[0] * later[2]) / count
            blocks.append((middle, earlier[1] + later[1], count))
    return blocks
