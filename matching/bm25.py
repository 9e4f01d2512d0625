"""BM25 between texts that are both long: how much of what one says is found in the other, 0 to 1, both ways."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Rows = NDArray[np.int64]

K1 = 1.5  # how soon more of the same word in a document stops counting
B = 0.75  # how much long documents are held back
K3 = 8.0  # how soon more of the same word in a question stops counting
UNKNOWN = -1  # the number of every word that no document has


@dataclass(frozen=True, slots=True)
class Bag:
    """The words of one text by number, ascending, and how often each stands there."""

    words: NDArray[np.int64]
    counts: Floats


class Vocabulary:
    """Numbers for words; numbers are given once and never change."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._words: list[str] = []

    def __len__(self) -> int:
        return len(self._words)

    def learn(self, tokens: Iterable[str]) -> Bag:
        """The bag of a document; new words get numbers. One writer at a time."""
        counted = Counter(tokens)
        for word in counted:
            if word not in self._numbers:
                self._words.append(word)
                self._numbers[word] = len(self._words) - 1
        return self.read(counted)

    def read(self, tokens: Iterable[str] | Counter[str]) -> Bag:
        """The bag of a question; words that no document has stay unknown."""
        counted = tokens if isinstance(tokens, Counter) else Counter(tokens)
        pairs = sorted((self._numbers.get(word, UNKNOWN), count) for word, count in counted.items())
        return Bag(np.array([pair[0] for pair in pairs], np.int64), np.array([pair[1] for pair in pairs], np.float64))

    def number(self, word: str) -> int:
        """The number of a word."""
        return self._numbers.get(word, UNKNOWN)

    def word(self, number: int) -> str:
        """The word with this number."""
        return self._words[number]


@dataclass(frozen=True, slots=True)
class Statistics:
    """What BM25 has to know of all documents of one language; the last weight is that of an unknown word."""

    weights: Floats
    mean_length: float
    documents: int

    @classmethod
    def of(cls, bags: Sequence[Bag], size: int) -> "Statistics":
        """Count the documents of one language; `size` is that of the vocabulary."""
        found = np.zeros(size + 1)
        if bags:
            found[:size] = np.bincount(np.concatenate([bag.words for bag in bags]), minlength=size)[:size]
        weights = np.log1p((len(bags) - found + 0.5) / (found + 0.5))
        lengths = [bag.counts.sum() for bag in bags]
        return cls(weights, float(np.mean(lengths)) if lengths else 1.0, len(bags))

    def numbers(self, bag: Bag) -> NDArray[np.int64]:
        """The bag's words, those that came after the count as unknown."""
        return np.where(bag.words < len(self.weights) - 1, bag.words, UNKNOWN)

    def weigh_question(self, bag: Bag) -> Floats:
        """The weight of each word of a question."""
        saturated = bag.counts * (K3 + 1) / (bag.counts + K3)
        return np.asarray(saturated * self.weights[self.numbers(bag)], np.float64)

    def weigh_document(self, bag: Bag) -> Floats:
        """How strongly the document has each of its words, from 0 to 1."""
        length = bag.counts.sum() / max(self.mean_length, 1.0)
        return np.asarray(bag.counts / (bag.counts + K1 * (1 - B + B * length)), np.float64)


class Postings:
    """The words of many documents, weighed once, in rows."""

    def __init__(self, bags: Sequence[Bag], statistics: Sequence[Statistics], size: int) -> None:
        """Take one bag per row, and the statistics of each row's language."""
        self._starts = np.concatenate([[0], np.cumsum([len(bag.words) for bag in bags], dtype=np.int64)])
        self._size = size
        self._words = np.concatenate([bag.words for bag in bags]) if bags else np.zeros(0, np.int64)
        pairs = list(zip(statistics, bags, strict=True))
        self._as_question = _joined([own.weigh_question(bag) for own, bag in pairs])
        self._as_document = _joined([own.weigh_document(bag) for own, bag in pairs])
        every = np.arange(len(bags))
        self._most = self._sum(self._as_question, every, self._lengths(every))

    def both_ways(self, bag: Bag, statistics: Statistics, rows: Rows) -> tuple[Floats, Floats]:
        """For each row: how much of the bag the row has, and how much of the row the bag has, each 0 to 1."""
        numbers, lengths = statistics.numbers(bag), self._lengths(rows)
        question, document = np.zeros(self._size + 1), np.zeros(self._size + 1)
        weights = statistics.weigh_question(bag)
        question[numbers], document[numbers] = weights, statistics.weigh_document(bag)
        question[UNKNOWN] = document[UNKNOWN] = 0.0
        places = self._places(rows, lengths)
        words = self._words[places]
        found = self._sum(question[words] * self._as_document[places], np.arange(len(rows)), lengths)
        finding = self._sum(document[words] * self._as_question[places], np.arange(len(rows)), lengths)
        return _share(found, np.full(len(rows), weights.sum())), _share(finding, self._most[rows])

    def _lengths(self, rows: Rows) -> NDArray[np.int64]:
        return np.asarray(self._starts[rows + 1] - self._starts[rows], np.int64)

    def _places(self, rows: Rows, lengths: NDArray[np.int64]) -> NDArray[np.int64]:
        before = np.cumsum(lengths) - lengths
        return np.asarray(np.repeat(self._starts[rows] - before, lengths) + np.arange(lengths.sum()), np.int64)

    @staticmethod
    def _sum(values: Floats, rows: Rows, lengths: NDArray[np.int64]) -> Floats:
        return np.asarray(np.bincount(np.repeat(rows, lengths), weights=values, minlength=len(rows)), np.float64)


def _joined(parts: Sequence[Floats]) -> Floats:
    return np.concatenate(parts) if parts else np.zeros(0)


def _share(part: Floats, whole: Floats) -> Floats:
    return np.divide(part, whole, out=np.zeros_like(part), where=whole > 0)
