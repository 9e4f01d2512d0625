"""Periods and amounts of many listings as arrays, with the largest number standing for "no limit"."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from matching.edit import Edit
from matching.eligibility.conditions import SEEKS_MONEY, gives_money
from matching.records import Listing

Integers = NDArray[np.int64]
Rows = NDArray[np.int64]

NO_LIMIT = int(np.iinfo(np.int64).max)


@dataclass(frozen=True, slots=True)
class Periods:
    """First and last days as ordinals; `known` where a listing gives at least one of them."""

    starts: Integers
    ends: Integers
    known: NDArray[np.bool_]

    @classmethod
    def of(cls, listings: Sequence[Listing]) -> "Periods":
        """The periods of these listings."""
        return cls(
            _filled((_ordinal(one.starts_on) for one in listings), 0),
            _filled((_ordinal(one.ends_on) for one in listings), NO_LIMIT),
            np.array([bool(one.starts_on or one.ends_on) for one in listings], np.bool_),
        )

    def take(self, rows: Rows) -> "Periods":
        """Those of some listings."""
        return Periods(self.starts[rows], self.ends[rows], self.known[rows])

    def edited(self, edit: Edit, fresh: "Periods") -> "Periods":
        """Those after an edit."""
        return Periods(*edit.columns(self, fresh))

    def meet(self, other: "Periods", today: date) -> tuple[Integers, Integers]:
        """The first and the last common day from today on; the last lies before the first where there is none."""
        first = np.maximum(np.maximum(self.starts, other.starts), today.toordinal())
        return first, np.minimum(self.ends, other.ends)

    def days(self, today: date) -> NDArray[np.float64]:
        """How many days of each period are still to come, infinity for an open end."""
        left = self.ends - np.maximum(self.starts, today.toordinal()) + 1.0
        return np.where(self.ends == NO_LIMIT, np.inf, np.maximum(left, 0.0))


@dataclass(frozen=True, slots=True)
class Amounts:
    """What listings ask and give, in fen."""

    asks: Integers
    useful: Integers
    lowest: Integers
    highest: Integers
    seeks: NDArray[np.bool_]
    gives: NDArray[np.bool_]

    @classmethod
    def of(cls, listings: Sequence[Listing]) -> "Amounts":
        """The amounts of these listings."""
        asks = _filled((one.asks_fen for one in listings), NO_LIMIT)
        band = [one.offers_fen or (None, None) for one in listings]
        remaining = _filled((one.remaining_fen for one in listings), NO_LIMIT)
        return cls(
            asks,
            np.minimum(_filled((one.least_fen for one in listings), 0), asks),
            _filled((lowest for lowest, _ in band), 0),
            np.minimum(_filled((highest for _, highest in band), NO_LIMIT), remaining),
            np.array([one.kind in SEEKS_MONEY for one in listings], np.bool_),
            np.array([gives_money(one) for one in listings], np.bool_),
        )

    def take(self, rows: Rows) -> "Amounts":
        """Those of some listings."""
        return Amounts(*(getattr(self, name)[rows] for name in self.__dataclass_fields__))

    def edited(self, edit: Edit, fresh: "Amounts") -> "Amounts":
        """Those after an edit."""
        return Amounts(*edit.columns(self, fresh))

    def grants(self, other: "Amounts") -> tuple[Integers, Integers]:
        """The smallest and largest grant that suits both sides; no limit where no money passes between them."""
        ours, theirs = self.seeks & other.gives, other.seeks & self.gives
        least = np.where(theirs, np.maximum(self.lowest, other.useful), np.maximum(other.lowest, self.useful))
        most = np.where(theirs, np.minimum(self.highest, other.asks), np.minimum(other.highest, self.asks))
        return np.where(ours | theirs, least, 0), np.where(ours | theirs, most, NO_LIMIT)

    def asked(self, other: "Amounts") -> Integers:
        """What the side that seeks money asks, no limit where none does or it does not say."""
        ours, theirs = self.seeks & other.gives, other.seeks & self.gives
        return np.where(ours, self.asks, np.where(theirs, other.asks, NO_LIMIT))

    def limit(self, other: "Amounts") -> Integers:
        """The most that the side that gives money gives, no limit where none does or it does not say."""
        ours, theirs = self.seeks & other.gives, other.seeks & self.gives
        return np.where(ours, other.highest, np.where(theirs, self.highest, NO_LIMIT))


def _ordinal(day: date | None) -> int | None:
    return None if day is None else day.toordinal()


def _filled(values: Iterable[int | None], missing: int) -> Integers:
    return np.array([missing if value is None else value for value in values], np.int64)
