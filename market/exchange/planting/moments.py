"""When things happened in the planted past: counted back from the day of planting, in office hours."""

import hashlib
from datetime import date, datetime, time, timedelta

from market import clock
from market.vocabularies import calendar

PAST_DAYS = 400  # how long the market has been open
OPENING, CLOSING = 9 * 60, 17 * 60 + 30  # minutes of the day


def fraction(key: str) -> float:
    """A number from 0 up to 1 that belongs to a key, the same each time."""
    return int.from_bytes(hashlib.sha256(key.encode()).digest()[:6], "big") / 2**48


class Moments:
    """Moments before the day of planting, `anchor`."""

    def __init__(self, anchor: datetime) -> None:
        self.anchor = anchor
        self.today = anchor.astimezone(clock.CHINA).date()
        self.start = anchor - timedelta(days=PAST_DAYS + 1)

    def day(self, days: int) -> date:
        """The day so many days after planting; before it where negative."""
        return self.today + timedelta(days=days)

    def ago(self, days: float, key: str) -> datetime:
        """A moment of office hours so many days ago, or on the working day before."""
        return self._in_office_hours(self.day(-round(days)), key)

    def working_days_ago(self, days: int, key: str) -> datetime:
        """A moment of office hours so many working days before planting."""
        day = self.today
        for _ in range(days):
            day = _working_day(day - timedelta(days=1))
        return self._in_office_hours(day, key)

    def between(self, first: datetime, last: datetime, key: str) -> datetime:
        """A moment of office hours that belongs to the key; `first` where there is no room."""
        if last <= first:
            return first
        moment = first + (last - first) * fraction(key)
        return max(first, self._in_office_hours(moment.astimezone(clock.CHINA).date(), key))

    def _in_office_hours(self, day: date, key: str) -> datetime:
        seconds = round((OPENING + (CLOSING - OPENING) * fraction(f"time of {key}")) * 60)
        hour = time(seconds // 3600, seconds // 60 % 60, seconds % 60)
        return min(self.anchor, datetime.combine(_working_day(day), hour, clock.CHINA))


def _working_day(day: date) -> date:
    """The day itself, or the last working day before it."""
    while not _is_working_day(day):
        day -= timedelta(days=1)
    return day


def _is_working_day(day: date) -> bool:
    try:
        return calendar.is_working_day(day)
    except calendar.UnknownYear:  # no deadline depends on this, so a guess will do
        return day.weekday() < 5
