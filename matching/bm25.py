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
        tally = Tally()
        tally.add(bags)
        return tally.statistics(size)

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


class Tally:
    """The counts that statistics are made of, kept up while documents come and go. One writer at a time."""

    def __init__(self) -> None:
        """Start without documents."""
        self._found = np.zeros(0, np.int64)
        self._length, self._documents = 0.0, 0

    def add(self, bags: Sequence[Bag], times: int = 1) -> None:
        """Count these documents once more, or with `times` -1, once less."""
        if bags:
            counted = np.bincount(np.concatenate([bag.words for bag in bags]), minlength=len(self._found))
            counted[: len(self._found)] += times * self._found
            self._found = times * counted
            self._length += times * float(sum(bag.counts.sum() for bag in bags))
            self._documents += times * len(bags)

    def statistics(self, size: int) -> Statistics:
        """What they amount to; `size` is that of the vocabulary."""
        found = np.zeros(size + 1)
        found[: len(self._found)] = self._found
        weights = np.log1p((self._documents - found + 0.5) / (found + 0.5))
        return Statistics(weights, self._length / self._documents if self._documents else 1.0, self._documents)
