"""The working calendar against the State Council's notices, day by day."""

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from market.vocabularies import calendar

NOTICES: list[dict[str, Any]] = json.loads(Path("seeds/calendar/notices.json").read_text(encoding="utf-8"))
EVERY_DAY = [date(2019, 1, 1) + timedelta(days=place) for place in range(2_922)]


def in_force() -> list[dict[str, Any]]:
    """The holidays of all years; a later notice replaces what an earlier one said of the same holiday."""
    holidays = {(notice["year"], holiday["name"]): holiday for notice in NOTICES for holiday in notice["holidays"]}
    return list(holidays.values())


def days_of(holiday: dict[str, Any]) -> set[date]:
    first, last = date.fromisoformat(holiday["first"]), date.fromisoformat(holiday["last"])
    return {first + timedelta(days=place) for place in range((last - first).days + 1)}


def made_up(holiday: dict[str, Any]) -> set[date]:
    return {date.fromisoformat(day) for day in holiday["worked"]}


def test_the_notices_are_in_the_order_in_which_they_were_signed_and_number_every_year() -> None:
    assert [notice["signed"] for notice in NOTICES] == sorted(notice["signed"] for notice in NOTICES)
    assert {notice["year"] for notice in NOTICES} == set(range(2019, 2027))
    assert len({notice["number"] for notice in NOTICES}) == 10


def test_no_day_is_both_a_holiday_and_made_up_for_and_only_weekends_make_up() -> None:
    holidays = set().union(*map(days_of, in_force()))
    worked = set().union(*map(made_up, in_force()))
    assert not holidays & worked
    assert all(day.weekday() >= 5 for day in worked)


@pytest.mark.parametrize("year", range(2019, 2027))
def test_each_year_gives_as_many_days_off_as_the_law(year: int) -> None:
    by_law = {2020: 13}.get(year, 11 if year < 2025 else 13)  # 31 January and 1 February 2020 came on top
    mine = [holiday for holiday in in_force() if holiday["last"].startswith(str(year))]
    weekdays = sum(day.weekday() < 5 for holiday in mine for day in days_of(holiday))
    assert weekdays - sum(len(made_up(holiday)) for holiday in mine) == by_law


@pytest.mark.parametrize("year", range(2019, 2027))
def test_every_day_is_worked_or_not_as_the_notices_say(year: int) -> None:
    holidays = set().union(*map(days_of, in_force()))
    worked = set().union(*map(made_up, in_force()))
    for day in (day for day in EVERY_DAY if day.year == year):
        said = day in worked or (day.weekday() < 5 and day not in holidays)
        assert calendar.is_working_day(day) == said, day


def test_the_eight_years_are_covered_to_their_last_day() -> None:
    assert EVERY_DAY[-1] == date(2026, 12, 31)
    assert sum(map(calendar.is_working_day, EVERY_DAY)) == calendar.days_between(date(2018, 12, 31), EVERY_DAY[-1])


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2019, 5, 2), False),  # Labour Day 2019 was prolonged in March
        (date(2019, 5, 5), True),
        (date(2020, 1, 31), False),  # Spring Festival 2020 was prolonged in January
        (date(2020, 2, 1), False),
        (date(2020, 2, 3), True),
        (date(2024, 2, 9), True),  # New Year's eve, before it was a holiday by law
        (date(2025, 1, 28), False),
        (date(2025, 5, 2), False),
    ],
)
def test_changed_notices_and_the_law_of_2025_are_known(day: date, works: bool) -> None:
    assert calendar.is_working_day(day) is works
