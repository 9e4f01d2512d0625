"""The vector index: exact, filtered, ordered, and never fed what FAISS cannot bear."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.index import BadVector, VectorIndex
from tests.unit.matching.listings import DIMENSION, unit

IDS = [f"i{number:02}" for number in range(30)]


def index_of(ids):
    # Seeds repeat, so that some vectors are equal and tie.
    return VectorIndex(DIMENSION).changed({id: unit(int(id[1:]) % 7) for id in ids})


def by_hand(vectors, question, k):
    scored = [(id, float(np.dot(vector.astype(np.float64), question))) for id, vector in vectors.items()]
    return sorted(scored, key=lambda pair: (-round(pair[1], 5), pair[0]))[:k]


@given(
    stored=st.sets(st.sampled_from(IDS)),
    changes=st.lists(st.tuples(st.sampled_from(IDS), st.booleans()), max_size=12),
    allowed=st.none() | st.sets(st.sampled_from(IDS)),
    k=st.integers(0, 40),
    seed=st.integers(0, 20),
)
def test_what_is_found_is_what_comparing_with_everything_allowed_would_find(stored, changes, allowed, k, seed):
    index, vectors = index_of(stored), {id: unit(int(id[1:]) % 7) for id in stored}
    for id, kept in changes:
        if kept:
            vectors[id] = unit(int(id[1:]) % 5)
            index = index.changed({id: vectors[id]})
        else:
            vectors.pop(id, None)
            index = index.changed({}, [id])
    found = index.search(unit(seed), k, allowed)
    wanted = by_hand({id: one for id, one in vectors.items() if allowed is None or id in allowed}, unit(seed), k)
    assert [id for id, _ in found] == [id for id, _ in wanted]
    assert [score for _, score in found] == pytest.approx([score for _, score in wanted], abs=1e-5)
    assert (len(index), index.ids) == (len(vectors), sorted(vectors))


def test_a_change_leaves_the_index_that_others_are_reading_as_it_was():
    before = index_of(IDS[:3])
    after = before.changed({"new": unit(1)}, [IDS[0]])
    assert before.ids == IDS[:3]
    assert after.ids == [*IDS[1:3], "new"]


def test_many_changes_end_in_a_new_base_that_finds_the_same():
    index = VectorIndex(DIMENSION)
    for number in range(700):
        index = index.changed({f"n{number:03}": unit(number)}, [f"n{number - 300:03}"])
    assert len(index) == 300
    assert index.search(unit(650), 1) == [("n650", pytest.approx(1, abs=1e-5))]
    assert index.search(unit(100), 1)[0][0] != "n100"


def test_the_nearest_of_many_equals_are_the_first_by_id():
    index = VectorIndex(DIMENSION).changed({f"n{number:03}": unit(1) for number in range(200)})
    assert [id for id, _ in index.search(unit(1), 3)] == ["n000", "n001", "n002"]


@pytest.mark.parametrize(
    "vector",
    [
        np.full(DIMENSION, np.nan, np.float32),
        np.zeros(DIMENSION, np.float32),
        np.full(DIMENSION, np.inf, np.float32),
        unit(1).astype(np.float64),
        unit(1)[:-1],
        2 * unit(1),
        np.zeros((1, 1, DIMENSION), np.float32),
        [0.0] * DIMENSION,
    ],
    ids=["NaN", "zero", "infinite", "double", "short", "long", "cube", "list"],
)
def test_a_bad_vector_is_neither_stored_nor_searched_with(vector):
    index = index_of(IDS[:3])
    with pytest.raises(BadVector):
        index.changed({"bad": vector})
    with pytest.raises(BadVector):
        index.search(vector, 3)
    assert "bad" not in index


def test_an_empty_index_finds_nothing():
    assert VectorIndex(DIMENSION).search(unit(1), 5) == []
    assert np.isnan(VectorIndex(DIMENSION).similarities(unit(1), ["a"])).all()
    with pytest.raises(ValueError, match="dimension"):
        VectorIndex(0)


def test_similarities_come_in_the_order_of_the_ids_and_know_who_has_none():
    index = index_of(IDS[:3]).changed({"new": unit(9)})
    found = index.similarities(unit(9), ["new", "nobody", IDS[0]])
    assert found[0] == pytest.approx(1)
    assert np.isnan(found[1])
    assert found[2] == pytest.approx(float(unit(0) @ unit(9)))


@pytest.mark.parametrize(("ids", "vectors"), [(["a", "a"], 2), (["a"], 2), (["a", "b"], 1)])
def test_many_at_once_need_an_id_each(ids, vectors):
    with pytest.raises(ValueError, match="id of its own"):
        VectorIndex(DIMENSION).filled(ids, np.stack([unit(1)] * vectors))


def test_one_bad_vector_among_many_is_refused():
    rows = np.stack([unit(1), unit(2), unit(3)])
    rows[1, 0] = np.nan
    with pytest.raises(BadVector):
        VectorIndex(DIMENSION).filled(["a", "b", "c"], rows)


def test_two_changes_of_the_same_version_do_not_see_each_other():
    index = VectorIndex(DIMENSION).changed({"a": unit(1)})
    one, other = index.changed({"b": unit(2)}), index.changed({"c": unit(3)})
    assert (one.ids, other.ids) == (["a", "b"], ["a", "c"])
    assert one.search(unit(2), 1)[0][0] == "b"
    assert other.search(unit(3), 1)[0][0] == "c"


def test_deleted_and_brought_back_it_is_found_as_it_came_last():
    index = index_of(IDS[:5]).changed({}, [IDS[0]]).changed({IDS[0]: unit(99)})
    assert index.search(unit(99), 1) == [(IDS[0], pytest.approx(1, abs=1e-5))]
    assert len(index) == 5
    assert index.vectors([IDS[0]])[0] == pytest.approx(unit(99))


def test_what_a_caller_does_to_its_arrays_afterwards_does_not_reach_the_index():
    mine = unit(1).copy()
    index = VectorIndex(DIMENSION).changed({"a": mine})
    mine[:] = 0
    assert index.search(unit(1), 1) == [("a", pytest.approx(1, abs=1e-5))]
