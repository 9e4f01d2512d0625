"""What two texts say in the same words: their telling terms, and the two sentences that correspond best."""

from collections.abc import Container
from dataclasses import dataclass
from functools import lru_cache
from math import sqrt

import numpy as np

from matching.bm25 import UNKNOWN, Bag, Statistics, Vocabulary
from matching.tokens import is_telling, sentences, whole_words

MOST_TERMS = 5
_TELLS_FROM = 1.9  # the BM25 weight of a word that stands in three of twenty documents
_ENOUGH_DOCUMENTS = 50  # with fewer, how often a word occurs says little


@dataclass(frozen=True, slots=True)
class Quotation:
    """The sentence on each side, and the terms that the two texts share, the rarest first."""

    ours: str
    theirs: str
    terms: tuple[str, ...]


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

    def quote(self, one: str, other: str, terms: tuple[str, ...]) -> Quotation:
        """The two sentences, among those that have one of the terms, that say most of the same.

        Two sentences with one word in common do not correspond: then each text is quoted with its first sentence.
        """
        ours, theirs = ([pair for pair in _sentences(text) if pair[1].intersection(terms)] for text in (one, other))
        pairs = (
            (self._nearness(left[1], right[1]), left[0], right[0])
            for left in ours
            for right in theirs
            if len(left[1] & right[1]) > 1
        )
        # max takes the first of equals: the earliest sentences.
        _, left, right = max(pairs, key=lambda pair: pair[0], default=(0.0, first_sentence(one), first_sentence(other)))
        return Quotation(left, right, terms)

    def _nearness(self, one: frozenset[str], other: frozenset[str]) -> float:
        """The cosine of the two sentences, each word counting by its weight."""
        shared, ours, theirs = (sum(self.weight(word) ** 2 for word in words) for words in (one & other, one, other))
        return shared / sqrt(ours * theirs) if ours and theirs else 0.0


def first_sentence(text: str) -> str:
    """What a text begins with: a listing's title."""
    return next(iter(sentences(text)), "")


@lru_cache(maxsize=4096)
def _sentences(text: str) -> tuple[tuple[str, frozenset[str]], ...]:
    return tuple((sentence, frozenset(filter(is_telling, whole_words(sentence)))) for sentence in sentences(text))
