"""The gate for many candidates at once: the same verdicts as gate.py, without the evidence."""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from datetime import date

import numpy as np
from numpy.typing import NDArray

from matching.columns import NO_LIMIT, Amounts, Periods
from matching.eligibility.gate import RULES, Rule, apply
from matching.records import Listing, Owner, Verdict

Mask = NDArray[np.bool_]
Rows = NDArray[np.int64]


class _Distinct:
    """The different values that one rule reads, an example of each, and which listing has which."""

    def __init__(self, values: Iterable[tuple[Hashable, Listing]]) -> None:
        numbers: dict[Hashable, int] = {}
        self.examples: list[Listing] = []
        codes = []
        for value, listing in values:
            if value not in numbers:
                numbers[value] = len(self.examples)
                self.examples.append(listing)
            codes.append(numbers[value])
        self.codes = np.array(codes, np.int64)


class Screen:
    """Which of many listings certainly fail a condition, whoever asks."""

    def __init__(self, listings: Sequence[Listing]) -> None:
        self._count = len(listings)
        self._distinct = {
            rule.code: _Distinct((rule.reads(one), one) for one in listings) for rule in RULES if rule.reads
        }
        self._owned: dict[str, list[int]] = defaultdict(list)
        self._controlled: dict[str, list[int]] = defaultdict(list)
        for row, listing in enumerate(listings):
            self._owned[listing.owner.id].append(row)
            for controller in listing.owner.controllers:
                self._controlled[controller].append(row)
        self._periods, self._amounts = Periods.of(listings), Amounts.of(listings)
        self._special = {
            "same_owner": self._same_owner,
            "conflict_of_interest": self._conflict_of_interest,
            "period": self._period,
            "amount": self._amount,
        }

    def failures(self, asker: Listing, rows: Rows, *, today: date, confirmed: frozenset[str]) -> Mapping[str, Mask]:
        """For each rule that fails somewhere: whether each row fails it."""
        masks = {rule.code: self._failing(rule, asker, rows, today, confirmed) for rule in RULES}
        return {code: mask for code, mask in masks.items() if mask.any()}

    def _failing(self, rule: Rule, asker: Listing, rows: Rows, today: date, confirmed: frozenset[str]) -> Mask:
        if rule.code in self._special:
            return self._special[rule.code](asker, rows, today)
        distinct = self._distinct[rule.code]
        codes = distinct.codes[rows]
        fails = np.zeros(len(distinct.examples), np.bool_)
        for code in np.unique(codes):
            check = apply(rule, asker, distinct.examples[code], today, confirmed)
            fails[code] = check is not None and check.verdict is Verdict.FAIL
        return fails[codes]

    def _same_owner(self, asker: Listing, rows: Rows, today: date) -> Mask:
        return self._marked([self._owned.get(asker.owner.id, [])])[rows]

    def _conflict_of_interest(self, asker: Listing, rows: Rows, today: date) -> Mask:
        return self._marked(self._related(asker.owner))[rows] & ~self._same_owner(asker, rows, today)

    def _related(self, owner: Owner) -> Iterable[Sequence[int]]:
        yield self._controlled.get(f"org:{owner.id}", [])
        for controller in owner.controllers:
            yield self._controlled.get(controller, [])
            if controller.startswith("org:"):
                yield self._owned.get(controller.removeprefix("org:"), [])

    def _marked(self, groups: Iterable[Sequence[int]]) -> Mask:
        mask = np.zeros(self._count, np.bool_)
        for group in groups:
            mask[list(group)] = True
        return mask

    def _period(self, asker: Listing, rows: Rows, today: date) -> Mask:
        first, last = self._periods.take(rows).meet(Periods.of([asker]), today)
        return np.asarray(last < first, np.bool_)

    def _amount(self, asker: Listing, rows: Rows, today: date) -> Mask:
        theirs, ours = self._amounts.take(rows), Amounts.of([asker])
        least, most = ours.grants(theirs)
        return np.asarray((most < NO_LIMIT) & ((most < least) | (most <= 0)), np.bool_)
