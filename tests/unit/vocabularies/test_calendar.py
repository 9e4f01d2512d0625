"""The working calendar: holidays, make-up days, years that nobody announced, and deadlines."""

import importlib.util
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from market import clock
from market.errors import NotPossible
from market.vocabularies import calendar

WEDNESDAY = datetime(2026, 3, 11, 2, 0, tzinfo=UTC)
FIRST = datetime(2019, 1, 1, tzinfo=clock.CHINA)


@pytest.fixture(autouse=True)
def _as_announced() -> Iterator[None]:
    calendar.use({})
    yield
    calendar.use({})


def in_china(year: int, month: int, day: int, hour: int = 12) -> datetime:
    return datetime(year, month, day, hour, tzinfo=clock.CHINA)


@pytest.mark.parametrize(
    "day",
    [
        date(2025, 1, 1),
        date(2025, 1, 28),  # the eve of the spring festival
        date(2025, 5, 1),
        date(2025, 10, 8),
        date(2026, 1, 2),
        date(2026, 2, 17),
        date(2026, 2, 23),
        date(2026, 10, 7),
    ],
)
def test_nobody_works_on_an_announced_holiday(day: date) -> None:
    assert day.weekday() < 5
    assert not calendar.is_working_day(day)


@pytest.mark.parametrize(
    "day",
    [
        date(2025, 1, 26),
        date(2025, 2, 8),
        date(2025, 4, 27),
        date(2025, 9, 28),
        date(2025, 10, 11),
        date(2026, 1, 4),
        date(2026, 2, 14),
        date(2026, 2, 28),
        date(2026, 5, 9),
        date(2026, 9, 20),
        date(2026, 10, 10),
    ],
)
def test_a_weekend_day_that_makes_up_for_a_holiday_is_worked(day: date) -> None:
    assert day.weekday() >= 5
    assert calendar.is_working_day(day)


def test_other_weekdays_are_worked_and_other_weekends_are_not() -> None:
    assert calendar.is_working_day(date(2026, 3, 11))
    assert not calendar.is_working_day(date(2026, 3, 14))


def test_a_process_that_was_told_nothing_guesses_nothing() -> None:
    spec = importlib.util.find_spec("market.vocabularies.calendar")
    assert spec is not None
    assert spec.loader is not None
    untold = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(untold)
    with pytest.raises(untold.UnknownYear):
        untold.is_working_day(date(2035, 3, 12))


@pytest.mark.parametrize("year", [2003, 2035])
def test_a_year_that_nobody_announced_is_refused_by_name(year: int) -> None:
    with pytest.raises(NotPossible, match=f"holidays of {year}"):
        calendar.is_working_day(date(year, 3, 11))


def test_a_deadline_that_runs_into_an_unknown_year_is_refused() -> None:
    with pytest.raises(NotPossible, match="2035"):
        calendar.after(in_china(2034, 12, 31), 1)


def test_a_demonstration_may_count_weekdays_in_unknown_years() -> None:
    calendar.use({}, assume_weekdays=True)
    monday = date(2035, 3, 5)
    assert [calendar.is_working_day(monday + timedelta(days=place)) for place in range(7)] == [True] * 5 + [False] * 2
    assert not calendar.is_working_day(date(2026, 2, 17))  # what is known stays known


def test_an_operator_adds_a_year_by_a_file(tmp_path: Path) -> None:
    days = [date(2035, 1, 1) + timedelta(days=offset) for offset in range(365)]
    lines = [f"{day},{int(day.weekday() < 5 and day != date(2035, 1, 1))}" for day in days]
    path = tmp_path / "2035.csv"
    path.write_text("\ufeffday,works\r\n" + "\r\n".join(lines), encoding="utf-8")

    calendar.use(calendar.read_days(path))

    assert not calendar.is_working_day(date(2035, 1, 1))
    assert calendar.is_working_day(date(2035, 1, 2))


def test_a_file_may_have_several_years_each_of_them_whole(tmp_path: Path) -> None:
    path = tmp_path / "years.csv"
    days = [date(2035, 1, 1) + timedelta(days=place) for place in range(365 + 366)]

    def read(days: list[date]) -> dict[date, bool]:
        path.write_text("day,works\n" + "".join(f"{day},1\n" for day in days), encoding="utf-8")
        return calendar.read_days(path)

    assert read(days) == dict.fromkeys(days, True)
    for gone, year in ((0, 2035), (364, 2035), (365, 2036), (-1, 2036)):
        with pytest.raises(ValueError, match=f"{year} is not whole"):
            read([day for day in days if day != days[gone]])


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("day,works\n2035-01-01,0\n", "2035 is not whole"),
        ("day,works\n2035-13-01,0\n", "line 2"),
        ("date,open\n2035-01-01,0\n", "line 2"),
        ("day,works\n2035-01-01\n", "line 2"),
        ("day,works\n2035-01-01,yes\n", "line 2"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused(tmp_path: Path, text: str, told: str) -> None:
    path = tmp_path / "days.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match=told):
        calendar.read_days(path)


@pytest.mark.parametrize(
    ("start", "days", "end"),
    [
        (in_china(2026, 3, 11), 3, date(2026, 3, 16)),  # over a weekend
        (in_china(2026, 2, 13), 1, date(2026, 2, 14)),  # a Saturday that is worked
        (in_china(2026, 2, 14), 1, date(2026, 2, 24)),  # over the spring festival
        (in_china(2025, 12, 31), 1, date(2026, 1, 4)),
        (in_china(2026, 3, 14), 1, date(2026, 3, 16)),  # from a Saturday
        (in_china(2026, 3, 11), 0, date(2026, 3, 11)),
        (datetime(2026, 3, 11, 17, 0, tzinfo=UTC), 1, date(2026, 3, 13)),  # already the 12th in China
    ],
)
def test_a_deadline_ends_with_its_last_working_day_in_china(start: datetime, days: int, end: date) -> None:
    due = calendar.after(start, days)
    assert due.astimezone(clock.CHINA).date() == end
    assert due.astimezone(clock.CHINA).time().hour == 23


@pytest.mark.parametrize(
    ("due", "left"),
    [
        (in_china(2026, 3, 11, 23), 0),
        (in_china(2026, 3, 12, 23), 1),
        (in_china(2026, 3, 16, 23), 3),
        (in_china(2026, 3, 11, 1), -1),  # earlier on the same day
        (in_china(2026, 3, 10, 23), -1),
        (in_china(2026, 3, 6, 23), -3),
        (in_china(2026, 3, 8, 23), -3),  # a Sunday: Monday to Wednesday have passed since
    ],
)
def test_days_left_are_negative_once_it_is_over(due: datetime, left: int) -> None:
    assert calendar.days_left(due, in_china(2026, 3, 11)) == left


@settings(deadline=None)
@given(st.integers(1, 60))
def test_as_many_days_are_left_as_were_given(days: int) -> None:
    assert calendar.days_left(calendar.after(WEDNESDAY, days), WEDNESDAY) == days


def test_a_deadline_is_the_last_second_of_its_day_in_china() -> None:
    assert calendar.after(WEDNESDAY, 3) == datetime(2026, 3, 16, 15, 59, 59, tzinfo=UTC)
    assert calendar.after(WEDNESDAY, 3).tzinfo is UTC
