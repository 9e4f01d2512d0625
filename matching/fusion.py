"""Joining what several rankings say: by weighted scores, or by reciprocal ranks."""

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

Ranked = tuple[str, float]
DIGITS = 6  # scores are rounded, so that the same pair has the same score however many were computed with it


def best(scored: Iterable[Ranked], limit: int) -> list[Ranked]:
    """The highest scores first, ties by id."""
    return sorted(scored, key=lambda pair: (-pair[1], pair[0]))[: max(limit, 0)]


def weighted(sides: Sequence[NDArray[np.float64]], weights: Sequence[float]) -> NDArray[np.float64]:
    """The weighted mean of normalized scores (0 to 1), element by element.

    NaN says that a side has no opinion there: the weights of the others then share what it leaves.
    Where no side has one, the result is NaN.
    """
    stacked = np.stack(sides)
    given = np.where(np.isnan(stacked), 0.0, np.asarray(weights, np.float64)[:, None])
    total = given.sum(axis=0)
    joined = (given * np.nan_to_num(stacked)).sum(axis=0)
    return np.asarray(np.divide(joined, total, out=np.full_like(total, np.nan), where=total > 0), np.float64)


def rrf(rankings: Iterable[Sequence[str]], k: int = 60) -> list[Ranked]:
    """Reciprocal rank fusion: 1 / (k + rank), summed over the rankings that name an id; best first, ties by id.

    Source: Cormack, Clarke, Buettcher, "Reciprocal Rank Fusion outperforms Condorcet", SIGIR 2009.
    """
    scores: dict[str, float] = {}
    for ranking in rankings:
        for rank, id in enumerate(ranking, start=1):
            scores[id] = scores.get(id, 0.0) + 1 / (k + rank)
    return best(scores.items(), len(scores))
