"""The plan: a table of what is read for how many rows."""

import pytest

from matching.index.planner import Near, Plan, Way, plan

MILLION = 1_000_000


@pytest.mark.parametrize(
    ("rows", "allowed", "k", "coarse", "way"),
    [
        (0, 0, 10, False, Way.NOTHING),
        (1_300, 0, 10, False, Way.NOTHING),
        (1_300, 1_300, 0, False, Way.NOTHING),
        (1_300, 1_300, -1, False, Way.NOTHING),
        (1_300, 1_300, 10, False, Way.ALL),
        (1_300, 130, 10, False, Way.CHOSEN),
        (19_999, 15_000, 10, False, Way.CHOSEN),
        (100_000, 100_000, 10, True, Way.COARSE),
        (100_000, 10_000, 10, True, Way.COARSE),
        (100_000, 3_001, 10, True, Way.COARSE),
        (100_000, 3_000, 10, True, Way.CHOSEN),
        (100_000, 100, 10, True, Way.CHOSEN),
        (100_000, 1, 10, True, Way.CHOSEN),
        (100_000, 100_000, 100_000, True, Way.ALL),
        (100_000, 50_000, 5_000, True, Way.CHOSEN),
        (MILLION, MILLION, 10, True, Way.COARSE),
        (MILLION, 100_000, 10, True, Way.COARSE),
        (MILLION, 12_000, 10, True, Way.CHOSEN),
        (MILLION, MILLION, 2_000, True, Way.COARSE),
    ],
)
def test_what_is_read_follows_from_the_numbers(rows, allowed, k, coarse, way):
    assert plan(rows, allowed, k, coarse=coarse).way is way


def test_the_codes_are_asked_again_for_more_only_while_that_pays():
    assert plan(100_000, 100_000, 10, coarse=True) == Plan(Way.COARSE, (220, 880))
    assert plan(20_000, 3_000, 10, coarse=True) == Plan(Way.COARSE, (220,))


@pytest.mark.parametrize(
    ("allowed", "k", "way"),
    [
        (100_000, 10, Way.LISTS),
        (95_000, 10, Way.LISTS),
        (94_999, 10, Way.COARSE),
        (100_000, 20, Way.LISTS),
        (100_000, 21, Way.COARSE),
        (0, 10, Way.NOTHING),
    ],
)
def test_lists_are_read_for_few_answers_that_most_rows_may_give(allowed, k, way):
    assert plan(100_000, allowed, k, coarse=True, lists=True).way is way


@pytest.mark.parametrize(
    ("allowed", "k", "way"),
    [
        (94_999, 10, Way.LISTS),
        (8_000, 10, Way.LISTS),
        (7_999, 10, Way.COARSE),
        (10_000, 11, Way.COARSE),
    ],
)
def test_lists_that_serve_parts_are_read_down_to_a_twelfth_for_ten_answers(allowed, k, way):
    found = plan(100_000, allowed, k, coarse=True, lists=True, parts=True)
    assert found.way is way
    near = {94_999: Near(420, 26, of_a_part=True), 8_000: Near(2_500, 156, of_a_part=True)}
    assert found.near == ((near[allowed],) if way is Way.LISTS else ())


@pytest.mark.parametrize(
    ("allowed", "k", "near"),
    [
        (100_000, 10, (Near(250, 12),)),
        (100_000, 3, (Near(250, 12),)),
        (100_000, 20, (Near(500, 24),)),
        (99_999, 20, (Near(500, 24),)),
        (99_999, 10, (Near(250, 12), Near(400, 25, of_a_part=True))),
    ],
)
def test_what_the_first_lists_do_not_find_is_looked_for_in_more_of_them(allowed, k, near):
    assert plan(100_000, allowed, k, coarse=True, lists=True, parts=True).near == near


def test_what_the_lists_do_not_find_is_looked_for_in_all_codes():
    assert plan(100_000, 100_000, 10, coarse=True, lists=True) == Plan(Way.LISTS, (220, 880), (Near(250, 12),))
