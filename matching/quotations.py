"""What two texts say in the same words: their telling terms, and the sentences that correspond."""

from collections.abc import Collection, Container, Iterator
from dataclasses import dataclass
from functools import lru_cache
from math import sqrt

import numpy as np
from numpy.typing import NDArray

from matching.bm25 import UNKNOWN, Bag, Statistics, Vocabulary
from matching.records import SentencePair, Span
from matching.tokens import is_telling, sentence_spans, whole_words, word_spans

Meaning = NDArray[np.float64]

MOST_TERMS = 5
MOST_PAIRS = 3
LEAST_MEANING = 0.5  # from here on two sentences correspond by their meaning, without a word in common
LEAST_OF_BEST = 0.4  # a pair that is farther apart than this share of the best one is left out
_TELLS_FROM = 1.9  # the BM25 weight of a word that stands in three of twenty documents
_ENOUGH_DOCUMENTS = 50  # with fewer, how often a word occurs says little


@dataclass(frozen=True, slots=True)
class Quotation:
    """A sentence of each side, the terms that the two texts share, the rarest first, and all pairs of sentences."""

    ours: str
    theirs: str
    terms: tuple[str, ...]
    pairs: tuple[SentencePair, ...] = ()


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence by its place in its text, and its telling words."""

    span: Span
    words: frozenset[str]


@dataclass(frozen=True, slots=True)
class Wording:
    """How words are counted in one language."""

    vocabulary: Vocabulary
    statistics: Statistics

    def weight(self, word: str) -> float:
        """How telling a word is: the fewer documents have it, the more."""
        number = self.vocabulary.number(word)
        known = number if number < len(self.statistics.weights) - 1 else UNKNOWN
        return float(self.statistics.weights[known])

    def shared_terms(self, one: Bag, other: Bag, among: Container[str]) -> tuple[str, ...]:
        """The words that say most of what both texts are about, the weightiest first; none that stands inside another.

        A word weighs more the fewer documents have it, and the more often both texts do. Only words `among` the given
        ones are taken: the whole words of both texts.
        """
        both, ours, theirs = np.intersect1d(one.words, other.words, return_indices=True)
        often = np.minimum(one.counts[ours], other.counts[theirs])
        known = (both != UNKNOWN) & (both < len(self.statistics.weights) - 1)
        weights = np.where(known, self.statistics.weights[np.where(known, both, UNKNOWN)], 0.0)
        least = _TELLS_FROM if self.statistics.documents >= _ENOUGH_DOCUMENTS else 0.0
        chosen: list[str] = []
        for place in np.lexsort((both, -weights * (1 + np.log(often)))):
            if known[place] and weights[place] >= least and len(chosen) < MOST_TERMS:
                word = self.vocabulary.word(int(both[place]))
                if (
                    word in among
                    and is_telling(word)
                    and not any(word in longer or longer in word for longer in chosen)
                ):
                    chosen.append(word)
        return tuple(chosen)

    def quote(self, one: str, other: str, terms: tuple[str, ...], meaning: Meaning | None = None) -> Quotation:
        """The sentences that say most of the same, at most three pairs, none of them twice, the nearest pair first.

        Two sentences correspond if one of the terms stands in both, or by their meaning. Without any
        such pair each text is quoted with its first sentence.

        Args:
            meaning: how near each sentence of the one text is to each of the other in meaning, 0 to 1, unrelated ones
                well below a half; shape (sentences of one, sentences of other), in the order of `sentence_spans`.
        """
        pairs = tuple(
            self._pair(one, other, left, right, nearness)
            for nearness, left, right in _apart(sorted(self._near(one, other, terms, meaning), key=_place))
        )
        if not pairs:
            return Quotation(first_sentence(one), first_sentence(other), terms)
        return Quotation(one[slice(*pairs[0].ours)], other[slice(*pairs[0].theirs)], terms, pairs)

    def _near(
        self, one: str, other: str, terms: tuple[str, ...], meaning: Meaning | None
    ) -> Iterator[tuple[float, Sentence, Sentence]]:
        for row, left in enumerate(_sentences(one)):
            for column, right in enumerate(_sentences(other)):
                shared = left.words & right.words
                same = self._nearness(left.words, right.words) if shared.intersection(terms) else 0.0
                means = 0.0 if meaning is None else float(meaning[row, column])
                if same or means >= LEAST_MEANING:
                    yield max(same, means), left, right

    def _pair(self, one: str, other: str, left: Sentence, right: Sentence, nearness: float) -> SentencePair:
        shared = left.words & right.words
        ours, theirs = (_within(text, side.span, shared) for text, side in ((one, left), (other, right)))
        return SentencePair(left.span, right.span, round(nearness, 3), ours, theirs)

    def _nearness(self, one: frozenset[str], other: frozenset[str]) -> float:
        """The cosine of the two sentences, each word counting by its weight."""
        shared, ours, theirs = (sum(self.weight(word) ** 2 for word in words) for words in (one & other, one, other))
        return shared / sqrt(ours * theirs) if ours and theirs else 0.0


def without(text: str, spans: Collection[Span]) -> str:
    """A text without the sentences at these places, a line for each that is left."""
    return "\n".join(text[start:end] for start, end in sentence_spans(text) if (start, end) not in spans)


def first_sentence(text: str) -> str:
    """What a text begins with: a listing's title."""
    return next((text[start:end] for start, end in sentence_spans(text)), "")


def _place(pair: tuple[float, Sentence, Sentence]) -> tuple[float, Span, Span]:
    return -pair[0], pair[1].span, pair[2].span


def _apart(pairs: list[tuple[float, Sentence, Sentence]]) -> list[tuple[float, Sentence, Sentence]]:
    """The first pairs of which no two share a sentence."""
    chosen: list[tuple[float, Sentence, Sentence]] = []
    for nearness, left, right in pairs:
        taken = any(left.span == one.span or right.span == other.span for _, one, other in chosen)
        if not taken and len(chosen) < MOST_PAIRS and nearness >= LEAST_OF_BEST * pairs[0][0]:
            chosen.append((nearness, left, right))
    return chosen


def _within(text: str, span: Span, words: frozenset[str]) -> tuple[Span, ...]:
    start = span[0]
    return tuple((start + first, start + last) for first, last in word_spans(text[slice(*span)], words))


@lru_cache(maxsize=4096)
def _sentences(text: str) -> tuple[Sentence, ...]:
    return tuple(
        Sentence((start, end), frozenset(filter(is_telling, whole_words(text[start:end]))))
        for start, end in sentence_spans(text)
    )
