"""Scores: between 0 and 1, low when either side is, and made of shares that add up."""

from datetime import timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from matching.places import Map
from matching.scoring import FEATURES, FeatureTable, score
from matching.weights import DEFAULT_WEIGHTS, Weights
from tests.unit.matching.listings import CENTROIDS, TODAY, listings, markets, need, owner, programme, project

SHAPE = (4, len(FEATURES))
values = arrays(np.float64, SHAPE, elements=st.floats(0, 1))
unknown = arrays(np.bool_, SHAPE)


def features(asker, candidate, name):
    table = FeatureTable([candidate], Map(CENTROIDS))
    half = np.array([0.5])
    forward, backward = table.both_ways(asker, np.array([0]), (half, half), TODAY)
    column = FEATURES.index(name)
    return forward[0, column], backward[0, column]


@given(values, values, unknown)
def test_the_shares_add_up_to_the_score_which_lies_between_its_two_sides(forward, backward, unknown):
    forward, backward = np.where(unknown, np.nan, forward), np.where(unknown, np.nan, backward)
    scores = score(forward, backward, DEFAULT_WEIGHTS)
    for row in range(len(forward)):
        assert sum(one.share for one in scores.features(row)) == pytest.approx(scores.score[row], abs=1e-5)
        low, high = sorted((scores.forward[row], scores.backward[row]))
        assert low - 1e-5 <= scores.score[row] <= min(high, 2 * low) + 1e-5
        assert len(scores.features(row)) == (~unknown[row]).sum()


@given(values, values)
def test_the_score_is_the_same_whoever_asks(forward, backward):
    assert (score(forward, backward, DEFAULT_WEIGHTS).score == score(backward, forward, DEFAULT_WEIGHTS).score).all()


@given(values, values, st.integers(0, len(FEATURES) - 1))
def test_a_feature_that_brings_something_is_missed_when_it_is_counted_as_nothing(forward, backward, column):
    without = [np.where(np.arange(len(FEATURES)) == column, 0, side) for side in (forward, backward)]
    before, after = score(forward, backward, DEFAULT_WEIGHTS), score(*without, DEFAULT_WEIGHTS)
    assert ((after.score < before.score) | (before.shares[:, column] < 1e-5)).all()


def test_what_is_not_known_is_left_out_and_not_counted_as_nothing():
    known = np.array([[0.8, np.nan, np.nan, np.nan, np.nan, np.nan, np.nan]])
    assert score(known, known, DEFAULT_WEIGHTS).score[0] == 0.8
    nothing = np.full((1, len(FEATURES)), np.nan)
    assert score(nothing, nothing, DEFAULT_WEIGHTS).score[0] == 0


def test_a_feature_left_out_of_the_score_takes_away_what_its_loss_says():
    forward = np.array([[0.9, 0.2, np.nan, 0.5, 0.5, 0.5, 0.5]])
    full = score(forward, forward, DEFAULT_WEIGHTS)
    left = score(
        np.where(np.arange(7) == 0, np.nan, forward), np.where(np.arange(7) == 0, np.nan, forward), DEFAULT_WEIGHTS
    )
    assert full.losses(0)["text"] == pytest.approx(full.score[0] - left.score[0], abs=1e-5)


def test_weights_that_do_not_add_up_are_refused():
    with pytest.raises(ValueError, match="add up"):
        Weights("odd", {"text": 0.5})


@given(listings, markets())
def test_the_features_of_any_pair_lie_between_0_and_1_and_turn_around_with_it(asker, market):
    half = np.full(len(market), 0.5)
    map = Map(CENTROIDS)
    forward, backward = FeatureTable(market, map).both_ways(asker, np.arange(len(market)), (half, half), TODAY)
    known = ~np.isnan(forward)
    assert ((forward[known] >= 0) & (forward[known] <= 1) & (backward[known] >= 0) & (backward[known] <= 1)).all()
    for row, candidate in enumerate(market):
        there, back = FeatureTable([asker], map).both_ways(candidate, np.array([0]), (half[:1], half[:1]), TODAY)
        assert np.allclose(there[0], backward[row], equal_nan=True)
        assert np.allclose(back[0], forward[row], equal_nan=True)


def test_fields_count_by_what_each_side_looks_for():
    ours, theirs = frozenset({"elderly"}), frozenset({"elderly", "health"})
    assert features(need(fields=ours), project(fields=theirs), "fields") == (1, 0.5)
    assert np.isnan(features(need(), project(fields=theirs), "fields")).all()
    assert features(need(fields=ours), project(fields=frozenset({"law"})), "fields") == (0, 0)


@pytest.mark.parametrize(("asks", "expected"), [(5_000_000, 1), (20_000_000, 0.5), (None, None)])
def test_the_amount_counts_by_the_share_that_one_grant_covers(asks, expected):
    for pair in ((programme(), project(asks_fen=asks)), (project(asks_fen=asks), programme())):
        found = features(*pair, "amount")
        assert np.isnan(found).all() if expected is None else found == (expected, expected)


def test_time_counts_by_the_days_still_to_come_that_the_other_is_there():
    days = lambda first, last: {"starts_on": TODAY + timedelta(first), "ends_on": TODAY + timedelta(last)}  # noqa: E731
    assert features(need(**days(-10, 9)), project(**days(0, 4)), "time") == (0.5, 1)
    assert features(need(**days(0, 9)), project(starts_on=TODAY, ends_on=None), "time") == (1, 1)
    assert np.isnan(features(need(**days(0, 9)), project(starts_on=None, ends_on=None), "time")).all()


def test_newcomers_start_in_the_middle():
    assert features(need(), project(), "track_record")[0] == 0.5
    assert features(need(), project(owner=owner("a", past_pairings=8)), "track_record")[0] == 0.9
