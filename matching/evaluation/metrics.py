"""How good a run is, query by query, how it spreads attention, and how sure a difference between two runs is."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from ir_measures import RR, R, iter_calc, nDCG
from numpy.typing import NDArray

from matching.evaluation.datasets import Judgements

Floats = NDArray[np.float64]

NAMES = ("nDCG@10", "Recall@10", "Recall@100", "MRR")
DRAWS = 10_000
_TOP = 10
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
    """NAMES of each judged query, shape (queries, 4), in the order of the judgements; 0 for one that the run lacks.

    Computed by ir-measures (trec_eval). Source of the gains of 2^grade - 1: C. Burges et al., "Learning to rank using
    gradient descent", ICML 2005.
    """
    grades = {grade for answers in judgements.values() for grade in answers.values()}
    measures = (nDCG(gains={grade: 2**grade - 1 for grade in grades}) @ _TOP, R @ _TOP, R @ 100, RR)
    places = {query: row for row, query in enumerate(judgements)}
    scored = {query: _descending(run.get(query, ())) for query in judgements}
    table = np.zeros((len(judgements), len(measures)))
    for metric in iter_calc(measures, judgements, scored):
        table[places[metric.query_id], measures.index(metric.measure)] = metric.value
    return table


def _descending(ranked: Sequence[str]) -> dict[str, float]:
    """Scores that keep the order; of an id that comes twice the first place counts."""
    ids = dict.fromkeys(ranked)
    return {id: float(len(ids) - place) for place, id in enumerate(ids)}


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
