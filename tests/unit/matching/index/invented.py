"""Vectors in groups of very different sizes, as those of a market are, and filters over them."""

from functools import cache

import numpy as np

from bench.invented import invented
from matching.index import Facts, VectorIndex

ROWS = 24_000  # so many that the codes are used


@cache
def large_market():
    """Vectors, questions and columns; 24,000 rows."""
    return invented(ROWS, 30)


@cache
def large_index():
    """The index over them; ids are the row numbers, "far:1" marks the hundredth furthest from the questions."""
    market = large_market()
    ids = [f"{row:06}" for row in range(ROWS)]
    columns = market.columns.items()
    facts = {id: Facts(frozenset(f"{name}:{own[row]}" for name, own in columns)) for row, id in enumerate(ids)}
    return VectorIndex(market.vectors.shape[1], encoder_id="e5").filled(ids, market.vectors, facts)


def recall(scores, allowed, found, k=10):
    """The share of the answers that score at least as high as the true k-th of the allowed rows."""
    wanted = min(k, int(allowed.sum()))
    least = np.sort(scores[allowed])[-wanted]
    return sum(bool(allowed[row]) and scores[row] >= least - 1e-6 for row in set(found)) / wanted
