"""The one door: whom it recommends, whom it never does, and that it says the same of a pair each time."""

from dataclasses import replace
from threading import Thread

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.eligibility.gate import check_pair
from matching.index import BadVector
from matching.matcher import Matcher, UnknownListing
from matching.records import Kind, Verdict
from tests.unit.matching.listings import (
    CENTROIDS,
    DIMENSION,
    TODAY,
    listing,
    markets,
    need,
    owner,
    programme,
    project,
    unit,
)


def matcher_of(*listings, vectors=None, **options):
    matcher = Matcher(encoder_id="test", dimension=DIMENSION, centroids=CENTROIDS, **options)
    matcher.upsert(listings, vectors or {})
    return matcher


def ids(recommendations):
    return [match.candidate_id for match in recommendations.matches]


@pytest.fixture
def matcher():
    market = [
        need(text="独居老人上门助餐"),
        project("meals", text="为独居老人上门助餐，每日两餐"),
        project("law", text="为务工者提供法律援助"),
        project("closed", text="独居老人上门助餐", is_open=False),
        programme(text="资助为老服务"),
    ]
    return matcher_of(*market, vectors={"need": unit(1), "meals": unit(1), "law": unit(2)})


def test_the_listing_that_says_the_same_comes_first_and_a_closed_one_not_at_all(matcher):
    found = matcher.recommend("need", Kind.PROJECT, today=TODAY, as_of=7)
    assert ids(found) == ["meals", "law"]
    assert [match.rank for match in found.matches] == [1, 2]
    assert (found.considered, found.excluded, found.as_of, found.encoder_id) == (3, {"open": 1}, 7, "test")
    assert found.pending == matcher.pending == 1  # the programme


def is_read(match):
    return any(feature.name == "text" for feature in match.features)


@given(market=markets(), k=st.integers(0, 15), per_owner=st.integers(1, 3))
@settings(max_examples=40)
def test_only_pairs_that_fail_nothing_are_recommended_and_explained_with_the_same_numbers(market, k, per_owner):
    vectors = {one.id: unit(int(one.id[1:])) for one in market if int(one.id[1:]) % 3}
    matcher = matcher_of(*market, vectors=vectors)
    matcher.weights = replace(matcher.weights, per_owner=per_owner)
    asker = market[0]
    for kind in Kind:
        found = matcher.recommend(asker.id, kind, k, today=TODAY)
        of_kind = [one for one in market if one.kind is kind and one.id != asker.id]
        good = {
            one.id for one in of_kind if all(c.verdict is not Verdict.FAIL for c in check_pair(asker, one, today=TODAY))
        }
        assert set(ids(found)) <= good
        assert found.considered == len(of_kind)
        assert len(found.matches) <= k
        owners = [matcher.listings[id].owner.id for id in ids(found)]
        assert all(owners.count(one) <= per_owner for one in owners)
        order = [(not is_read(one), -one.score, one.candidate_id) for one in found.matches]
        assert order == sorted(order)  # whose text could not be read yet comes last
        brief = matcher.recommend(asker.id, kind, k, today=TODAY, explained=False)
        unsaid = {"checks": (), "reasons": (), "cautions": (), "pairs": (), "confidence": None}
        assert brief == replace(found, matches=[replace(match, **unsaid) for match in found.matches])
        for match in found.matches:
            alone = matcher.explain(asker.id, match.candidate_id, today=TODAY)  # which knows who stands beside it
            assert replace(alone, position=None, behind=(), confidence=None) == replace(match, confidence=None)
        for one in of_kind:
            assert (matcher.explain(asker.id, one.id, today=TODAY).rank == 0) == (one.id not in good)


@given(market=markets())
@settings(max_examples=40)
def test_a_pair_has_the_same_score_from_both_sides(market):
    matcher = matcher_of(*market, vectors={one.id: unit(int(one.id[1:])) for one in market})
    for other in market[1:]:
        there = matcher.explain(market[0].id, other.id, today=TODAY)
        back = matcher.explain(other.id, market[0].id, today=TODAY)
        assert there.score == pytest.approx(back.score, abs=2e-6)
        assert there.forward == pytest.approx(back.backward, abs=2e-6)


def test_a_failing_pair_is_explained_with_what_it_fails(matcher):
    match = matcher.explain("need", "closed", today=TODAY)
    assert (match.eligible, match.rank) == (False, 0)
    assert [check.rule for check in match.blockers] == ["open"]
    assert match.score > 0.5


def test_a_listing_need_not_be_stored_to_ask_or_be_asked_about(matcher):
    draft = need("draft", text="独居老人上门助餐")
    assert ids(matcher.recommend(draft, Kind.PROJECT, today=TODAY, vector=unit(1))) == ["meals", "law"]
    other = project("other", text="独居老人上门助餐")
    assert matcher.explain("need", other, today=TODAY).rank == 2
    assert len(matcher) == 5


def test_an_edit_is_tried_out_without_being_stored(matcher):
    changed = replace(matcher.listings["need"], texts={"title": "法律援助"})
    assert ids(matcher.recommend(changed, Kind.PROJECT, today=TODAY))[0] == "law"
    assert ids(matcher.recommend("need", Kind.PROJECT, today=TODAY))[0] == "meals"


def test_a_deleted_listing_is_never_found_again_until_it_is_stored_anew(matcher):
    meals = matcher.listings["meals"]
    matcher.delete(["meals", "nobody"])
    assert ids(matcher.recommend("need", Kind.PROJECT, today=TODAY)) == ["law"]
    assert "meals" not in [id for id, _ in matcher.search("助餐", language="zh", vector=unit(1))]
    with pytest.raises(UnknownListing):
        matcher.explain("need", "meals", today=TODAY)
    matcher.upsert([replace(meals, revision=0)], {"meals": unit(1)})
    assert ids(matcher.recommend("need", Kind.PROJECT, today=TODAY))[0] == "meals"


