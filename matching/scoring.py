"""What a pair is worth: named features from 0 to 1 in both directions, and the score that they add up to.

Forward says how well the candidate serves the asker, backward how well the asker fits what the candidate looks for.
The score is their harmonic mean, so that it is low when either is. A feature of which something is not known is NaN:
it is left out, and the others share its weight.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from math import isnan
from typing import Protocol

import numpy as np

from matching.bm25 import Floats, Rows
from matching.columns import NO_LIMIT, Amounts, Periods
from matching.edit import Edit
from matching.fusion import DIGITS
from matching.places import Map
from matching.records import Feature, Listing
from matching.weights import Weights

_EPSILON, _TINY = float(np.finfo(np.float64).eps), float(np.finfo(np.float64).tiny)
FEATURES = ("text", "fields", "groups", "places", "amount", "time", "track_record")


class Tags:
    """The codes of one kind that many listings carry, as a table of yes and no."""

    def __init__(self, codes: Sequence[frozenset[str]]) -> None:
        self._columns = {code: column for column, code in enumerate(sorted(frozenset().union(*codes)))}
        self._marks = np.zeros((len(codes), len(self._columns)), np.bool_)
        for row, own in enumerate(codes):
            self._marks[row, [self._columns[code] for code in own]] = True
        self._counts = self._marks.sum(axis=1)

    def edited(self, edit: Edit, codes: Sequence[frozenset[str]]) -> "Tags":
        """The table after an edit, with the codes of the fresh rows; a code that nobody has any more may stay."""
        fresh = Tags(codes)
        added = sorted(fresh._columns.keys() - self._columns.keys())
        new = object.__new__(Tags)
        new._columns = self._columns | {code: len(self._columns) + place for place, code in enumerate(added)}
        marks = np.zeros((len(codes), len(new._columns)), np.bool_)
        marks[:, [new._columns[code] for code in fresh._columns]] = fresh._marks
        new._marks = edit.array(np.pad(self._marks, ((0, 0), (0, len(added)))) if added else self._marks, marks)
        new._counts = edit.array(self._counts, fresh._counts)
        return new

    def overlap(self, ours: frozenset[str], rows: Rows) -> tuple[Floats, Floats]:
        """The share of our codes that each row has, and of its codes that we have; NaN where a side is not limited."""
        columns = np.array(sorted(self._columns[code] for code in ours if code in self._columns), np.int64)
        shared, counts = self._marks[np.ix_(rows, columns)].sum(axis=1), self._counts[rows]
        limited = (counts > 0) & bool(ours)
        forward, backward = shared / max(len(ours), 1), shared / np.maximum(counts, 1)
        return np.where(limited, forward, np.nan), np.where(limited, backward, np.nan)


class FeatureTable:
    """What the features, except the text, read of many listings."""

    def __init__(self, listings: Sequence[Listing], map: Map) -> None:
        self._map, self._marks = map, map.marks(listings)
        self._fields = Tags([listing.fields for listing in listings])
        self._groups = Tags([listing.groups for listing in listings])
        self._periods, self._amounts = Periods.of(listings), Amounts.of(listings)
        self._records = np.array([track_record(listing) for listing in listings], np.float64)

    def edited(self, edit: Edit, listings: Sequence[Listing]) -> "FeatureTable":
        """The table after an edit, with the listings of the fresh rows."""
        fresh, new = FeatureTable(listings, self._map), object.__new__(FeatureTable)
        new._map, new._marks = self._map, edit.array(self._marks, fresh._marks)
        new._fields = self._fields.edited(edit, [listing.fields for listing in listings])
        new._groups = self._groups.edited(edit, [listing.groups for listing in listings])
        new._periods = self._periods.edited(edit, fresh._periods)
        new._amounts = self._amounts.edited(edit, fresh._amounts)
        new._records = edit.array(self._records, fresh._records)
        return new

    def both_ways(self, asker: Listing, rows: Rows, text: tuple[Floats, Floats], today: date) -> tuple[Floats, Floats]:
        """Forward and backward, each of shape (rows, FEATURES)."""
        columns = [
            text,
            self._fields.overlap(asker.fields, rows),
            self._groups.overlap(asker.groups, rows),
            self._map.closeness(self._map.points(asker), self._marks[rows]),
            self._amount(asker, rows),
            self._time(asker, rows, today),
            (self._records[rows], np.full(len(rows), track_record(asker))),
        ]
        forward, backward = (np.column_stack([column[way] for column in columns]) for way in (0, 1))
        unknown = np.isnan(forward) | np.isnan(backward)
        return np.where(unknown, np.nan, forward), np.where(unknown, np.nan, backward)

    def _amount(self, asker: Listing, rows: Rows) -> tuple[Floats, Floats]:
        """The share of what is asked that one grant can cover."""
        ours, theirs = Amounts.of([asker]), self._amounts.take(rows)
        asked, (_, most) = ours.asked(theirs), ours.grants(theirs)
        limit = ours.limit(theirs)
        known = (asked < NO_LIMIT) & (limit < NO_LIMIT) & (asked > 0)
        share = np.where(known, np.clip(most / np.maximum(asked, 1), 0, 1), np.nan)
        return share, share

    def _time(self, asker: Listing, rows: Rows, today: date) -> tuple[Floats, Floats]:
        """The share of each side's days still to come that the other is there."""
        ours, theirs = Periods.of([asker]), self._periods.take(rows)
        first, last = ours.meet(theirs, today)
        common = np.where(last == NO_LIMIT, np.inf, np.maximum(last - first + 1.0, 0.0))
        known = ours.known & theirs.known
        ways = (_part(common, np.broadcast_to(days, common.shape)) for days in (ours.days(today), theirs.days(today)))
        forward, backward = (np.where(known, way, np.nan) for way in ways)
        return forward, backward


