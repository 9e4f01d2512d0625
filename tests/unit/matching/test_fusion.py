"""Fusion: who has no opinion does not count, and equal values come in the order of their ids."""

import numpy as np
import pytest

from matching.fusion import best, rrf, weighted


def test_a_side_without_an_opinion_leaves_its_weight_to_the_other():
    joined = weighted([np.array([0.8, np.nan, 0.5, np.nan]), np.array([0.4, 0.4, np.nan, np.nan])], [0.75, 0.25])
    assert joined[:3] == pytest.approx([0.7, 0.4, 0.5])
    assert np.isnan(joined[3])


def test_ranks_are_joined_and_ties_come_by_id():
    assert [id for id, _ in rrf([["a", "b", "c"], ["b", "a"]])] == ["a", "b", "c"]
    assert rrf([["x"]])[0] == ("x", 1 / 61)
    assert rrf([]) == []


def test_the_best_are_in_order_with_ties_by_id():
    assert best([("b", 1.0), ("a", 1.0), ("c", 2.0)], 2) == [("c", 2.0), ("a", 1.0)]
