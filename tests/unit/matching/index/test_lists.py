"""Lists of what lies together: read where a twelfth or more may answer, left alone where they would lose answers."""

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from bench.invented import invented
from matching.index import VectorIndex, lists
from matching.index.bitmap import Bitmap
from matching.index.lists import Lists
from matching.index.planner import Way
from matching.index.vectors import Vector
from tests.unit.matching.index.invented import recall

ROWS = lists.LEAST_ROWS


@cache
def market():
    """So many vectors that lists are built."""
    return invented(ROWS, 30)


@cache
def index():
    """The index over them."""
    return VectorIndex(market().vectors.shape[1]).filled([f"{row:05}" for row in range(ROWS)], market().vectors)


def allowed(share, *, far=False):
    """So many of the rows by chance, or those that lie furthest from the questions."""
    if far:
        nearness = market().vectors @ market().questions.mean(axis=0)
        return nearness <= np.quantile(nearness, share)
    return np.random.default_rng(1).random(ROWS) < share


@pytest.mark.parametrize(
    "marks",
    [
        *(allowed(share) for share in (1, 0.97, 0.9, 0.5, 0.1)),
        *(allowed(share, far=True) for share in (0.97, 0.85, 0.5)),
    ],
    ids=["all", "nearly all", "most", "half", "a tenth", "all but the nearest", "not the nearest", "the farther half"],
)
def test_what_a_twelfth_or_more_may_answer_is_found(marks):
    chosen = index().select([f"{row:05}" for row in np.flatnonzero(marks)])
    assert index().base.plan(10, chosen.base).way is Way.LISTS
    found = [
        recall(market().vectors @ question, marks, [int(id) for id, _ in index().search(question, 10, chosen)])
        for question in market().questions
    ]
    assert np.mean(found) >= 0.995


@pytest.mark.parametrize("taken", [2, 20, 130])
@pytest.mark.parametrize("share", [1, 0.5])
def test_what_is_left_is_found_where_the_nearest_are_not_allowed(taken, share):
    marks, found = allowed(share), []
    for question in market().questions:
        scores = market().vectors @ question
        nearest = np.argsort(-scores)
        left = marks.copy()
        left[nearest[marks[nearest]][:taken]] = False
        chosen = index().select([f"{row:05}" for row in np.flatnonzero(left)])
        assert index().base.plan(10, chosen.base).way is Way.LISTS
        found.append(recall(scores, left, [int(id) for id, _ in index().search(question, 10, chosen)]))
    assert np.mean(found) >= 0.99  # of thirty questions; one answer that is missing is 0.003


def test_where_the_nearest_are_not_allowed_all_codes_are_read(monkeypatch):
    question = market().questions[0]
    nearest = np.argsort(-(market().vectors @ question))[:200]
    chosen = index().select([f"{row:05}" for row in np.delete(np.arange(ROWS), nearest)])
    monkeypatch.setattr(type(index().base.coarse), "candidates", lambda *_: pytest.fail("All codes were read"))
    index().search(question, 10)
    with pytest.raises(pytest.fail.Exception, match="All codes"):
        index().search(question, 10, chosen)


def test_where_few_of_what_lies_near_are_allowed_all_codes_are_read(monkeypatch):
    chosen = index().select([f"{row:05}" for row in np.flatnonzero(allowed(0.15, far=True))])
    assert [near.of_a_part for near in index().base.plan(10, chosen.base).near] == [True]
    monkeypatch.setattr(type(index().base.coarse), "candidates", lambda *_: pytest.fail("All codes were read"))
    with pytest.raises(pytest.fail.Exception, match="All codes"):
        index().search(market().questions[0], 10, chosen)


def test_lists_that_do_not_find_enough_of_a_part_serve_only_for_nearly_all(monkeypatch):
    near = Lists(index().base.near._index, 0)
    base = replace(index().base, near=near)
    assert not near.serves_parts
    ways = [base.plan(10, Bitmap.of(np.flatnonzero(allowed(share)), ROWS)).way for share in (0.97, 0.5)]
    assert ways == [Way.LISTS, Way.COARSE]


def test_vectors_that_lie_anywhere_have_no_lists():
    random = np.random.default_rng(3).standard_normal((2_000, 384))
    vectors: Vector = (random / np.linalg.norm(random, axis=1, keepdims=True)).astype(np.float32)
    assert Lists.of(vectors) is None


def test_vectors_of_an_odd_number_of_dimensions_have_no_lists():
    assert Lists.of(np.ascontiguousarray(market().vectors[:2_000, :383])) is None


def test_lists_are_the_same_once_written_and_read():
    near = index().base.near
    again = Lists.read(np.frombuffer(near.content(), np.uint8), ROWS, 384)
    for question in market().questions[:5]:
        for part in (False, True):
            rows = [one.nearest(question, 100, of_a_part=part).tolist() for one in (near, again)]
            assert rows[0] == rows[1]
    with pytest.raises(ValueError, match="not those"):
        Lists.read(np.frombuffer(near.content(), np.uint8), ROWS - 1, 384)


def test_without_lists_the_answers_are_the_same_or_better():
    alone = VectorIndex(384).on(replace(index().base, near=None))
    for question in market().questions[:5]:
        scores = [[score for _, score in one.search(question, 10)] for one in (index(), alone)]
        assert scores[0][0] <= scores[1][0]
        assert scores[0] == pytest.approx(scores[1], abs=0.02)
