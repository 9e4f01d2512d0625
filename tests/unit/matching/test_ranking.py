"""The order of candidates."""

from matching.ranking import Candidate, in_order

CANDIDATES = [Candidate("d", "x", 0.9), Candidate("b", "x", 0.8), Candidate("c", "x", 0.8), Candidate("a", "y", 0.1)]


def test_the_best_come_first_and_equals_by_their_ids():
    assert [one.id for one in in_order(CANDIDATES, 9)[0]] == ["d", "b", "c", "a"]


def test_one_owner_does_not_take_more_than_his_places():
    shown, held_back = in_order(CANDIDATES, 2)
    assert [one.id for one in shown] == ["d", "b", "a"]
    assert [one.id for one in held_back] == ["c"]
