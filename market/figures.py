"""What past cases took: how long they stayed where, figures of many stays, and what to expect of the next."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

import numpy as np

from market.clocks import ONE_DAY, Clock, Pause, covered, elapsed
from market.vocabularies.calendar import Span, Unit

FEWEST = 5  # stays that an expectation rests on


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
