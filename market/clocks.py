"""Clocks: how much of its time a case has used, and when its card turns.

Time is counted as deadlines are (民法典, articles 201 to 203). The day of the event is not counted: a clock stands at
nothing until the midnight after it. From then on a counted day adds its part between 0:00 and 24:00 in China, whole
from its last second on, because deadlines fall on that second; a day off, or paused, adds nothing. So 5 working days
are used up exactly at their end, in whatever hour they began and whatever weekends lie between.
"""

from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import cached_property

from market import clock
from market.vocabularies import calendar
from market.vocabularies.calendar import LAST_SECOND, Span, Unit, day_of

ONE_DAY = timedelta(days=1)
YELLOW_FROM = 0.8  # of the time that a clock has

Pause = tuple[datetime, datetime | None]  # from, to; None while it lasts


class Card(StrEnum):
    """How urgent a deadline is: 80 % of its time used is yellow, all of it red."""

    NONE = "none"
    YELLOW = "yellow"
    RED = "red"


def elapsed(since: datetime, at: datetime, unit: Unit, paused: Set[date] = frozenset()) -> timedelta:
    """The time counted between an event and a moment, in days of 24 hours: working days, or every day.

    Returns: nothing while the day of the event lasts, and before it.
    Raises: UnknownYear when working days of a year are asked for whose holidays are unknown.
    """
    first, last = day_of(since), day_of(at)
    if last <= first:
        return timedelta()
    whole = _counted(first, last - ONE_DAY, unit, paused)
    return whole * ONE_DAY + _counted(last - ONE_DAY, last, unit, paused) * _part_of_day(at)


def _counted(first: date, last: date, unit: Unit, paused: Set[date]) -> int:
    """The days after the first, up to and with the last, that are counted."""
    left_out = sum(calendar.days_between(day - ONE_DAY, day, unit) for day in paused if first < day <= last)
    return calendar.days_between(first, last, unit) - left_out


def _part_of_day(at: datetime) -> timedelta:
    local = at.astimezone(clock.CHINA)
    if local.time() >= LAST_SECOND:
        return ONE_DAY
    return local - datetime.combine(local.date(), time(), clock.CHINA)


def used(since: datetime, due: datetime, at: datetime, unit: Unit, paused: Set[date] = frozenset()) -> float:
    """The share of a clock's time that is used at a moment: 0 at its start, 1 when it is due, more once it is over.

    Raises: UnknownYear when working days of a year are asked for whose holidays are unknown.
    """
    total = elapsed(since, due, unit, paused)
    if not total:  # due on the day of the event itself
        return float(at >= due)
    return elapsed(since, at, unit, paused) / total


def card_at(moment: datetime, since: datetime, due: datetime | None, unit: Unit = Unit.WORKING_DAY) -> Card:
    """The card of a case that entered its state `since` and must leave it by `due`, which was set in that unit.

    Raises: UnknownYear when the time before `due` runs through a year whose holidays are unknown.
    """
    if due is None:
        return Card.NONE
    if moment >= due:
        return Card.RED
    return _card_before_end(used(since, due, moment, unit))


def _card_before_end(share: float) -> Card:
    return Card.YELLOW if share >= YELLOW_FROM else Card.NONE


def yellow_at(moment: datetime, span: Span, paused: Set[date] = frozenset()) -> datetime:
    """The first moment at which 80 % of a span's time is used.

    Raises: UnknownYear as `calendar.end_of`.
    """
    day = day_of(moment)
    left = elapsed(moment, calendar.end_of(moment, span, paused), span.unit, paused) * YELLOW_FROM
    while left > timedelta():
        day += ONE_DAY
        if day not in paused:
            left -= calendar.days_between(day - ONE_DAY, day, span.unit) * ONE_DAY
    midnight_after = datetime.combine(day + ONE_DAY, time(), clock.CHINA)
    return min(midnight_after + left, _end_of_day(day)).astimezone(UTC)


def _end_of_day(day: date) -> datetime:
    return datetime.combine(day, LAST_SECOND, clock.CHINA)


def covered(pauses: Iterable[tuple[datetime, datetime]]) -> frozenset[date]:
    """The days that pauses take out of a clock: from the day after a pause began to the day on which it ended.

    A pause is a time like any other, so the day of the event that begins it is not counted to it (article 201), and
    stays with the clock; one that begins and ends on the same day takes out none.
    """
    return frozenset(
        day_of(start) + place * ONE_DAY
        for start, end in pauses
        for place in range(1, (day_of(end) - day_of(start)).days + 1)
    )


@dataclass(frozen=True)
class Clock:
    """The clock of a case: when it began, how long it has, and when it stood still.

    A pause moves the end by the days of the span's unit that it covered. While one lasts, an end or a card after it
    is not known: `due` and `yellow_at` are None, and `used` stays where it was.
    """

    since: datetime
    span: Span
    pauses: Sequence[Pause] = ()

    def __post_init__(self) -> None:
        if any(end is not None and end < start for start, end in self.pauses):
            raise ValueError("a pause ends before it begins")

    @cached_property
    def due(self) -> datetime | None:
        """The end of its last day. Raises: UnknownYear."""
        return self._if_reached(self._end)

    @cached_property
    def yellow_at(self) -> datetime | None:
        """The first moment of the yellow card. Raises: UnknownYear."""
        return self._if_reached(yellow_at(self.since, self.span, self._paused))

    def used(self, at: datetime) -> float:
        """The share of its time that is used; while a pause lasts, of the time it has if it went on at once."""
        running = at if self._stopped is None else min(at, _end_of_day(self._stopped))
        return used(self.since, self._end, running, self.span.unit, self._paused)

    def card(self, at: datetime) -> Card:
        """The card at a moment; what is overdue needs no calendar of later years."""
        if self.due is not None and at >= self.due:
            return Card.RED
        return _card_before_end(self.used(at))

    @cached_property
    def _paused(self) -> frozenset[date]:
        return covered((start, end) for start, end in self.pauses if end is not None)

    @cached_property
    def _stopped(self) -> date | None:
        """The last day before a pause that still lasts."""
        return min((day_of(start) for start, end in self.pauses if end is None), default=None)

    @cached_property
    def _end(self) -> datetime:
        return calendar.end_of(self.since, self.span, self._paused)

    def _if_reached(self, moment: datetime) -> datetime | None:
        return moment if self._stopped is None or day_of(moment) <= self._stopped else None
