"""The time: as it is, or held."""

from contextlib import suppress
from contextvars import Context
from datetime import UTC, date, datetime, timedelta

import pytest

from market import clock

EVENING = datetime(2026, 3, 11, 16, 0, tzinfo=UTC)  # midnight in China


def test_time_stands_still_while_it_is_held_and_goes_on_afterwards() -> None:
    before = clock.now()
    with suppress(KeyError), clock.held_at(EVENING.astimezone(clock.CHINA)):
        assert clock.now() == EVENING
        assert clock.now().tzinfo is UTC
        raise KeyError
    assert clock.now() == before


def test_nobody_holds_it_outside_a_context() -> None:
    before = datetime.now(UTC)
    assert before <= Context().run(clock.now) <= datetime.now(UTC)


def test_the_day_is_that_of_china() -> None:
    with clock.held_at(EVENING):
        assert clock.today() == date(2026, 3, 12)
    with clock.held_at(EVENING - timedelta(seconds=1)):
        assert clock.today() == date(2026, 3, 11)


def test_a_moment_without_a_zone_is_no_moment() -> None:
    with pytest.raises(ValueError, match="time zone"), clock.held_at(datetime(2026, 3, 11)):  # noqa: DTZ001
        raise AssertionError("not reached")
