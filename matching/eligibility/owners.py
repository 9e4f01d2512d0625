"""Who is behind which rows of a market: looked up by organization, controller and tie."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from matching.records import Listing, Owner

Index = Mapping[str, Sequence[int]]


@dataclass(frozen=True, slots=True)
class Owners:
    """The rows of listings by what is behind them."""

    owned: Index
    controlled: Index
    tied: Index  # by main donors and near relatives

    @classmethod
    def of(cls, listings: Sequence[Listing]) -> "Owners":
        """Take the listings in their order."""
        return cls(
            _index((row, [one.owner.id]) for row, one in enumerate(listings)),
            _index((row, one.owner.controllers) for row, one in enumerate(listings)),
            _index((row, one.owner.donors | one.owner.kin) for row, one in enumerate(listings)),
        )

    def of_owner(self, id: str) -> Sequence[int]:
        """The rows of one organization."""
        return self.owned.get(id, ())

    def related(self, owner: Owner) -> Iterator[int]:
        """The rows of those who control an organization, whom it controls, or who are controlled by the same."""
        yield from self.controlled.get(f"org:{owner.id}", ())
        for controller in owner.controllers:
            yield from self._behind(controller)

    def perhaps_tied(self, owner: Owner) -> Iterator[int]:
        """The rows that a main donor or a near relative may tie to an organization."""
        for tie in owner.donors | owner.kin:
            yield from self._behind(tie)
        for one in owner.controllers | {f"org:{owner.id}"}:
            yield from self.tied.get(one, ())

    def _behind(self, who: str) -> Iterator[int]:
        """The rows that a person or an organization controls, and the organization's own."""
        yield from self.controlled.get(who, ())
        if who.startswith("org:"):
            yield from self.owned.get(who.removeprefix("org:"), ())


def _index(rows: Iterable[tuple[int, Iterable[str]]]) -> Index:
    found: dict[str, list[int]] = defaultdict(list)
    for row, names in rows:
        for name in names:
            found[name].append(row)
    return dict(found)
