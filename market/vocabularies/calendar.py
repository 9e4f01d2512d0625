"""Working days in China: weekdays less the State Council's holidays plus its make-up days (调休).

The notices come with the package `chinesecalendar`; an operator may add a year by a file. A year that nobody has
announced is refused, not guessed, unless the installation says that weekdays are good enough (a demonstration may).
"""

import csv
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import chinese_calendar

from market import clock
from market.errors import Message, NotPossible
from market.workflow import Deadline, Unit


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
    if day in _added:
        return _added[day]
    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:
        if _assumes_weekdays:
            return day.weekday() < 5
        raise UnknownYear(
            Message(
                "The holidays of {year} are not known here yet, so no deadline can be set. "
                "The site's operator has to add them (setting WORKING_DAYS_FILE).",
                {"year": day.year},
            )
        ) from None


def after(moment: datetime, working_days: int) -> datetime:
    """The end of the last of so many working days after a moment; the day of the moment itself is not counted.

    Raises: UnknownYear when it would run into a year whose holidays are unknown.
    """
    day = moment.astimezone(clock.CHINA).date()
    left = working_days
    while left > 0:
        day += timedelta(days=1)
        left -= is_working_day(day)
    return datetime.combine(day, time(23, 59, 59), clock.CHINA).astimezone(UTC)


def end_of(moment: datetime, deadline: Deadline) -> datetime:
    """The end of a deadline that begins at a moment, in the unit that the law counts it in.

    Raises: UnknownYear.
    """
    if deadline.unit is Unit.WORKING_DAY:
        return after(moment, deadline.count)
    day = moment.astimezone(clock.CHINA).date() + timedelta(days=deadline.count)
    while not is_working_day(day):  # 民法典 203: a last day that is a holiday gives way to the next working day
        day += timedelta(days=1)
    return datetime.combine(day, time(23, 59, 59), clock.CHINA).astimezone(UTC)


def days_left(due: datetime, at: datetime) -> int:
    """Working days from a moment to a deadline: 0 on its last day, negative once it is over."""
    first, last = at.astimezone(clock.CHINA).date(), due.astimezone(clock.CHINA).date()
    sign = 1 if last >= first else -1
    earlier, later = sorted((first, last))
    span = (later - earlier).days
    count = sum(is_working_day(earlier + timedelta(days=offset)) for offset in range(1, span + 1))
    if due <= at:
        return -max(1, count)
    return sign * count
