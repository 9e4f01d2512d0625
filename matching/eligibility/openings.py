"""What a listing could change by itself so that more others could be matched with it."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from matching.eligibility.remedies import remedies
from matching.eligibility.remedy import Remedy, Who, changed
from matching.eligibility.rule import Rule
from matching.eligibility.screen import Rows, Screen
from matching.records import Listing

TRIED = 24  # changes for one rule that are counted out, those that most others ask for first


@dataclass(frozen=True, slots=True)
class Opening:
    """A change in the listing's own power, and how many more others it would admit."""

    remedy: Remedy
    admits: int


def openings(
    screen: Screen, asker: Listing, rows: Rows, *, today: date, confirmed: frozenset[str], most: int = 3
) -> Sequence[Opening]:
    """The changes that would admit most of the rows that only one rule rules out, best first; one for each rule."""
    failures = screen.failures(asker, rows, today=today, confirmed=confirmed)
    failed = np.sum([*failures.values(), np.zeros(len(rows), np.int64)], axis=0)
    found = []
    for rule in screen.catalogue.in_force(today):
        alone = rows[failures.get(rule.code, np.zeros(len(rows), np.bool_)) & (failed == 1)]
        best = _best(screen, asker, rule, alone, today, confirmed) if len(alone) else None
        if best is not None and best.admits:
            found.append(best)
    return sorted(found, key=lambda one: (-one.admits, one.remedy.rule))[:most]


def _best(
    screen: Screen, asker: Listing, rule: Rule, rows: Rows, today: date, confirmed: frozenset[str]
) -> Opening | None:
    """The change that admits most of the rows that this rule alone rules out; of several the one most ask for."""
    counted = [
        Opening(one, _admitted(screen, changed(asker, one.asker), rows, today, confirmed))
        for one in _changes(screen, asker, rule, rows, today)
    ]
    return max(counted, key=lambda one: one.admits, default=None)


def _changes(screen: Screen, asker: Listing, rule: Rule, rows: Rows, today: date) -> Iterable[Remedy]:
    """The different changes that the asker alone could make for one of these rows."""
    wanted: Counter[str] = Counter()
    remedy_of: dict[str, Remedy] = {}
    for row in rows:
        other = screen.listings[int(row)]
        check = rule.check(asker, other, today)
        for remedy in remedies(check, asker, other, today=today, catalogue=screen.catalogue) if check else ():
            if remedy.who is Who.ASKER and remedy.is_concrete:
                key = _key(remedy.asker)
                remedy_of.setdefault(key, remedy)
                wanted[key] += 1
    return [remedy_of[key] for key, _count in wanted.most_common(TRIED)]


def _key(changes: Mapping[str, object]) -> str:
    plain = {name: sorted(value) if isinstance(value, frozenset) else value for name, value in changes.items()}
    return repr(sorted(plain.items()))


def _admitted(screen: Screen, asker: Listing, rows: Rows, today: date, confirmed: frozenset[str]) -> int:
    failures = screen.failures(asker, rows, today=today, confirmed=confirmed)
    return int((~np.any([*failures.values(), np.zeros(len(rows), np.bool_)], axis=0)).sum())
