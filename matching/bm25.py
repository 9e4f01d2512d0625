"""BM25 between texts that are both long: how much of what one says is found in the other, 0 to 1, both ways."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import repeat

import numpy as np
from numpy.typing import NDArray

from matching.tokens import tokenize

Floats = NDArray[np.float64]
Rows = NDArray[np.int64]

K1 = 1.5  # how soon more of the same word in a document stops counting
B = 0.75  # how much long documents are held back
K3 = 8.0  # how soon more of the same word in a question stops counting
UNKNOWN = -1  # the number of every word that no document has
_SENTENCES = 4_096  # so many of them are kept as bags, about 1 KB each


@dataclass(frozen=True, slots=True)
class Bag:
    """The words of one text by number, ascending, and how often each stands there."""

    words: NDArray[np.int64]
    counts: Floats

    def less(self, part: "Bag") -> "Bag | None":
        """What is left without a part of the text; None for what is no part, and where words without a number are."""
        if not len(self.words) or UNKNOWN in (self.words[0], *part.words[:1]):
            return None
        places = np.minimum(np.searchsorted(self.words, part.words), len(self.words) - 1)
        counts = self.counts.copy()
        counts[places] -= part.counts
        if (self.words[places] != part.words).any() or (counts < 0).any():
            return None
        left = counts > 0
        return Bag(self.words[left], counts[left])


def common(one: Bag, other: Bag) -> tuple[Rows, Rows, Rows]:
    """The words with a number that both have, ascending, and the place of each in the one and in the other."""
    if not len(other.words):
        return one.words[:0], one.words[:0], one.words[:0]
    there = np.minimum(np.searchsorted(other.words, one.words), len(other.words) - 1)
    here = np.flatnonzero((other.words[there] == one.words) & (one.words != UNKNOWN))
    return one.words[here], here, there[here]


class Vocabulary:
    """Numbers for words; numbers are given once and never change."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._words: list[str] = []
        self._read_sentence = lru_cache(maxsize=_SENTENCES)(lambda text: self.read(tokenize(text)))

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
        numbers, unknown = self._numbers, repeat(UNKNOWN)
        words = np.fromiter(map(numbers.get, counted, unknown), np.int64, len(counted))
        order = np.argsort(words)
        return Bag(words[order], np.fromiter(counted.values(), np.float64, len(counted))[order])

    def read_sentence(self, text: str) -> Bag:
        """The bag of a sentence of a text; it is kept, so that words that came later may still be unknown in it."""
        return self._read_sentence(text)

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

    def shares(self, one: Bag, other: Bag) -> tuple[float, float]:
        """How much of one text another in this language has, and the other way round, each 0 to 1; as Postings do."""
        if not len(one.words) or not len(other.words):
            return 0.0, 0.0
        words, here, there = common(one, other)
        known = words < len(self.weights) - 1
        here, there = here[known], there[known]
        asking, answering = self.weigh_question(one), self.weigh_question(other)
        found = asking[here] @ self.weigh_document(other)[there]
        finding = answering[there] @ self.weigh_document(one)[here]
        return float(found / asking.sum()), float(finding / answering.sum())


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
