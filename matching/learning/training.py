"""Learns a ranker from decisions: LambdaRank over named features, candidates weighted by how rarely they are seen."""

from collections.abc import Sequence

import numpy as np

from matching.bm25 import Floats
from matching.fusion import DIGITS
from matching.learning.decisions import COLUMNS, DELIVERED, Decision, columns, sides
from matching.learning.ranker import Bands, Ranker, learner
from matching.scoring import FEATURES, score
from matching.weights import Weights

ROUNDS = 120
# Small trees, slow steps, one thread: the same decisions give the same trees.
# Source of the method: C. Burges, "From RankNet to LambdaRank to LambdaMART", Microsoft Research 2010.
PARAMETERS = {
    "objective": "lambdarank",
    "label_gain": [2**grade - 1 for grade in range(DELIVERED + 1)],
    "lambdarank_truncation_level": 12,
    "num_leaves": 6,
    "max_depth": 3,
    "learning_rate": 0.06,
    "min_data_in_leaf": 40,
    "lambda_l2": 5.0,
    "monotone_constraints": [1] * len(COLUMNS),  # a better feature never lowers a score
    "seed": 2026,
    "deterministic": True,
    "force_row_wise": True,
    "num_threads": 1,
    "verbosity": -1,
}


def fit(decisions: Sequence[Decision], weights: Weights) -> Ranker:
    """Learn from decisions, at least one; the same ones in the same order give the same ranker.

    Raises: LearnerMissing.
    """
    lightgbm = learner()
    rows = [row for decision in decisions for row in decision.shown]
    forward, backward = sides(rows)
    table = columns(forward, backward)
    usual = _usual(table)
    filled = np.where(np.isnan(table), usual, table)
    data = lightgbm.Dataset(
        filled,
        label=[row.grade for row in rows],
        weight=[row.weight for row in rows],
        group=[len(decision.shown) for decision in decisions],
        feature_name=list(COLUMNS),
        params={"verbosity": -1},
    )
    booster = lightgbm.train(PARAMETERS, data, num_boost_round=ROUNDS)
    raw = np.asarray(booster.predict(filled, num_threads=1), np.float64)
    gains = np.asarray(booster.feature_importance("gain"), np.float64).reshape(2, len(FEATURES)).sum(axis=0)
    importance = gains / gains.sum() if gains.sum() > 0 else np.full(len(FEATURES), 1 / len(FEATURES))
    plain = score(forward, backward, weights).score
    return Ranker(booster.model_to_string(), usual.tolist(), _bands(raw, plain, weights), importance.tolist())


def _usual(table: Floats) -> Floats:
    """The mean of each column where it is known; a half where it never is."""
    counts = (~np.isnan(table)).sum(axis=0)
    means = np.where(counts > 0, np.nansum(table, axis=0) / np.maximum(counts, 1), 0.5)
    return np.asarray(np.round(means, DIGITS), np.float64)


def _bands(raw: Floats, plain: Floats, weights: Weights) -> Bands:
    """The scores that as many candidates reach as reach those of the weights."""
    centre = float(np.median(raw))
    worth = 1 / (1 + np.exp(centre - raw))
    good, strong = (float(np.quantile(worth, 1 - np.mean(plain >= least))) for least in (weights.good, weights.strong))
    return Bands(centre, round(good, DIGITS), round(max(good, strong), DIGITS))
