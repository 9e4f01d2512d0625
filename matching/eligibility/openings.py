"""What a listing could change by itself so that more others could be matched with it."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice

import numpy as np

from matching.eligibility.remedies import remedies
from matching.eligibility.remedy import Remedy, Who, changed
from matching.eligibility.rule import Rule
from matching.eligibility.screen import Rows, Screen
from matching.records import Listing

ASKED = 60  # rows that are asked what would help; of rows that a rule cannot tell from each other one is enough
TRIED = 12  # changes for one rule that are counted out, those that most rows ask for first


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
        if rule.code in failures:
            alone = rows[failures[rule.code] & (failed == 1)]
            found.append(_best(screen, asker, rule, alone, today, confirmed))
    useful = [one for one in found if one is not None and one.admits]
    return sorted(useful, key=lambda one: (-one.admits, one.remedy.rule))[:most]


def _best(
    screen: Screen, asker: Listing, rule: Rule, rows: Rows, today: date, confirmed: frozenset[str]
) -> Opening | None:
    """The change that admits most of the rows that this rule alone rules out, counted with all rules at the end."""
    best, most = None, 0
    for remedy in _changes(screen, asker, rule, rows, today):
        after = changed(asker, remedy.asker)
        count = int((~screen.fails(rule, after, rows, today=today, confirmed=confirmed)).sum())
        if count > most:
            best, most = remedy, count
    if best is None:
        return None
    failures = screen.failures(changed(asker, best.asker), rows, today=today, confirmed=confirmed)
    return Opening(best, int((~np.any([*failures.values(), np.zeros(len(rows), np.bool_)], axis=0)).sum()))


def _changes(screen: Screen, asker: Listing, rule: Rule, rows: Rows, today: date) -> Iterable[Remedy]:
    """The different changes that the asker alone could make for one of these rows, the most asked for first."""
    wanted: Counter[str] = Counter()
    remedy_of: dict[str, Remedy] = {}
    for row, count in islice(screen.alike(rule, rows).items(), ASKED):
        check = rule.check(asker, screen.listings[row], today)
        ways = remedies(check, asker, screen.listings[row], today=today, catalogue=screen.catalogue) if check else ()
        for remedy in ways:
            if remedy.who is Who.ASKER and remedy.is_concrete:
                key = _key(remedy.asker)
                remedy_of.setdefault(key, remedy)
                wanted[key] += count
    return [remedy_of[key] for key, _count in wanted.most_common(TRIED)]


def _key(changes: Mapping[str, object]) -> str:
    plain = {name: sorted(value) if isinstance(value, frozenset) else value for name, value in changes.items()}
    return repr(sorted(plain.items()))
