"""What answers teach: who was wanted, who was passed over, and what says nothing."""

from datetime import UTC, datetime

import numpy as np
import pytest

from matching.learning.decisions import (
    COLUMNS,
    INTEREST,
    MOST_WEIGHT,
    MUTUAL,
    NOT_OF_FIT,
    UNANSWERED,
    UNWANTED,
    Shown,
    columns,
    decide,
    sides,
)
from matching.scoring import FEATURES

NOW = datetime(2026, 3, 1, tzinfo=UTC)


def shown(id: str, position: int, grade: int = UNANSWERED, **values) -> Shown:
    given = {"forward": {"text": 0.5}, "backward": {"text": 0.7}, "past_pairings": 0, **values}
    return Shown(candidate_id=id, position=position, grade=grade, **given)


def told(*lists) -> dict[str, int]:
    decision = decide("asker", NOW, lists)
    return {row.candidate_id: row.grade for row in decision.shown} if decision else {}


def test_who_was_passed_over_was_not_wanted():
    assert told([shown("a", 1), shown("b", 2, INTEREST), shown("c", 3)]) == {
        "a": UNWANTED,
        "b": INTEREST,
        "c": UNWANTED,
    }


def test_the_last_answer_counts_whichever_list_it_was_given_in():
    first = [shown("a", 1, UNWANTED), shown("b", 2)]
    second = [shown("b", 1, INTEREST), shown("c", 2)]
    third = [shown("a", 0, MUTUAL), shown("d", 1)]
    assert told(first, second, third) == {"a": MUTUAL, "b": INTEREST, "c": UNWANTED, "d": UNWANTED}


def test_a_dismissal_that_is_not_about_fit_teaches_nothing():
    assert told([shown("a", 1, NOT_OF_FIT), shown("b", 2, INTEREST), shown("c", 3, UNWANTED)]) == {"b": 1, "c": 0}


def test_a_list_without_an_answer_and_answers_that_are_all_alike_teach_nothing():
    assert told([shown("a", 1), shown("b", 2)]) == {}
    assert told([shown("a", 1, UNWANTED), shown("b", 2, UNWANTED)]) == {}
    assert told() == {}


def test_answers_at_rarely_seen_places_count_for_more_but_not_without_end():
    top, low, drawn = shown("a", 1), shown("b", 9), shown("c", 1, propensity=0.25)
    assert (top.weight, low.weight, drawn.weight) == (1, pytest.approx(3), 4)
    assert shown("d", 10_000).weight == shown("e", 1, propensity=1e-9).weight == MOST_WEIGHT
    assert shown("f", 0).weight == 1  # it had left the list


def test_a_pair_has_the_same_inputs_whoever_asks():
    forward, backward = sides([shown("a", 1)])
    table = columns(forward, backward)
    assert np.array_equal(table, columns(backward, forward), equal_nan=True)
    assert table.shape == (1, len(COLUMNS))
    assert table[0, 0] == 0.6
    assert table[0, len(FEATURES)] == 0.5  # the lower way
    assert np.isnan(table).sum() == len(COLUMNS) - 2
