"""How good a run is, query by query, how it spreads attention, and how sure a difference between two runs is."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.evaluation.datasets import Judgements

Floats = NDArray[np.float64]

NAMES = ("nDCG@10", "Recall@10", "Recall@100", "MRR")
DRAWS = 10_000
_TOP = 10
_DISCOUNTS = 1 / np.log2(np.arange(2, _TOP + 2))
_SEED = 20_260_301
_DRAWS_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Interval:
    """A mean with the interval that holds it in 95 % of the draws."""

    mean: float
    low: float
    high: float

    @property
    def certain(self) -> bool:
        """Zero lies outside."""
        return self.low > 0 or self.high < 0


@dataclass(frozen=True, slots=True)
class Exposure:
    """How a run spreads the places in its top 10s over the texts.

    `coverage` is the share of texts that are in any, `gini` 0 where all are in as many, and 1 where one takes all.
    """

    coverage: float
    gini: float


def score_run(run: Mapping[str, Sequence[str]], judgements: Judgements) -> Floats:
    """NAMES of each judged query, shape (queries, 4), in the order of the judgements; 0 for one that the run lacks."""
    rows = [score_query(run.get(query, ()), grades) for query, grades in judgements.items()]
    return np.array(rows, np.float64)


def score_query(ranked: Sequence[str], grades: Mapping[str, float]) -> tuple[float, float, float, float]:
    """NAMES of one query.

    Args:
        grades: of the texts that answer it, all above 0.

    Source: gains of 2^grade - 1, C. Burges et al., "Learning to rank using gradient descent", ICML 2005.
    """
    ids = list(dict.fromkeys(ranked))
    hits = np.array([id in grades for id in ids], np.bool_)
    gains = np.array([2.0 ** grades.get(id, 0.0) - 1 for id in ids[:_TOP]])
    ideal = np.array(sorted((2.0**grade - 1 for grade in grades.values()), reverse=True)[:_TOP])
    gain = float(gains @ _DISCOUNTS[: len(gains)]) / float(ideal @ _DISCOUNTS[: len(ideal)])
    first = 1 / (float(hits.argmax()) + 1) if hits.any() else 0.0
    return gain, float(hits[:_TOP].sum()) / len(grades), float(hits[:100].sum()) / len(grades), first


def exposure(run: Mapping[str, Sequence[str]], judgements: Judgements, corpus: Collection[str]) -> Exposure:
    """The exposure of the texts of a corpus, over the judged queries."""
    shown = Counter(id for query in judgements for id in list(dict.fromkeys(run.get(query, ())))[:_TOP])
    counts = np.sort(np.array([shown[id] for id in corpus], np.float64))
    ranks = 2 * np.arange(1, len(counts) + 1) - len(counts) - 1
    total = float(counts.sum())
    gini = float(ranks @ counts) / (len(counts) * total) if total else 0.0
    return Exposure(float((counts > 0).mean()), gini)


def interval(values: Floats, draws: int = DRAWS) -> Interval:
    """The mean of one value per query, with its bootstrap interval; for a difference give the queries' differences.

    Source: percentile bootstrap over queries, T. Sakai, "Evaluating evaluation metrics based on the bootstrap",
    SIGIR 2006. The draws are the same at each call.
    """
    chance = np.random.default_rng(_SEED)
    means = np.concatenate(
        [
            values[chance.integers(0, len(values), (min(_DRAWS_AT_ONCE, draws - start), len(values)))].mean(axis=1)
            for start in range(0, draws, _DRAWS_AT_ONCE)
        ]
    )
    low, high = np.percentile(means, [2.5, 97.5])
    return Interval(float(values.mean()), float(low), float(high))
