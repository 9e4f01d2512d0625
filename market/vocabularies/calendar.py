"""Working days in China: weekdays less the State Council's holidays plus its make-up days (调休).

The notices come with the package `chinesecalendar`; an operator may add a year by a file. A year that nobody has
announced is refused, not guessed, unless the installation says that weekdays are good enough (a demonstration may).
Spans of time are kept in the unit that the law gives them (工作日, 日, 月, 年), and never converted.
"""

import csv
from calendar import isleap, monthrange
from collections.abc import Mapping, Set
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import cache
from itertools import accumulate
from pathlib import Path

import chinese_calendar

from market import clock
from market.errors import Message, NotPossible

LAST_SECOND = time(23, 59, 59)  # of a deadline's last day, which ends at 24:00


class Unit(StrEnum):
    """What the law counts in: 工作日, 日 (every day of the week), 月, 年."""

    WORKING_DAY = "working_day"
    DAY = "day"
    MONTH = "month"
    YEAR = "year"


@dataclass(frozen=True)
class Span:
    """A length of time as a rule gives it: 5 working days, 30 days, 3 months, 15 years."""

    count: int
    unit: Unit

    def __post_init__(self) -> None:
        if self.count < 0:
            raise ValueError("a span of time is not negative")


class UnknownYear(NotPossible):
    """Nobody has announced the holidays of that year yet, or nobody has told this site."""


_added: dict[date, bool] = {}
_assumes_weekdays = False


def use(added: Mapping[date, bool], *, assume_weekdays: bool = False) -> None:
    """Set, for this process, the days that an operator added and whether unknown years count weekdays."""
    global _assumes_weekdays
    _added.clear()
    _added.update(added)
    _assumes_weekdays = assume_weekdays
    _worked.cache_clear()
    _so_far.cache_clear()


def read_days(path: Path) -> dict[date, bool]:
    """The days of a CSV file with the columns `day` (2027-01-01) and `works` (1 or 0); whole years only.

    Raises: ValueError when a line cannot be read, or a year is not whole.
    """
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = csv.DictReader(file)
        days = dict(_read_day(path, rows.line_num, row) for row in rows)
    for year in {day.year for day in days}:
        whole = (date(year + 1, 1, 1) - date(year, 1, 1)).days
        if sum(day.year == year for day in days) != whole:
            raise ValueError(f"{path.name}: {year} is not whole; every day of the year has to be listed")
    return days


def _read_day(path: Path, line: int, row: Mapping[str, str | None]) -> tuple[date, bool]:
    day, works = (row.get("day") or "").strip(), (row.get("works") or "").strip()
    try:
        return date.fromisoformat(day), {"1": True, "0": False}[works]
    except (ValueError, KeyError):
        raise ValueError(f"{path.name}, line {line}: expected a day such as 2027-01-01, and 1 or 0") from None


def is_working_day(day: date) -> bool:
    """Whether offices work on that day.

    Raises: UnknownYear when nobody has announced the holidays of that year yet.
    """
    return _worked(day.year)[_place(day)]


def days_between(first: date, last: date, unit: Unit = Unit.WORKING_DAY) -> int:
    """The days after the first, up to and with the last: working days, or every day for the other units.

    Returns: 0 when the last is not later than the first.
    Raises: UnknownYear when working days of a year are asked for whose holidays are unknown.
    """
    if last <= first:
        return 0
    if unit is not Unit.WORKING_DAY:
        return (last - first).days
    whole_years = sum(_so_far(year)[-1] for year in range(first.year, last.year))
    return whole_years + _so_far(last.year)[_place(last)] - _so_far(first.year)[_place(first)]


@cache
def _worked(year: int) -> tuple[bool, ...]:
    """For each day of a year, whether it is worked; `use` empties what is kept here."""
    days = [date(year, 1, 1) + timedelta(days=place) for place in range(365 + isleap(year))]
    if all(day in _added for day in days):
        return tuple(_added[day] for day in days)
    try:
        return tuple(_added.get(day, bool(chinese_calendar.is_workday(day))) for day in days)
    except NotImplementedError:
        if _assumes_weekdays:
            return tuple(_added.get(day, day.weekday() < 5) for day in days)
        raise UnknownYear(
            Message(
                "The holidays of {year} are not known here yet, so no deadline can be set. "
                "The site's operator has to add them (setting WORKING_DAYS_FILE).",
                {"year": year},
            )
        ) from None


@cache
def _so_far(year: int) -> tuple[int, ...]:
    """For each day of a year, the working days from 1 January up to and with it."""
    return tuple(accumulate(_worked(year)))


def _place(day: date) -> int:
    return day.timetuple().tm_yday - 1


def day_of(moment: datetime) -> date:
    """The day in China on which a moment lies."""
    return moment.astimezone(clock.CHINA).date()


def end_of(moment: datetime, span: Span, paused: Set[date] = frozenset()) -> datetime:
    """The end of a span that begins with an event: 23:59:59 in China, so that it still has the date of its last day.

    The day of the event is not counted (民法典, article 201). Months and years end on the day of the same number, or on
    the month's last where there is none (202). An end on a day off moves to the next working day (203); a make-up day
    is worked. Days, months and years know no holidays before that.

    Args:
        paused: days that are not counted, and on which nothing ends.

    Raises: UnknownYear when the span counts, or would end in, a year whose holidays are unknown.
    """
    day = day_of(moment)
    left = _days_in(span, day)
    while left > 0 or day in paused or not is_working_day(day):
        day += timedelta(days=1)
        left -= day not in paused and (span.unit is not Unit.WORKING_DAY or is_working_day(day))
    return datetime.combine(day, LAST_SECOND, clock.CHINA).astimezone(UTC)


def _days_in(span: Span, day: date) -> int:
    """How many days, or working days, a span has that begins with the day after this one."""
    if span.unit in (Unit.WORKING_DAY, Unit.DAY):
        return span.count
    return (months_later(day, span.count * (12 if span.unit is Unit.YEAR else 1)) - day).days


def months_later(day: date, months: int) -> date:
    """The day of the same number so many months later (earlier for negative ones), or the month's last (民法典 202)."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def after(moment: datetime, working_days: int) -> datetime:
    """The end of the last of so many working days after a moment; the day of the moment itself is not counted.

    Raises: UnknownYear when it would run into a year whose holidays are unknown.
    """
    return end_of(moment, Span(working_days, Unit.WORKING_DAY))


def days_left(due: datetime, at: datetime, unit: Unit = Unit.WORKING_DAY) -> int:
    """Days of that unit from a moment to a deadline: 0 on its last day, negative once it is over."""
    first, last = day_of(at), day_of(due)
    if due <= at:
        return -max(1, days_between(last, first, unit))
    return days_between(first, last, unit)
