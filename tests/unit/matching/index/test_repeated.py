"""Sets of rows that come again are copied side by side, as far as there is room, and give the same answers."""

import numpy as np
import pytest

from matching.index import Facts, Filter
from matching.index.bitmap import Bitmap
from matching.index.repeated import Repeated
from tests.unit.matching.index.invented import ROWS, large_index, large_market


def rows(first, count=1_000):
    return Bitmap.of(np.arange(first, first + count), ROWS)


def test_what_is_asked_for_a_second_time_lies_side_by_side():
    vectors = large_market().vectors
    repeated, wanted = Repeated(vectors), rows(500)
    assert repeated.of(wanted) is None
    assert np.array_equal(repeated.of(wanted), vectors[500:1_500])
    assert repeated.of(rows(500)) is None  # equal, but another object


def test_what_was_not_asked_for_the_longest_time_makes_room():
    repeated, sets = Repeated(large_market().vectors), [rows(1_000 * number) for number in range(3)]
    for one in sets[:2]:
        repeated.of(one)
        assert repeated.of(one) is not None
    repeated.of(sets[0])
    repeated.of(sets[2])
    assert repeated.of(sets[2]) is not None
    assert repeated.of(sets[0]) is not None
    assert repeated.of(sets[1]) is None


def test_as_many_sets_as_you_like_may_come_again_in_turn():
    vectors = large_market().vectors
    repeated, sets = Repeated(vectors), [rows(1_000 * number) for number in range(10)]
    for one in sets * 3:
        copied = repeated.of(one)
        assert copied is None or np.array_equal(copied, vectors[one.rows])


@pytest.mark.parametrize(("count", "size"), [(2_401, ROWS), (1_000, 19_000)])
def test_neither_large_sets_nor_those_of_a_small_market_are_copied(count, size):
    repeated, wanted = Repeated(large_market().vectors[:size]), Bitmap.of(np.arange(count), size)
    assert [repeated.of(wanted) for _ in range(3)] == [None] * 3


@pytest.mark.parametrize("size", [ROWS, 19_000])
def test_few_rows_lie_side_by_side_from_the_first_time_on(size):
    vectors = large_market().vectors[:size]
    repeated, wanted = Repeated(vectors), Bitmap.of(np.arange(7, 263), size)
    for _ in range(2):
        assert np.array_equal(repeated.of(wanted), vectors[7:263])


@pytest.mark.parametrize("label", ["hundredth:3", "thousandth:3", "far:1"])
def test_the_same_question_has_the_same_answer_every_time(label):
    index = large_index().changed({"new": large_market().questions[0]}, ["000003"], {"new": Facts(frozenset({label}))})
    wanted = Filter((frozenset({label}),))
    for question in large_market().questions[:5]:
        first = index.search(question, 10, index.where(wanted))
        assert index.search(question, 10, index.where(wanted)) == first
        fresh = index.changed({}, ["nobody"])
        assert fresh.search(question, 10, fresh.where(wanted)) == first
