"""A market that was changed bit by bit says the same as one that was read anew."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching import crowding
from matching.edit import Edit
from matching.matcher import Matcher
from matching.records import Kind
from tests.unit.matching.listings import CENTROIDS, DIMENSION, TODAY, listings, markets, unit

NUMBERS = st.integers(0, 40)


@given(
    before=st.dictionaries(NUMBERS, st.integers(0, 9), max_size=20),
    changed=st.dictionaries(NUMBERS, st.integers(10, 19), max_size=8),
    gone=st.sets(NUMBERS, max_size=8),
)
def test_an_edit_moves_what_stays_and_puts_in_what_is_fresh(before, changed, gone):
    old = {f"i{number:02}": value for number, value in before.items()}
    fresh = {f"i{number:02}": value for number, value in changed.items()}
    ids = sorted(old)
    edit = Edit.of(ids, fresh, {f"i{number:02}" for number in gone})
    now = {id: value for id, value in old.items() if id not in {f"i{number:02}" for number in gone}} | fresh
    assert edit.ids == sorted(now)
    values = [old[id] for id in ids], [fresh[id] for id in sorted(fresh)]
    wanted = [now[id] for id in sorted(now)]
    assert edit.list(*values) == wanted
    assert edit.array(*(np.array(own, np.int64) for own in values)).tolist() == wanted
    assert [edit.ids[row] for row in edit.fresh] == sorted(fresh)
    assert [(ids[row], edit.ids[new]) for row, new in enumerate(edit.now) if new >= 0] == [
        (id, id) for id in ids if id in now and id not in fresh
    ]
    assert {(ids[was], edit.ids[new]) for was, new in edit.replaced} == {(id, id) for id in fresh if id in old}


def matcher_of(market, vectors):
    matcher = Matcher(encoder_id="test", dimension=DIMENSION, centroids=CENTROIDS)
    matcher.upsert(market, vectors)
    return matcher


def ranking(matcher, asker, kind):
    """What is recommended, with the scores."""
    found = matcher.recommend(asker, kind, 50, today=TODAY)
    return {match.candidate_id: match for match in found.matches}, (found.considered, found.excluded, found.pending)


def assert_alike(changed, anew):
    assert dict(changed.listings) == dict(anew.listings)
    for asker in sorted(changed.listings)[:4]:
        for kind in Kind:
            (ours, numbers), (theirs, wanted) = ranking(changed, asker, kind), ranking(anew, asker, kind)
            assert numbers == wanted
            assert ours.keys() == theirs.keys()
            assert list(ours) == sorted(ours, key=lambda id: (ours[id].rank, id))
            for id, match in ours.items():
                assert match.score == pytest.approx(theirs[id].score, abs=3e-6)
                assert match.checks == theirs[id].checks
                assert [one.code for one in match.reasons] == [one.code for one in theirs[id].reasons]
            for one, other in zip(theirs.values(), list(theirs.values())[1:], strict=False):
                if one.score - other.score > 1e-5:  # not by rounding alone
                    assert ours[one.candidate_id].rank < ours[other.candidate_id].rank
    words = changed.search("老人助餐", language="zh"), anew.search("老人助餐", language="zh")
    assert {id for id, _ in words[0]} == {id for id, _ in words[1]}


CHANGES = st.lists(
    st.one_of(
        st.tuples(st.just("put"), listings, st.booleans()),
        st.tuples(st.just("put again"), st.integers(0, 30), st.booleans()),
        st.tuples(st.just("delete"), st.integers(0, 30), st.just(False)),
    ),
    min_size=1,
    max_size=8,
)


@pytest.mark.parametrize("audience", [(2, 2_000), (2, 4)], ids=["all ask", "a sample asks"])
@given(market=markets(40), changes=CHANGES)
@settings(max_examples=40)
def test_any_changes_leave_what_reading_all_anew_finds(audience, market, changes):
    least, most = crowding.LEAST_AUDIENCE, crowding.MOST_AUDIENCE
    crowding.LEAST_AUDIENCE, crowding.MOST_AUDIENCE = audience
    crowding.NEAREST, nearest = 2, crowding.NEAREST
    try:
        vectors = {one.id: unit(int(one.id[1:])) for one in market if int(one.id[1:]) % 5}
        matcher, held = matcher_of(market, vectors), {one.id: one for one in market}
        for act, what, has_new_vector in changes:
            if held:
                matcher.recommend(min(held), Kind.PROJECT, today=TODAY)  # so that there is something to take over
            if act == "delete":
                gone = sorted(held)[what % len(held)] if held else "nobody"
                matcher.delete([gone])
                held.pop(gone, None)
                vectors.pop(gone, None)
                continue
            if act == "put again" and not held:
                continue
            one = what if act == "put" else held[sorted(held)[what % len(held)]]
            changed = one if act == "put" else replace(one, fields=frozenset("xa"), owner=replace(one.owner, id="o9"))
            if one.id in held and (held[one.id].language, held[one.id].texts) != (changed.language, changed.texts):
                vectors.pop(one.id, None)  # it was made from another text
            fresh = {one.id: unit(int(one.id[1:]) + 77)} if has_new_vector else {}
            held[one.id] = changed
            vectors.update(fresh)
            matcher.upsert([changed], fresh)
        assert_alike(matcher, matcher_of(list(held.values()), vectors))
    finally:
        crowding.LEAST_AUDIENCE, crowding.MOST_AUDIENCE, crowding.NEAREST = least, most, nearest
