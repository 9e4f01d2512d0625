"""Clocks: how much of its time a case has used, when its card turns, and what past cases took.

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

import numpy as np

from market import clock
from market.vocabularies import calendar
from market.vocabularies.calendar import LAST_SECOND, Span, Unit, day_of

ONE_DAY = timedelta(days=1)
YELLOW_FROM = 0.8  # of the time that a clock has
FEWEST = 5  # stays that an expectation rests on

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


@dataclass(frozen=True)
class Stay:
    """One stay of a case in a state, and the office that had to move it on.

    `left_at` is None while it lasts. `due_at` is the deadline as it was kept; where none was kept, it follows from
    `span`; without either the stay has no limit.
    """

    state: str
    office: str
    entered_at: datetime
    left_at: datetime | None
    due_at: datetime | None
    span: Span | None
    pauses: Sequence[Pause] = ()

    def used_days(self, until: datetime) -> float:
        """The working days that it has taken when it was left, or until a moment while it lasts."""
        return self._working_days(self.left_at or until)

    def limit_days(self) -> float | None:
        """The working days between its beginning and its deadline, whatever unit the deadline was counted in."""
        return None if self._due is None else self._working_days(self._due)

    def is_overdue(self, at: datetime) -> bool:
        """Whether it was left, or still lasted at a moment, after 24:00 of the deadline's day."""
        return self._due is not None and (self.left_at or at).replace(microsecond=0) > self._due

    def _working_days(self, until: datetime) -> float:
        paused = covered((start, end or until) for start, end in self.pauses)
        return elapsed(self.entered_at, until, Unit.WORKING_DAY, paused) / ONE_DAY

    @cached_property
    def _due(self) -> datetime | None:
        if self.due_at is not None or self.span is None:
            return self.due_at
        return Clock(self.entered_at, self.span, self.pauses).due


@dataclass(frozen=True)
class Figures:
    """What stays took, in working days. Quantiles are linear (type 7 of Hyndman and Fan, 1996; numpy's default).

    `n`, `median` and `p80` are of the stays that were left; `overdue` is the share of the late among those with a
    deadline that were left or are late already; `saved` sums what was left of the limit over those in time, `net`
    over all that had a limit. None: there was nothing to count.
    """

    n: int
    median: float | None
    p80: float | None
    overdue: float | None
    saved: float
    net: float


def figures(stays: Sequence[Stay], at: datetime) -> Figures:
    """The figures of stays as they are known at a moment; of those that last, only what is overdue is counted."""
    left = [stay for stay in stays if stay.left_at is not None]
    taken = [stay.used_days(at) for stay in left]
    median, p80 = _median_and_p80(taken) if taken else (None, None)
    limited = [stay for stay in stays if stay.limit_days() is not None]
    late = [stay.is_overdue(at) for stay in limited if stay.left_at is not None or stay.is_overdue(at)]
    spared = [
        (limit - days, stay.is_overdue(at))
        for stay, days in zip(left, taken, strict=True)
        if (limit := stay.limit_days()) is not None
    ]
    return Figures(
        n=len(taken),
        median=median,
        p80=p80,
        overdue=sum(late) / len(late) if late else None,
        saved=sum(days for days, overdue in spared if not overdue),
        net=sum(days for days, _ in spared),
    )


def per_office(stays: Iterable[Stay], at: datetime) -> dict[str, Figures]:
    """The figures of each office, by its name."""
    of_office: dict[str, list[Stay]] = {}
    for stay in stays:
        of_office.setdefault(stay.office, []).append(stay)
    return {office: figures(of_office[office], at) for office in sorted(of_office)}


@dataclass(frozen=True)
class Expected:
    """How long such a stay may take, in working days, after the `n` that were left lately; quantiles as in Figures."""

    median: float
    p80: float
    n: int


def expected(stays: Iterable[Stay], now: datetime, within_days: int = 180) -> Expected | None:
    """What may be expected after the stays left within so many days before now; None when they are fewer than five."""
    earliest = now - within_days * ONE_DAY
    lately = [stay.used_days(now) for stay in stays if stay.left_at is not None and earliest <= stay.left_at <= now]
    if len(lately) < FEWEST:
        return None
    return Expected(*_median_and_p80(lately), n=len(lately))


def _median_and_p80(days: Sequence[float]) -> tuple[float, float]:
    median, p80 = np.quantile(days, (0.5, 0.8), method="linear")
    return float(median), float(p80)
