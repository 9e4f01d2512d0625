"""What past stays took: figures of many of them, and what may be expected of the next."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest

from market import figures
from market.clocks import Pause
from market.figures import Stay
from market.vocabularies import calendar
from market.vocabularies.calendar import Span, Unit
from tests.unit.days import DUE, FIVE, MONDAY, SECOND, march


@pytest.fixture(autouse=True)
def _as_announced() -> Iterator[None]:
    calendar.use({})
    yield
    calendar.use({})


def stay(left: datetime | None, office: str = "Intake", limit: int | None = 5, pauses: tuple[Pause, ...] = ()) -> Stay:
    due = None if limit is None else calendar.after(MONDAY, limit)
    span = None if limit is None else Span(limit, Unit.WORKING_DAY)
    return Stay("submitted", office, MONDAY, left, due, span, pauses)


TOOK_1_TO_5 = [stay(march(day, 23, 59, 59)) for day in (10, 11, 12, 13, 16)]
NOW = march(31)


def test_what_a_stay_used_is_counted_in_working_days() -> None:
    assert stay(march(16, 12)).used_days(NOW) == 4.5
    assert stay(None).used_days(march(11, 6)) == 1.25
    assert stay(march(9, 18)).used_days(NOW) == 0  # on the day itself
    assert stay(march(16, 12), pauses=((march(10, 9), march(12, 9)),)).used_days(NOW) == 2.5
    assert stay(march(16, 12), pauses=((march(10, 9), None),)).used_days(NOW) == 1


def test_the_limit_is_in_working_days_whatever_the_unit_of_the_deadline() -> None:
    assert stay(NOW).limit_days() == 5
    assert stay(NOW, limit=None).limit_days() is None
    natural = Stay("notice", "Intake", MONDAY, NOW, None, Span(7, Unit.DAY))
    assert natural.limit_days() == 5
    kept = Stay("notice", "Intake", MONDAY, NOW, calendar.after(MONDAY, 3), Span(7, Unit.DAY))
    assert kept.limit_days() == 3
    assert Stay("notice", "Intake", MONDAY, NOW, calendar.after(MONDAY, 3), None).limit_days() == 3
    pause = ((march(10, 9), march(12, 9)),)
    assert Stay("notice", "Intake", MONDAY, NOW, None, FIVE, pause).limit_days() == 5


def test_a_stay_is_overdue_after_the_end_of_its_last_day() -> None:
    assert not stay(DUE).is_overdue(NOW)
    assert not stay(DUE + timedelta(microseconds=999_999)).is_overdue(NOW)
    assert stay(DUE + SECOND).is_overdue(NOW)
    assert stay(None).is_overdue(NOW)
    assert not stay(None).is_overdue(march(12))
    assert not stay(NOW, limit=None).is_overdue(NOW)


def test_figures_say_what_stays_took_and_saved() -> None:
    late = stay(march(18, 23, 59, 59))
    found = figures.figures([*TOOK_1_TO_5, late], NOW)
    assert found.n == 6
    assert found.median == 3.5
    assert found.p80 == 5  # linear between ranks: 1 2 3 4 5 7, place 0.8 x 5
    assert found.overdue == pytest.approx(1 / 6)
    assert found.saved == 10  # 4 + 3 + 2 + 1 + 0
    assert found.net == 8


def test_the_quantile_is_linear_between_ranks() -> None:
    found = figures.figures(TOOK_1_TO_5[:2], NOW)
    assert (found.median, found.p80) == (1.5, pytest.approx(1.8))


def test_what_lasts_is_counted_only_once_it_is_overdue() -> None:
    lasting = [stay(None), stay(None, limit=None)]
    soon = figures.figures([*TOOK_1_TO_5, *lasting], march(12))
    assert (soon.n, soon.overdue) == (5, 0)
    assert figures.figures([*TOOK_1_TO_5, *lasting], NOW).overdue == pytest.approx(1 / 6)
    assert figures.figures([*TOOK_1_TO_5, *lasting], NOW).n == 5
    assert figures.figures([*TOOK_1_TO_5, *lasting], NOW).net == 10


def test_where_nothing_was_counted_nothing_is_said() -> None:
    assert figures.figures([], NOW) == figures.Figures(0, None, None, None, 0, 0)
    unlimited = figures.figures([stay(march(11, 23, 59, 59), limit=None)], NOW)
    assert unlimited == figures.Figures(1, 2, 2, None, 0, 0)


def test_five_stays_of_late_say_what_to_expect() -> None:
    assert figures.expected(TOOK_1_TO_5, NOW) == figures.Expected(3, pytest.approx(4.2), 5)
    assert figures.expected([*TOOK_1_TO_5, TOOK_1_TO_5[0]], NOW) == figures.Expected(2.5, 4, 6)
    assert figures.expected(TOOK_1_TO_5[:4], NOW) is None
    assert figures.expected([*TOOK_1_TO_5[:4], stay(None)], NOW) is None


def test_what_is_long_past_or_still_to_come_says_nothing_of_what_to_expect() -> None:
    first, last = march(10, 23, 59, 59), march(16, 23, 59, 59)
    assert figures.expected(TOOK_1_TO_5, first + timedelta(days=180)) is not None
    assert figures.expected(TOOK_1_TO_5, first + timedelta(days=180) + SECOND) is None
    assert figures.expected(TOOK_1_TO_5, last) is not None
    assert figures.expected(TOOK_1_TO_5, last - SECOND) is None
    assert figures.expected(TOOK_1_TO_5, march(26), within_days=10) is None
