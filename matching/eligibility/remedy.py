"""One way to make a pair pass a rule: who would do it, and what would have to be true."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import Any

from matching.eligibility.rule import Rule
from matching.records import Check, Listing

Changes = Mapping[str, Any]
OWNERS_OWN = "owner."  # before the name of what an organization would have to change


class Who(StrEnum):
    """Who can make it true."""

    ASKER = "asker"
    CANDIDATE = "candidate"
    BOTH = "both"  # it takes the two of them
    DISTRICT = "district"
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class Remedy:
    """One way to pass one rule: who would do it, what (a code), and its details for the words.

    One with changes is enough by itself: with these values in the two listings (or, after "owner.", in their
    organizations) the rule no longer stands against the pair. Without any, facts have to be learned first.
    """

    rule: str
    who: Who
    code: str
    details: Mapping[str, Any] = field(default_factory=dict)
    asker: Changes = field(default_factory=dict)
    candidate: Changes = field(default_factory=dict)

    @property
    def is_concrete(self) -> bool:
        """Whether it says all that has to change."""
        return bool(self.asker or self.candidate)


def changed(listing: Listing, changes: Changes) -> Listing:
    """A listing with some of its values, and of its organization's, as they would have to be."""
    own = {name: value for name, value in changes.items() if not name.startswith(OWNERS_OWN)}
    owners = {name.removeprefix(OWNERS_OWN): value for name, value in changes.items() if name.startswith(OWNERS_OWN)}
    return replace(listing, **own, owner=replace(listing.owner, **owners))


@dataclass(frozen=True, slots=True)
class Unmet:
    """A rule and the two listings that do not pass it."""

    rule: Rule
    check: Check
    asker: Listing
    candidate: Listing
    today: date

    @property
    def sides(self) -> tuple[tuple[Listing, Listing], ...]:
        """Each side with the other."""
        return (self.asker, self.candidate), (self.candidate, self.asker)

    def remedy(
        self, code: str, changes: Iterable[tuple[Listing, Changes]], who: Who | None = None, **details: Any
    ) -> Remedy:
        """A way that takes these changes of these listings."""
        asker: dict[str, Any] = {}
        candidate: dict[str, Any] = {}
        sides = set()
        for listing, values in changes:
            sides.add(Who.ASKER if listing is self.asker else Who.CANDIDATE)
            (asker if listing is self.asker else candidate).update(values)
        mover = who or (Who.BOTH if len(sides) == 2 else next(iter(sides), Who.NOBODY))
        return Remedy(self.rule.code, mover, code, details, asker, candidate)
