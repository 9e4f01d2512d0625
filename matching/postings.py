"""The words of many documents in rows, compared with those of one by BM25."""

from collections.abc import Hashable, Mapping, Sequence
from threading import Lock
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from matching.bm25 import K1, K3, UNKNOWN, B, Bag, Floats, Rows, Statistics
from matching.edit import Edit

Group = TypeVar("Group", bound=Hashable)


class _Words:
    """The words of documents, one document after the other; what is written stays as it is."""

    def __init__(self, words: NDArray[np.int64], counts: Floats, room: int) -> None:
        self.words, self.counts = np.zeros(room, np.int64), np.zeros(room)
        self.used = len(words)
        self.words[: self.used], self.counts[: self.used] = words, counts
        self._lock = Lock()

    def append(self, after: int, words: NDArray[np.int64], counts: Floats) -> bool:
        """Write after that many; False if there is no room, or somebody else has written there."""
        with self._lock:
            if after != self.used or after + len(words) > len(self.words):
                return False
            self.words[after : after + len(words)] = words
            self.counts[after : after + len(words)] = counts
            self.used += len(words)
            return True


class Postings:
    """The words of many documents in rows. It never changes; after an edit another one shares the unchanged words."""

    def __init__(
        self, bags: Sequence[Bag], groups: Sequence[Group], statistics: Mapping[Group, Statistics], size: int
    ) -> None:
        """Take one bag per row, the group (language) of each row, and the statistics of each group.

        `size` is that of the vocabulary of all these.
        """
        words = [statistics[group].numbers(bag) for group, bag in zip(groups, bags, strict=True)]
        joined, counts = _joined(words, np.int64), _joined([bag.counts for bag in bags], np.float64)
        self._written, self._used = _Words(joined, counts, len(joined) * 5 // 4), len(joined)
        self._sizes = np.array([len(own) for own in words], np.int64)
        self._starts = np.cumsum(self._sizes) - self._sizes
        self._lengths = np.array([bag.counts.sum() for bag in bags], np.float64)
        self._weigh(groups, statistics, size)

    def edited(
        self,
        edit: Edit,
        bags: Sequence[Bag],
        groups: Sequence[Group],
        statistics: Mapping[Group, Statistics],
        size: int,
    ) -> "Postings":
        """The postings after an edit, with the bags of the fresh rows, the groups of all, and new statistics."""
        words = [statistics[groups[row]].numbers(bag) for row, bag in zip(edit.fresh.tolist(), bags, strict=True)]
        sizes = np.array([len(own) for own in words], np.int64)
        new = object.__new__(Postings)
        new._sizes = edit.array(self._sizes, sizes)
        new._starts = edit.array(self._starts, self._used + np.cumsum(sizes) - sizes)
        new._lengths = edit.array(self._lengths, np.array([bag.counts.sum() for bag in bags], np.float64))
        new._written, new._used = self._written, self._used + int(sizes.sum())
        joined, counts = _joined(words, np.int64), _joined([bag.counts for bag in bags], np.float64)
        if not self._written.append(self._used, joined, counts):
            new._write_anew(self._written, self._used, joined, counts)
        new._weigh(groups, statistics, size)
        return new

    def _write_anew(self, old: _Words, used: int, words: NDArray[np.int64], counts: Floats) -> None:
        """Leave out what is in no row any more, and make room for as much again."""
        places = _places(self._starts, self._sizes)
        kept = [
            np.concatenate([own[:used], fresh])[places] for own, fresh in ((old.words, words), (old.counts, counts))
        ]
        self._written, self._used = _Words(kept[0], kept[1], 2 * len(places)), len(places)
        self._starts = np.cumsum(self._sizes) - self._sizes

    def _weigh(self, groups: Sequence[Group], statistics: Mapping[Group, Statistics], size: int) -> None:
        numbers = {group: number for number, group in enumerate(statistics)}
        self._size, self._groups = size, np.array([numbers[group] for group in groups], np.int64)
        self._weights = np.zeros((len(numbers), size + 1))
        for group, number in numbers.items():
            own = statistics[group].weights
            self._weights[number, : len(own) - 1], self._weights[number, len(own) - 1 :] = own[:-1], own[-1]
        means = np.array([max(own.mean_length, 1.0) for own in statistics.values()])
        self._norms = K1 * (1 - B + B * (self._lengths / means[self._groups])) if len(groups) else np.zeros(0)
        self._most = np.full(len(groups), np.nan)  # filled when it is asked for

    def both_ways(self, bag: Bag, statistics: Statistics, rows: Rows) -> tuple[Floats, Floats]:
        """For each row: how much of the bag the row has, and how much of the row the bag has, each 0 to 1."""
        numbers = statistics.numbers(bag)
        question, document = np.zeros(self._size + 1), np.zeros(self._size + 1)
        weights = statistics.weigh_question(bag)
        question[numbers], document[numbers] = weights, statistics.weigh_document(bag)
        question[UNKNOWN] = document[UNKNOWN] = 0.0
        sizes = self._sizes[rows]
        places = _places(self._starts[rows], sizes)
        words = self._written.words[places]
        common = np.flatnonzero(question[words])
        words, counts = words[common], self._written.counts[places[common]]
        owners = np.repeat(np.arange(len(rows)), sizes)[common]
        as_document = counts / (counts + self._norms[rows[owners]])
        as_question = counts * (K3 + 1) / (counts + K3) * self._weights[self._groups[rows[owners]], words]
        found = np.bincount(owners, weights=question[words] * as_document, minlength=len(rows))
        finding = np.bincount(owners, weights=document[words] * as_question, minlength=len(rows))
        return _share(found, np.full(len(rows), weights.sum())), _share(finding, self._all_of(rows))

    def _all_of(self, rows: Rows) -> Floats:
        """What all words of each row weigh."""
        asked = rows[np.isnan(self._most[rows])]
        if len(asked):
            sizes = self._sizes[asked]
            places = _places(self._starts[asked], sizes)
            counts, owners = self._written.counts[places], np.repeat(np.arange(len(asked)), sizes)
            groups = np.repeat(self._groups[asked], sizes)
            weights = counts * (K3 + 1) / (counts + K3) * self._weights[groups, self._written.words[places]]
            self._most[asked] = np.bincount(owners, weights=weights, minlength=len(asked))
        return np.asarray(self._most[rows], np.float64)


def _places(starts: NDArray[np.int64], sizes: NDArray[np.int64]) -> NDArray[np.int64]:
    before = np.cumsum(sizes) - sizes
    return np.asarray(np.repeat(starts - before, sizes) + np.arange(sizes.sum()), np.int64)


def _joined(parts: Sequence[NDArray[np.generic]], kind: type) -> NDArray[Any]:
    return np.concatenate([np.zeros(0, kind), *parts])


def _share(part: NDArray[Any], whole: Floats) -> Floats:
    shares: Floats = np.divide(part, whole, out=np.zeros(len(part)), where=whole > 0)
    return shares
