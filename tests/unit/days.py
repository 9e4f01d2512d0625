"""A week of March 2026 without holidays, for tests of clocks and of figures."""

from datetime import datetime, timedelta

from market import clock
from market.vocabularies.calendar import Span, Unit

FIVE = Span(5, Unit.WORKING_DAY)
SECOND = timedelta(seconds=1)


def march(day: int, hour: int = 12, minute: int = 0, second: int = 0) -> datetime:
    """A moment in March 2026, which begins with a Sunday and has no holidays."""
    return datetime(2026, 3, day, hour, minute, second, tzinfo=clock.CHINA)


MONDAY = march(9, 15)
DUE = march(16, 23, 59, 59)  # five working days after
