"""A ranker: scores made of named parts, the same each time, kept as text."""

import json
import sys

import numpy as np
import pytest

from matching.learning.ranker import BadRanker, LearnerMissing, Ranker
from matching.learning.training import fit
from matching.learning.trial import hold_back
from matching.matcher import Matcher
from matching.records import Kind
from matching.scoring import FEATURES, score
from matching.weights import DEFAULT_WEIGHTS
from tests.unit.matching.learning.markets import market, wants
from tests.unit.matching.listings import CENTROIDS, DIMENSION, TODAY, need, owner, programme, project

WISH = wants(groups=0.6, places=0.4)


@pytest.fixture(scope="module")
def ranker() -> Ranker:
    return fit(market(WISH, 500), DEFAULT_WEIGHTS)


@pytest.fixture(scope="module")
def pairs() -> tuple[np.ndarray, np.ndarray]:
    chance = np.random.default_rng(3)
    forward, backward = chance.uniform(0, 1, (2, 60, len(FEATURES)))
    unknown = chance.uniform(size=forward.shape) < 0.2
    return np.where(unknown, np.nan, forward), np.where(unknown, np.nan, backward)


def test_the_same_decisions_give_the_same_ranker(ranker):
    assert fit(market(WISH, 500), DEFAULT_WEIGHTS).to_text() == ranker.to_text()


def test_the_shares_of_the_known_features_add_up_to_the_score_and_none_speaks_against(ranker, pairs):
    scores = ranker.scores(*pairs, DEFAULT_WEIGHTS)
    assert ((scores.score >= 0) & (scores.score <= 1)).all()
    for row in range(len(scores.score)):
        features = scores.features(row)
        assert {one.name for one in features} == {
            name for name, value in zip(FEATURES, pairs[0][row], strict=True) if not np.isnan(value)
        }
        assert sum(one.share for one in features) == pytest.approx(scores.score[row], abs=1e-5)
        assert min(one.share for one in features) >= 0
        assert sum(one.weight for one in features) == pytest.approx(1, abs=1e-5)


def test_what_people_wanted_carries_the_score(ranker):
    values = np.full((1, len(FEATURES)), 0.2)
    values[0, [FEATURES.index("groups"), FEATURES.index("places")]] = 0.95
    scores = ranker.scores(values, values, DEFAULT_WEIGHTS)
    shares = {one.name: one.share for one in scores.features(0)}
    assert set(sorted(shares, key=lambda name: -shares[name])[:2]) == {"groups", "places"}
    losses = scores.losses(0)
    assert losses["groups"] > 0.05
    assert set(losses) == set(FEATURES)


def test_a_loss_is_what_the_score_falls_by_without_the_feature(ranker, pairs):
    scores = ranker.scores(*pairs, DEFAULT_WEIGHTS)
    column = FEATURES.index("groups")
    left_out = [np.where(np.arange(len(FEATURES)) == column, np.nan, side) for side in pairs]
    without = ranker.scores(*left_out, DEFAULT_WEIGHTS).score
    known = ~np.isnan(pairs[0][:, column])
    losses = np.array([scores.losses(row)["groups"] for row in range(len(scores.score))])
    assert losses[known] == pytest.approx(
        (scores.score - without)[known], abs=5e-4
    )  # but for the weights' part in ties
    assert (losses[~known] == 0).all()


def test_a_better_feature_never_lowers_a_score(ranker, pairs):
    forward, backward = (np.nan_to_num(side, nan=0.5) for side in pairs)
    before = ranker.scores(forward, backward, DEFAULT_WEIGHTS).score
    for column in range(len(FEATURES)):
        better = [
            np.where(np.arange(len(FEATURES)) == column, np.minimum(side + 0.3, 1), side)
            for side in (forward, backward)
        ]
        assert (ranker.scores(*better, DEFAULT_WEIGHTS).score >= before).all()


def test_a_pair_has_one_score_alone_or_among_many_and_whoever_asks(ranker, pairs):
    forward, backward = pairs
    together = ranker.scores(forward, backward, DEFAULT_WEIGHTS).score
    alone = [ranker.scores(forward[[row]], backward[[row]], DEFAULT_WEIGHTS).score[0] for row in range(len(forward))]
    assert (together == alone).all()
    assert (together == ranker.scores(backward, forward, DEFAULT_WEIGHTS).score).all()
    assert len(ranker.scores(forward[:0], backward[:0], DEFAULT_WEIGHTS).score) == 0


