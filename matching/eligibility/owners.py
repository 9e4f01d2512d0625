"""Who is behind which rows of a market: looked up by organization, controller and tie."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.edit import GONE, Edit, Rows
from matching.numbers import Numbers
from matching.records import Listing, Owner


@dataclass(frozen=True, slots=True)
class Mentions:
    """Which row names whom: pairs of a row and the number of a name. Numbers are given once and never change."""

    numbers: Numbers
    rows: Rows
    named: NDArray[np.int64]

    @classmethod
    def of(cls, names: Iterable[Iterable[str]], numbers: Numbers) -> "Mentions":
        """Take the names in each row."""
        pairs = [(row, numbers.give(name)) for row, own in enumerate(names) for name in own]
        table = np.array(pairs, np.int64).reshape(-1, 2)
        return cls(numbers, table[:, 0], table[:, 1])

    def edited(self, edit: Edit, names: Iterable[Iterable[str]]) -> "Mentions":
        """The pairs after an edit, with the names in the fresh rows."""
        fresh = Mentions.of(names, self.numbers)
        now = edit.now[self.rows]
        kept = now != GONE
        rows = np.concatenate([now[kept], edit.fresh[fresh.rows]])
        return Mentions(self.numbers, rows, np.concatenate([self.named[kept], fresh.named]))

    def get(self, name: str) -> Sequence[int]:
        """The rows that name somebody."""
        number = self.numbers.find(name)
        return () if number is None else np.sort(self.rows[self.named == number]).tolist()


@dataclass(frozen=True, slots=True)
class Owners:
    """The rows of listings by what is behind them."""

    owned: Mentions
    controlled: Mentions  # by who stands behind them, supervisors too
    tied: Mentions  # by main donors and near relatives

    @classmethod
    def of(cls, listings: Sequence[Listing]) -> "Owners":
        """Take the listings in their order."""
        return cls(*(Mentions.of(names, Numbers()) for names in _behind(listings)))

    def edited(self, edit: Edit, listings: Sequence[Listing]) -> "Owners":
        """The rows after an edit, with the listings of the fresh ones."""
        old = (self.owned, self.controlled, self.tied)
        return Owners(*(one.edited(edit, names) for one, names in zip(old, _behind(listings), strict=True)))

    def of_owner(self, id: str) -> Sequence[int]:
        """The rows of one organization."""
        return self.owned.get(id)

    def perhaps_related(self, owner: Owner) -> Iterator[int]:
        """The rows of those who stand behind an organization, behind whom it stands, or who have somebody in common."""
        for one in owner.controllers | owner.supervisors | {f"org:{owner.id}"}:
            yield from self._behind(one)

    def perhaps_tied(self, owner: Owner) -> Iterator[int]:
        """The rows that a main donor or a near relative may tie to an organization."""
        for tie in owner.donors | owner.kin:
            yield from self._behind(tie)
        for one in owner.controllers | {f"org:{owner.id}"}:
            yield from self.tied.get(one)

    def _behind(self, who: str) -> Iterator[int]:
        """The rows that a person or an organization controls, and the organization's own."""
        yield from self.controlled.get(who)
        if who.startswith("org:"):
            yield from self.owned.get(who.removeprefix("org:"))


def _behind(listings: Sequence[Listing]) -> Iterator[list[Iterable[str]]]:
    yield [[one.owner.id] for one in listings]
    yield [one.owner.controllers | one.owner.supervisors for one in listings]
    yield [one.owner.donors | one.owner.kin for one in listings]
