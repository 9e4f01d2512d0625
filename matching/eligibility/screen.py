"""The gate for many candidates at once: the same verdicts as gate.py, without the evidence."""

from collections.abc import Hashable, Mapping, Sequence
from datetime import date
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from matching.columns import NO_LIMIT, Amounts, Periods
from matching.edit import Edit
from matching.eligibility.catalogue import CATALOGUE, Catalogue
from matching.eligibility.owners import Owners
from matching.eligibility.predicates import Reads
from matching.eligibility.rule import Rule
from matching.eligibility.scope import EVERYWHERE, Scope, scope_of, what_decides
from matching.numbers import Numbers
from matching.records import Listing, Verdict

Mask = NDArray[np.bool_]
Rows = NDArray[np.int64]
_ASKED = 2_000  # askers' values of which it is remembered what fails with them
_LEAST_STALE = 1_000  # values that may wait to be left out


class _Distinct:
    """The different values that one predicate reads, an example of each, and which listing has which.

    Versions share the values and their examples; those that no listing has any more are left out now and then.
    """

    def __init__(self, reads: Reads, listings: Sequence[Listing]) -> None:
        self.reads, self._numbers = reads, Numbers()
        self.examples: list[Listing] = []
        self.codes = self._read(listings)

    def _read(self, listings: Sequence[Listing]) -> NDArray[np.int64]:
        codes = []
        for listing in listings:
            code = self._numbers.give(self.reads(listing))
            if code == len(self.examples):
                self.examples.append(listing)
            codes.append(code)
        return np.array(codes, np.int64)

    def edited(self, edit: Edit, fresh: Sequence[Listing], listings: Sequence[Listing]) -> "_Distinct":
        """The values after an edit, with the fresh listings and all."""
        if len(self.examples) > _LEAST_STALE + 2 * len(listings):
            return _Distinct(self.reads, listings)
        new = object.__new__(_Distinct)
        new.reads, new._numbers, new.examples = self.reads, self._numbers, self.examples
        new.codes = edit.array(self.codes, new._read(fresh))
        return new