def test_the_newest_revision_counts_in_whatever_order_they_come():
    first, second = project("p", text="旧"), project("p", text="新", revision=2)
    matcher = matcher_of(second, first)
    matcher.upsert([first])
    assert matcher.listings["p"] == second


def test_a_bad_vector_leaves_everything_as_it_was(matcher):
    with pytest.raises(BadVector):
        matcher.upsert([project("new"), need(revision=2)], {"new": np.zeros(DIMENSION, np.float32)})
    assert "new" not in matcher.listings
    assert matcher.listings["need"].revision == 1
    with pytest.raises(BadVector):
        matcher.search("助餐", language="zh", vector=unit(1)[:3])


def test_a_new_standing_of_an_owner_needs_no_new_vector(matcher):
    meals, matcher.confirmed = matcher.listings["meals"], frozenset({"standing"})
    matcher.upsert([replace(meals, owner=replace(meals.owner, standing="seriously_dishonest"))])
    assert ids(matcher.recommend("need", Kind.PROJECT, today=TODAY)) == ["law"]
    assert matcher.pending == 1


@given(market=markets())
@settings(max_examples=20)
def test_sketches_have_the_numbers_of_the_matches_and_none_that_fails(market):
    matcher = matcher_of(*market, vectors={one.id: unit(int(one.id[1:])) for one in market})
    matcher.weights = replace(matcher.weights, per_owner=len(market))
    among = {one.id for one in market[::2]}
    for kind in Kind:
        whole = matcher.recommend(market[0].id, kind, len(market), today=TODAY).matches
        sketches = matcher.sketches(market[0].id, kind, among, today=TODAY)
        found = [one.match() for one in sketches]
        for sketch, match in zip(sketches, found, strict=True):
            texts = [feature.value for feature in match.features if feature.name == "text"]
            assert (sketch.candidate_id, sketch.score) == (match.candidate_id, match.score)
            assert sketch.text == (texts[0] if texts else 0.0)
        expected = {one.candidate_id: (one.rank, one.score, one.band, one.features) for one in whole}
        assert {one.candidate_id: (one.rank, one.score, one.band, one.features) for one in found} == {
            id: numbers for id, numbers in expected.items() if id in among
        }
        assert [one.rank for one in found] == sorted(one.rank for one in found)


def test_one_owner_fills_no_more_than_two_places():
    same = owner("same")
    matcher = matcher_of(
        need(), *(project(f"p{number}", owner=same) for number in range(4)), project("other", text="别的")
    )
    assert ids(matcher.recommend("need", Kind.PROJECT, today=TODAY)) == ["p0", "p1", "other"]
    assert matcher.explain("need", "p2", today=TODAY).rank == 4


def test_an_empty_market_answers_with_nothing():
    matcher = matcher_of()
    assert ids(matcher.recommend(need(), Kind.PROJECT, today=TODAY)) == []
    assert matcher.search("老人", language="zh", vector=unit(1)) == []
    assert (len(matcher), matcher.pending) == (0, 0)


def test_free_text_finds_open_listings_of_the_kinds_that_are_wanted(matcher):
    assert [id for id, _ in matcher.search("独居老人", language="zh")] == ["need", "meals"]
    assert matcher.search("老板", language="zh") == []
    found = matcher.search("独居老人", language="zh", kinds=frozenset({Kind.PROJECT}), vector=unit(1), limit=1)
    assert [id for id, _ in found] == ["meals"]


def test_readers_never_see_half_a_change():
    pair = [project("a", text="老人助餐"), project("b", text="老人助餐")]
    matcher, seen, running = matcher_of(need(text="老人助餐"), *pair), set(), [True]

    def read():
        while running:
            seen.add(tuple(ids(matcher.recommend("need", Kind.PROJECT, today=TODAY))))

    readers = [Thread(target=read) for _ in range(3)]
    for reader in readers:
        reader.start()
    for _ in range(20):
        matcher.delete(["a", "b"])
        matcher.upsert(pair, {"a": unit(1), "b": unit(2)})
    running.clear()
    for reader in readers:
        reader.join()
    assert seen <= {(), ("a", "b")}


def test_two_languages_meet_by_meaning():
    english = listing("en", Kind.PROJECT, language="en", text="Meals for elderly people who live alone")
    matcher = matcher_of(
        need(text="独居老人助餐"), english, project("law"), vectors={id: unit(1) for id in ("need", "en")}
    )
    match = matcher.explain("need", "en", today=TODAY)
    assert next(feature for feature in match.features if feature.name == "text").value > 0.9
    assert match.reasons[0].code == "text_meaning"
    assert match.reasons[0].details["terms"] == []


def test_what_could_not_be_read_yet_comes_after_what_could():
    matcher = Matcher(encoder_id="test", dimension=DIMENSION)
    unread = project("unread", language="en", texts={"title": "Meals at home"}, fields=frozenset({"a"}))
    read = project("read", texts={"title": "社区花园"}, fields=frozenset({"b"}))
    asker = need("asker", texts={"title": "老人助餐"}, fields=frozenset({"a"}))
    matcher.upsert([unread, read, asker], {"read": unit(1), "asker": unit(2)})
    matches = matcher.recommend("asker", Kind.PROJECT, today=TODAY).matches
    assert [match.candidate_id for match in matches] == ["read", "unread"]
    assert matches[0].score < matches[1].score
    assert matcher.explain("asker", "unread", today=TODAY).rank == 2