def test_as_many_matches_are_called_good_or_strong_as_under_the_weights(ranker):
    values = np.array([[row.forward[name] for name in FEATURES] for one in market(WISH, 500) for row in one.shown])
    plain, learned = score(values, values, DEFAULT_WEIGHTS).score, ranker.scores(values, values, DEFAULT_WEIGHTS).score
    for band in ("strong", "good", "possible"):
        under_weights = np.mean([DEFAULT_WEIGHTS.band(one) == band for one in plain])
        assert np.mean([ranker.band(one) == band for one in learned]) == pytest.approx(under_weights, abs=0.1)


def test_a_ranker_that_was_read_again_scores_as_before(ranker, pairs):
    again = Ranker.from_text(ranker.to_text(), version="ranker-7")
    assert (again.scores(*pairs, DEFAULT_WEIGHTS).score == ranker.scores(*pairs, DEFAULT_WEIGHTS).score).all()
    assert (again.digest, again.version) == (ranker.digest, "ranker-7")
    assert ranker.version == f"ranker-{ranker.digest[:12]}"


def test_what_is_no_ranker_of_this_code_is_refused_in_a_sentence(ranker):
    head, _, trees = ranker.to_text().partition("\n")
    other = json.dumps(json.loads(head) | {"columns": ["mood"]})
    for text in ("", "{}", "no ranker", f"{other}\n{trees}", f"{head}\nno trees", f"{head}\n"):
        with pytest.raises(BadRanker, match=r"ranker|trees"):
            Ranker.from_text(text)


def test_without_lightgbm_it_is_said_what_to_install(ranker, monkeypatch):
    monkeypatch.setitem(sys.modules, "lightgbm", None)
    with pytest.raises(LearnerMissing, match="pip install lightgbm"):
        Ranker.from_text(ranker.to_text())


def test_a_matcher_orders_by_it_what_passed_the_gate_and_explains_a_pair_alike(ranker):
    said = {"fields": frozenset({"law"}), "text": "法律援助"}
    market_of = [
        need(text="独居老人上门助餐", fields=frozenset({"elderly"}), groups=frozenset({"old"})),
        project("alike", text="独居老人上门助餐", fields=frozenset({"elderly"}), groups=frozenset({"young"})),
        project("wanted", groups=frozenset({"old"}), **said),
        project("barred", groups=frozenset({"old"}), owner=owner("b", verified=False), **said),
        programme(),
    ]
    matcher = Matcher(encoder_id="test", dimension=DIMENSION, centroids=CENTROIDS)
    matcher.upsert(market_of)
    ids = lambda found: [match.candidate_id for match in found.matches]  # noqa: E731
    by_weights = matcher.recommend("need", Kind.PROJECT, today=TODAY)
    assert ids(by_weights) == ["alike", "wanted"]

    matcher.ranker = ranker
    learned = matcher.recommend("need", Kind.PROJECT, today=TODAY)
    assert ids(learned) == ["wanted", "alike"]
    assert (by_weights.weights_version, learned.weights_version) == (DEFAULT_WEIGHTS.version, ranker.version)
    for match in learned.matches:
        alone = matcher.explain("need", match.candidate_id, today=TODAY)
        assert (alone.score, alone.rank, alone.features, alone.reasons) == (
            match.score,
            match.rank,
            match.features,
            match.reasons,
        )
        assert match.band == ranker.band(match.score)
    assert learned.matches[0].reasons[0].feature == "groups"
    assert matcher.explain("need", "barred", today=TODAY).rank == 0

    matcher.ranker = None
    assert matcher.recommend("need", Kind.PROJECT, today=TODAY) == by_weights


def test_learning_splits_by_time():
    decisions = market(WISH, 100)
    learned, held = hold_back(decisions, 0.3)
    assert len(learned) + len(held) == len(decisions)
    assert len(held) == round(len(decisions) * 0.3)
    assert max(one.at for one in learned) < min(one.at for one in held)