def track_record(listing: Listing) -> float:
    """A half for a newcomer, rising towards 1 with every pairing (Laplace's rule of succession)."""
    return (listing.owner.past_pairings + 1) / (listing.owner.past_pairings + 2)


def _part(common: Floats, whole: Floats) -> Floats:
    """The part of a period that is common; all of an endless one that is met at all."""
    finite = np.divide(common, whole, out=np.zeros_like(common), where=np.isfinite(whole) & (whole > 0))
    return np.where(np.isinf(whole), (common > 0).astype(np.float64), finite)


class Order(Protocol):
    """Something that was learned and scores pairs in place of the weights."""

    @property
    def version(self) -> str: ...

    def band(self, score: float) -> str:
        """What a score is called."""
        ...

    def scores(self, forward: Floats, backward: Floats, weights: Weights) -> "Scores":
        """The scores of pairs, each of shape (n, FEATURES), NaN in the same places."""
        ...


@dataclass(frozen=True, slots=True)
class Scores:
    """The scores of many candidates, and what each is made of; rows are candidates, columns FEATURES.

    `ways` are the features as they were given, forward and backward; NaN where not known.
    """

    score: Floats
    forward: Floats
    backward: Floats
    values: Floats
    weights: Floats
    shares: Floats
    ahead: Floats
    back: Floats
    ways: tuple[Floats, Floats]

    @property
    def order(self) -> Floats:
        """What candidates are ordered by: the score, and below 0 where the texts could not be compared yet."""
        return np.where(np.isnan(self.of("text")), self.score - 1, self.score)

    def of(self, name: str) -> Floats:
        """What one feature is worth for each candidate; NaN where not known."""
        return np.asarray(self.values[:, FEATURES.index(name)], np.float64)

    def losses(self, row: int) -> dict[str, float]:
        """How far the score of one candidate falls when a feature is left out as if it were unknown."""
        score, weights = float(self.score[row]), self.weights[row].tolist()
        sides = [(side, sum(side)) for side in (self.ahead[row].tolist(), self.back[row].tolist())]
        found = {}
        for place, name in enumerate(FEATURES):
            left = max(1 - weights[place], _EPSILON)
            ahead, back = ((total - side[place]) / left for side, total in sides)
            found[name] = score - 2 * ahead * back / max(ahead + back, _TINY)
        return found

    def features(self, row: int) -> tuple[Feature, ...]:
        """The features of one candidate that are known; their shares add up to its score."""
        return self.told(row, self.weights[row], self.shares[row])

    def told(self, row: int, weights: Floats, shares: Floats) -> tuple[Feature, ...]:
        """The known features of one candidate, with the weights and shares given for each, shape (FEATURES,)."""
        columns = (self.values[row], weights, shares, *(side[row] for side in self.ways))
        numbers = zip(*(column.tolist() for column in columns), strict=True)
        return tuple(
            Feature(name, *(round(number, DIGITS) for number in given))
            for name, given in zip(FEATURES, numbers, strict=True)
            if not isnan(given[0])
        )


def scores_of(forward: Floats, backward: Floats, weights: Weights, ranker: Order | None = None) -> Scores:
    """The scores by the weights, or by what was learned, where there is a ranker; for the arrays see `score`."""
    return ranker.scores(forward, backward, weights) if ranker else score(forward, backward, weights)


def score(forward: Floats, backward: Floats, weights: Weights) -> Scores:
    """Add up features, shape (n, FEATURES), that are NaN in the same places.

    A feature's share is what it brings to the harmonic mean by Euler's theorem: the mean grows in proportion with
    both of its sides, so that the shares, each side times its slope, add up to it exactly. A feature's value is the
    mean of its two directions.
    """
    known = ~np.isnan(forward)
    table = np.array([weights.features[name] for name in FEATURES])
    given = np.where(known, table, 0.0)
    total = given.sum(axis=1, keepdims=True)
    given = np.divide(given, total, out=np.zeros_like(given), where=total > 0)
    ahead, back = given * np.nan_to_num(forward), given * np.nan_to_num(backward)
    one, other = ahead.sum(axis=1), back.sum(axis=1)
    square = np.maximum((one + other) ** 2, np.finfo(np.float64).tiny)
    shares = ahead * (2 * other**2 / square)[:, None] + back * (2 * one**2 / square)[:, None]
    return Scores(
        score=np.round(shares.sum(axis=1), DIGITS),
        forward=np.round(one, DIGITS),
        backward=np.round(other, DIGITS),
        values=(forward + backward) / 2,
        weights=given,
        shares=shares,
        ahead=ahead,
        back=back,
        ways=(forward, backward),
    )
