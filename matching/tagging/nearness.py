"""How near the examples are to a text: by their words, and by their vectors."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from matching.bm25 import Bag, Floats, Statistics, Vocabulary
from matching.index import Vector
from matching.records import Language
from matching.tagging.examples import Labelled


class ByWords:
    """The examples of one language by their words: how much of a text's words each has, by BM25, 0 to 1."""

    def __init__(self, labelled: Sequence[Labelled], language: Language, vocabulary: Vocabulary) -> None:
        """Weigh the words of the examples of the language once, and sort them by word."""
        rows = [row for row, one in enumerate(labelled) if one.example.language == language]
        bags = [labelled[row].bag for row in rows]
        self._vocabulary, self._size = vocabulary, len(labelled)
        self._statistics = Statistics.of(bags, len(vocabulary))
        words = np.concatenate([bag.words for bag in bags]) if bags else np.zeros(0, np.int64)
        order = np.argsort(words, kind="stable")
        self._starts = np.searchsorted(words[order], np.arange(len(vocabulary) + 1))
        self._rows = np.repeat(np.array(rows, np.int64), [len(bag.words) for bag in bags])[order]
        weights = [self._statistics.weigh_document(bag) for bag in bags]
        self._weights = np.concatenate(weights)[order] if bags else np.zeros(0)

    def of(self, tokens: Sequence[str]) -> Floats:
        """The nearness of every example, shape (examples,); 0 for those of other languages."""
        bag = self._vocabulary.read(tokens)
        weights = self._statistics.weigh_question(bag)
        most = weights.sum()
        known = bag.words >= 0
        known &= bag.words < len(self._starts) - 1  # words that came since have no place here
        found = self._sum(Bag(bag.words[known], weights[known]))
        return found / most if most > 0 else found

    def _sum(self, asked: Bag) -> Floats:
        first, last = self._starts[asked.words], self._starts[asked.words + 1]
        lengths = last - first
        places = np.repeat(first - (np.cumsum(lengths) - lengths), lengths) + np.arange(lengths.sum())
        values = self._weights[places] * np.repeat(asked.counts, lengths)
        return np.asarray(np.bincount(self._rows[places], weights=values, minlength=self._size), np.float64)


class ByVectors:
    """The examples that have a vector: the cosine of each with another one; below 0 counts as 0."""

    def __init__(self, labelled: Sequence[Labelled]) -> None:
        """Put the vectors below each other."""
        pairs = [(row, one.example.vector) for row, one in enumerate(labelled) if one.example.vector is not None]
        self._rows: NDArray[np.int64] = np.array([row for row, _ in pairs], np.int64)
        self._vectors = np.stack([vector for _, vector in pairs]) if pairs else None
        self._size = len(labelled)

    def of(self, vector: Vector) -> Floats:
        """The nearness of every example, shape (examples,); 0 for those without a vector."""
        near = np.zeros(self._size)
        if self._vectors is not None:
            near[self._rows] = np.clip(self._vectors @ vector, 0.0, None)
        return near
