"""What those who wait are told: with whom the file is, and how long that took of late."""

from datetime import datetime

import pytest

from market import clock
from market.pairings import stays
from market.pairings.models import PairingState as State

MONDAY = datetime(2026, 3, 2, 10, 0, tzinfo=clock.CHINA)


def leave(market, town, day: int) -> None:
    """A file that comes in on Monday, 2 March, and is taken in at the midnight that ends another day of that month."""
    with clock.held_at(MONDAY):
        pairing = market.pairing(State.SUBMITTED)
    with clock.held_at(MONDAY.replace(day=day, hour=23, minute=59, second=59)):
        town.take(town.intake, pairing, "take_in")


def test_the_median_and_the_80th_percentile_of_late_are_told(session, market, town) -> None:
    for day in (3, 4, 4, 5, 6):
        leave(market, town, day)
    usual = stays.expected(session, market.pairing(State.SUBMITTED))
    assert usual is not None
    assert (usual.median, usual.n) == (2.0, 5)
    assert usual.p80 == pytest.approx(3.2)


def test_below_five_nothing_is_told(session, market, town) -> None:
    for day in (3, 4, 4, 5):
        leave(market, town, day)
    assert stays.expected(session, market.pairing(State.SUBMITTED)) is None


def test_files_of_another_kind_of_money_do_not_count(session, market, town) -> None:
    for day in (3, 4, 4, 5, 6):
        leave(market, town, day)
    assert stays.expected(session, market.pairing(State.SUBMITTED, need=market.need())) is None
