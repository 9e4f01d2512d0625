"""Why something is not shown: its place among all that are eligible, and what costs it most."""

from dataclasses import replace

import pytest
from hypothesis import given, settings

from matching.matcher import Matcher
from matching.position import SHOWN
from matching.records import Kind
from tests.unit.matching.listings import CENTROIDS, DIMENSION, TODAY, markets, need, owner, project, unit

GROUPS = frozenset({"elderly", "disabled"})


def matcher_of(*listings):
    matcher = Matcher(encoder_id="test", dimension=DIMENSION, centroids=CENTROIDS)
    matcher.upsert(listings, {one.id: unit(1) for one in listings})
    return matcher


@pytest.fixture
def crowded():
    """Twelve projects, of which two say less of whom they are for, or of what they are about."""
    good = [project(f"p{number:02}", groups=GROUPS) for number in range(10)]
    narrow = project("narrow", groups=frozenset({"elderly", "children"}))
    other = project("other", groups=GROUPS, text="法律援助进工地")
    return matcher_of(need(groups=GROUPS), *good, narrow, other)


def test_what_is_shown_is_told_its_place_and_nothing_that_it_lacks(crowded):
    match = crowded.explain("need", "p03", today=TODAY)
    assert (match.rank, match.position.eligible, match.position.held_back, match.behind) == (4, 12, False, ())


@pytest.mark.parametrize(("id", "feature"), [("narrow", "groups"), ("other", "text")])
def test_what_is_not_shown_is_told_in_which_feature_it_falls_behind(crowded, id, feature):
    match = crowded.explain("need", id, today=TODAY)
    assert match.rank > SHOWN == match.position.shown
    assert match.position.last_id == "p09"
    assert [one.feature for one in match.behind] == [feature]
    assert match.behind[0].own < match.behind[0].last
    last = crowded.explain("need", "p09", today=TODAY)
    assert match.score + match.behind[0].loss == pytest.approx(last.score, abs=2e-6)


def test_a_feature_that_is_not_known_here_is_told_as_unknown(crowded):
    silent = project("silent", text="法律援助进工地")
    crowded.upsert([silent], {"silent": unit(2)})
    found = {one.feature: one for one in crowded.explain("need", "silent", today=TODAY).behind}
    assert found["groups"].own is None
    assert found["groups"].last == 1.0
    assert [one.loss for one in found.values()] == sorted((one.loss for one in found.values()), reverse=True)


def test_what_its_owner_has_too_much_of_is_held_back_and_not_called_worse():
    shared = owner("shared")
    matcher = matcher_of(need(), *(project(f"p{number}", owner=shared) for number in range(3)))
    match = matcher.explain("need", "p2", today=TODAY)
    assert match.position.held_back
    assert match.behind == ()


def test_what_was_put_aside_is_told_the_place_that_it_would_have(crowded):
    match = crowded.explain("need", "p03", today=TODAY, without={"p01", "p03"})
    assert match.position.put_aside
    assert match.rank == 3


def test_a_pair_that_fails_a_condition_has_no_place(crowded):
    crowded.upsert([replace(crowded.listings["p00"], revision=2, is_open=False)])
    match = crowded.explain("need", "p00", today=TODAY)
    assert (match.rank, match.position, match.behind) == (0, None, ())


@given(markets())
@settings(max_examples=30)
def test_the_place_is_that_which_recommendations_have(market):
    matcher = Matcher(encoder_id="test", dimension=DIMENSION, centroids=CENTROIDS)
    matcher.upsert(market, {one.id: unit(int(one.id[1:])) for one in market})
    for kind in Kind:
        for match in matcher.recommend(market[0].id, kind, len(market), today=TODAY).matches:
            told = matcher.explain(market[0].id, match.candidate_id, today=TODAY)
            assert (told.rank, told.score) == (match.rank, match.score)
            assert told.position.rank == match.rank
            assert not told.position.held_back