class Screen:
    """Which of many listings certainly fail a rule, whoever asks."""

    def __init__(self, listings: Sequence[Listing], catalogue: Catalogue = CATALOGUE) -> None:
        self.listings, self.catalogue = listings, catalogue
        reads = {rule.name: rule.predicate.reads for rule in catalogue.rules}
        self._distinct = {name: _Distinct(own, listings) for name, own in reads.items() if own}
        self._scopes = _Distinct(what_decides, listings)
        self._owners = Owners.of(listings)
        self._periods, self._amounts = Periods.of(listings), Amounts.of(listings)
        self._name()

    def edited(self, edit: Edit, listings: Sequence[Listing]) -> "Screen":
        """The same for the listings after an edit."""
        fresh, new = [listings[row] for row in edit.fresh.tolist()], object.__new__(Screen)
        new.listings, new.catalogue = listings, self.catalogue
        new._distinct = {name: own.edited(edit, fresh, listings) for name, own in self._distinct.items()}
        new._scopes = self._scopes.edited(edit, fresh, listings)
        new._owners = self._owners.edited(edit, fresh)
        new._periods = self._periods.edited(edit, Periods.of(fresh))
        new._amounts = self._amounts.edited(edit, Amounts.of(fresh))
        new._name()
        return new

    def _name(self) -> None:
        self._told = lru_cache(maxsize=_ASKED)(_nothing)
        self._special = {
            "same_owner": self._same_owner,
            "period": self._period,
            "amount": self._amount,
        }
        self._proposed = {
            "related_parties": self._owners.perhaps_tied,
            "conflict_of_interest": self._owners.perhaps_related,
        }

    def failures(self, asker: Listing, rows: Rows, *, today: date, confirmed: frozenset[str]) -> Mapping[str, Mask]:
        """For each rule in force that fails somewhere: whether each row fails it."""
        scopes = [scope_of(asker, example) for example in self._scopes.examples]
        masks = {}
        for rule in self.catalogue.in_force(today):
            if not rule.predicate.excludes or not rule.blocks(confirmed):
                continue
            within = self._within(rule, scopes, rows)
            if within is None or within.any():
                failing = self._failing(rule, asker, rows, today)
                masks[rule.code] = failing if within is None else failing & within
        return {code: mask for code, mask in masks.items() if mask.any()}

    def fails(self, rule: Rule, asker: Listing, rows: Rows, *, today: date, confirmed: frozenset[str]) -> Mask:
        """Whether each row fails one rule."""
        if not rule.predicate.excludes or not rule.blocks(confirmed):
            return np.zeros(len(rows), np.bool_)
        within = self._within(rule, [scope_of(asker, example) for example in self._scopes.examples], rows)
        failing = self._failing(rule, asker, rows, today)
        return failing if within is None else failing & within

    def alike(self, rule: Rule, rows: Rows) -> Mapping[int, int]:
        """Of rows that a rule cannot tell from each other one, with how many there are; each for itself elsewhere."""
        distinct = self._distinct.get(rule.name)
        if distinct is None:
            return {int(row): 1 for row in rows}
        _codes, first, counts = np.unique(distinct.codes[rows], return_index=True, return_counts=True)
        return {int(rows[place]): int(count) for place, count in zip(first, counts, strict=True)}

    def _within(self, rule: Rule, scopes: Sequence[Scope], rows: Rows) -> Mask | None:
        """Which rows a rule speaks of; None for all."""
        if rule.scope == EVERYWHERE:
            return None
        return np.array([scope in rule.scope for scope in scopes], np.bool_)[self._scopes.codes[rows]]

    def _failing(self, rule: Rule, asker: Listing, rows: Rows, today: date) -> Mask:
        """Which rows fail a rule on the facts; of those that it does not speak of, nothing is told."""
        if rule.name in self._special:
            return self._special[rule.name](asker, rows, today)
        if rule.name in self._proposed:  # few can fail at all: they are looked at one by one
            mask = np.zeros(len(self.listings), np.bool_)
            for row in set(self._proposed[rule.name](asker.owner)):
                mask[row] = _fails(rule, asker, self.listings[row], today)
            return mask[rows]
        distinct = self._distinct[rule.name]
        codes = distinct.codes[rows]
        fails = np.zeros(len(distinct.examples), np.bool_)
        known = self._told(rule.key, distinct.reads(asker), today)
        for code in np.unique(codes).tolist():
            if code not in known:
                known[code] = _fails(rule, asker, distinct.examples[code], today)
            fails[code] = known[code]
        return fails[codes]

    def _same_owner(self, asker: Listing, rows: Rows, today: date) -> Mask:
        mask = np.zeros(len(self.listings), np.bool_)
        mask[list(self._owners.of_owner(asker.owner.id))] = True
        return mask[rows]

    def _period(self, asker: Listing, rows: Rows, today: date) -> Mask:
        first, last = self._periods.take(rows).meet(Periods.of([asker]), today)
        return np.asarray(last < first, np.bool_)

    def _amount(self, asker: Listing, rows: Rows, today: date) -> Mask:
        theirs, ours = self._amounts.take(rows), Amounts.of([asker])
        least, most = ours.grants(theirs)
        return np.asarray((most < NO_LIMIT) & ((most < least) | (most <= 0)), np.bool_)


def _nothing(rule: str, value: Hashable, today: date) -> dict[int, bool]:
    """Whether each of the different values fails a rule together with an asker's value; filled when it is asked."""
    return {}


def _fails(rule: Rule, asker: Listing, other: Listing, today: date) -> bool:
    """On the facts alone: an example may lie outside what the rule speaks of, and stand for rows that do not."""
    check = rule.predicate(asker, other, today, rule.parameters)
    return check is not None and check.verdict is Verdict.FAIL
