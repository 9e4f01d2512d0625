"""Texts that can be compared, by the nearness of their vectors and by the words they share."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from matching.bm25 import Bag, Floats, Rows, Statistics
from matching.centering import LANGUAGES
from matching.crowding import NO_CROWD, Crowd
from matching.edit import Edit
from matching.fusion import weighted
from matching.index import Vector, VectorIndex
from matching.postings import Postings
from matching.records import Language
from matching.weights import TextWeights

_USUAL_NEARNESS = 0.15  # of two texts about anything, until enough of them are there to be measured
_ENOUGH_PAIRS = 400


@dataclass(frozen=True, slots=True)
class Document:
    """A text that can be compared: its words, and its vector as it stands in the index (centred)."""

    text: str
    language: Language
    bag: Bag
    vector: Vector | None


@dataclass(frozen=True, slots=True)
class Background:
    """How near two texts are that have nothing to do with each other, for each pair of languages.

    It depends on the model, on the centring and on the languages (a Chinese and an English text lie farther apart than
    two Chinese ones), so it is taken from the documents themselves: the mean inner product of all pairs.
    """

    nearness: Mapping[tuple[Language, Language], float]

    @classmethod
    def of(cls, sums: "Sums") -> "Background":
        """Measure all pairs at once: the mean of the products is the product of the means."""
        return cls({(one, other): _mean_product(sums, one, other) for one in LANGUAGES for other in LANGUAGES})


class Sums:
    """The sum of all vectors of each language, kept up while documents come and go. One writer at a time."""

    def __init__(self) -> None:
        """Start without documents."""
        self.sums: dict[Language, Floats | float] = dict.fromkeys(LANGUAGES, 0.0)
        self.counts = dict.fromkeys(LANGUAGES, 0)

    def add(self, documents: Iterable[Document], times: int = 1) -> None:
        """Add the vectors of these documents, or with `times` -1, take them out."""
        vectors: dict[Language, list[Vector]] = {language: [] for language in LANGUAGES}
        for document in documents:
            if document.vector is not None:
                vectors[document.language].append(document.vector)
        for language, found in vectors.items():
            if found:
                self.sums[language] = self.sums[language] + times * np.array(found, np.float64).sum(axis=0)
                self.counts[language] += times * len(found)


def _worth(share: Floats, half: float) -> Floats:
    """What words in common are worth: 0 for none, a half where the share is `half`, 1 for all."""
    return np.asarray(share * (1 - half) / (share * (1 - 2 * half) + half), np.float64)


def _logistic(above: Floats, width: float) -> Floats:
    return np.asarray(1 / (1 + np.exp(-above / width)), np.float64)


def _mean_product(sums: Sums, one: Language, other: Language) -> float:
    """The mean inner product of all pairs but those of a vector with itself, drawn to the usual where pairs are few."""
    if not sums.counts[one] or not sums.counts[other]:
        return _USUAL_NEARNESS
    itself = sums.counts[one] if one == other else 0
    products = float(np.dot(sums.sums[one], sums.sums[other])) - itself
    pairs = sums.counts[one] * sums.counts[other] - itself
    return (products + _USUAL_NEARNESS * _ENOUGH_PAIRS) / (pairs + _ENOUGH_PAIRS)


class Documents:
    """Documents in rows, ready to be compared with one of them or with any other."""

    def __init__(
        self,
        documents: Mapping[str, Document],
        index: VectorIndex,
        statistics: Mapping[Language, Statistics],
        background: Background,
        size: int,
    ) -> None:
        """Take documents with the index that holds their vectors; `size` is that of the vocabulary."""
        self.ids: Sequence[str] = sorted(documents)
        self.index, self.statistics, self.background = index, statistics, background
        chosen = [documents[id] for id in self.ids]
        self._languages = np.array([document.language for document in chosen], "U2")
        self._postings = Postings([document.bag for document in chosen], self._languages.tolist(), statistics, size)

    def edited(
        self,
        edit: Edit,
        documents: Mapping[str, Document],
        index: VectorIndex,
        statistics: Mapping[Language, Statistics],
        background: Background,
        size: int,
    ) -> "Documents":
        """The documents after an edit, given as when they were first taken."""
        new = object.__new__(Documents)
        new.ids, new.index, new.statistics, new.background = edit.ids, index, statistics, background
        fresh = [documents[edit.ids[row]] for row in edit.fresh.tolist()]
        new._languages = edit.array(self._languages, np.array([document.language for document in fresh], "U2"))
        bags = [document.bag for document in fresh]
        new._postings = self._postings.edited(edit, bags, new._languages.tolist(), statistics, size)
        return new

    def compare(
        self, asker: Document, rows: Rows, weights: TextWeights, crowd: Crowd = NO_CROWD
    ) -> tuple[Floats, Floats]:
        """How much of what the asker says each row answers, and the other way round, each 0 to 1.

        Whoever is near to everybody is held back: the row on the way forward, the asker on the way back. NaN where
        neither vectors nor words can tell: no vector on one side, and another language.
        """
        above, words = self._above(asker, rows, weights), self.words(asker, rows, weights)
        near = (_logistic(above - weights.crowd * crowded, weights.width) for crowded in (crowd.rows, crowd.asker))
        forward, backward = (
            weighted([dense, side], [weights.dense, weights.lexical]) for dense, side in zip(near, words, strict=True)
        )
        return forward, backward

    def words(self, asker: Document, rows: Rows, weights: TextWeights) -> tuple[Floats, Floats]:
        """What the words in common are worth, both ways, 0 to 1; NaN where the languages differ."""
        same = self._languages[rows] == asker.language
        shares = self._postings.both_ways(asker.bag, self.statistics[asker.language], rows)
        forward, backward = (np.where(same, _worth(share, weights.half_words), np.nan) for share in shares)
        return forward, backward

    def nearness(self, asker: Document, rows: Rows, weights: TextWeights) -> Floats:
        """How near the vectors are, 0 to 1, above a half where clearly nearer than unrelated texts; NaN without one."""
        return _logistic(self._above(asker, rows, weights), weights.width)

    def words_of_two(self, one: Document, other: Document, weights: TextWeights) -> float | None:
        """What the words in common of any two texts are worth, the mean of both ways; None in two languages."""
        if one.language != other.language:
            return None
        shares = np.array(self.statistics[one.language].shares(one.bag, other.bag))
        return float(_worth(shares, weights.half_words).mean())

    def nearness_of_two(self, one: Document, other: Document, weights: TextWeights) -> float | None:
        """How near the vectors of any two texts are, as `nearness` has it; None without both."""
        if one.vector is None or other.vector is None:
            return None
        above = float(one.vector @ other.vector) - self._half(one.language, other.language, weights)
        return float(_logistic(np.array(above), weights.width))

    def _half(self, one: Language, other: Language, weights: TextWeights) -> float:
        """The inner product of two vectors that is worth a half."""
        return self.background.nearness[one, other] + (
            weights.half_above if one == other else weights.half_above_across
        )

    def _above(self, asker: Document, rows: Rows, weights: TextWeights) -> Floats:
        """How far the inner product with each row lies above the one that is worth a half; NaN without a vector."""
        if asker.vector is None:
            return np.full(len(rows), np.nan)
        near = self.index.similarities(asker.vector, [self.ids[row] for row in rows])
        chinese, english = (self._half(asker.language, other, weights) for other in LANGUAGES)
        return np.asarray(near - np.where(self._languages[rows] == "zh", chinese, english), np.float64)
