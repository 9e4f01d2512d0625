"""Measures against figures worked out by hand, which score.py of the development data gives as well."""

import numpy as np
import pytest

from matching.evaluation.metrics import exposure, interval, score_run

LOG3 = np.log2(3)


def of(ranked: list[str], grades: dict[str, int]) -> list[float]:
    return score_run({"q": ranked}, {"q": grades})[0].tolist()


def test_one_answer_counts_by_its_rank():
    assert of(["x", "a", "y"], {"a": 1}) == pytest.approx([1 / LOG3, 1, 1, 1 / 2])
    assert of(["a"], {"a": 1}) == [1, 1, 1, 1]


def test_grades_weigh_more_the_higher_they_are():
    gain, recall, _, first = of(["b", "x", "a"], {"a": 2, "b": 1})
    assert gain == pytest.approx((1 + 3 / 2) / (3 + 1 / LOG3))
    assert (recall, first) == (1, 1)


def test_only_the_first_ten_and_the_first_hundred_count():
    others = [f"x{number}" for number in range(150)]
    assert of([*others[:10], "a"], {"a": 1}) == pytest.approx([0, 0, 1, 1 / 11])
    assert of([*others[:100], "a"], {"a": 1, "b": 1}) == pytest.approx([0, 0, 0, 1 / 101])
    assert of(others[:3] * 4 + ["a"], {"a": 1}) == of([*others[:3], "a"], {"a": 1})
    assert of([], {"a": 1}) == [0, 0, 0, 0]


def test_a_query_that_the_run_lacks_counts_as_nothing():
    scores = score_run({"q1": ["a"], "unjudged": ["a"]}, {"q1": {"a": 1}, "q2": {"b": 1}})
    assert scores.tolist() == [[1, 1, 1, 1], [0, 0, 0, 0]]


def test_exposure_tells_even_from_uneven_attention():
    judgements = {"q1": {"a": 1}, "q2": {"a": 1}}
    even = exposure({"q1": ["a", "b"], "q2": ["c", "d"]}, judgements, ["a", "b", "c", "d"])
    assert (even.coverage, even.gini) == (1, 0)
    uneven = exposure({"q1": ["a"], "q2": ["a", "b"], "q9": ["c"]}, judgements, ["a", "b", "c", "d"])
    assert (uneven.coverage, uneven.gini) == (0.5, pytest.approx(7 / 12))  # counts 0, 0, 1, 2
    assert exposure({}, judgements, ["a"]).gini == 0


def test_an_interval_says_whether_a_difference_is_certain():
    clear = interval(np.array([0.1, 0.2, 0.1, 0.3] * 20))
    assert clear.mean == pytest.approx(0.175)
    assert 0.15 < clear.low < clear.mean < clear.high < 0.2
    assert clear.certain
    assert not interval(np.array([-0.3, 0.3, 0.1, -0.1] * 5)).certain
    assert interval(np.array([-0.3, 0.3])) == interval(np.array([-0.3, 0.3]))
