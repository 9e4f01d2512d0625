"""What two texts say in the same words: their telling terms, and the two sentences that correspond best."""

from dataclasses import dataclass
from functools import lru_cache
from math import sqrt

import numpy as np

from matching.bm25 import UNKNOWN, Bag, Statistics, Vocabulary
from matching.tokens import is_telling, sentences, tokenize

MOST_TERMS = 5
_TELLS_FROM = 1.2  # the BM25 weight of a word that stands in three of ten documents
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

    def shared_terms(self, one: Bag, other: Bag) -> tuple[str, ...]:
        """The most telling words that both texts have, the rarest first; no word that stands inside another."""
        both = np.intersect1d(one.words, other.words)
        both = both[(both != UNKNOWN) & (both < len(self.statistics.weights) - 1)]
        weights = self.statistics.weights[both]
        least = _TELLS_FROM if self.statistics.documents >= _ENOUGH_DOCUMENTS else 0.0
        chosen: list[str] = []
        for place in np.lexsort((both, -weights)):
            word = self.vocabulary.word(int(both[place]))
            if weights[place] < least or len(chosen) == MOST_TERMS:
                break
            if is_telling(word) and not any(word in longer or longer in word for longer in chosen):
                chosen.append(word)
        return tuple(chosen)

    def quote(self, one: str, other: str, terms: tuple[str, ...]) -> Quotation:
        """The two sentences, among those that have one of the terms, that share most of what they say."""
        ours, theirs = ([pair for pair in _sentences(text) if pair[1].intersection(terms)] for text in (one, other))
        pairs = ((self._nearness(left[1], right[1]), left[0], right[0]) for left in ours for right in theirs)
        # max takes the first of equals: the earliest sentences.
        _, left, right = max(pairs, key=lambda pair: pair[0], default=(0.0, first_sentence(one), first_sentence(other)))
        return Quotation(left, right, terms)

    def _nearness(self, one: frozenset[str], other: frozenset[str]) -> float:
        return sum(self.weight(word) for word in one & other) / sqrt(max(len(one) * len(other), 1))


def first_sentence(text: str) -> str:
    """What a text begins with: a listing's title."""
    return next(iter(sentences(text)), "")


@lru_cache(maxsize=4096)
def _sentences(text: str) -> tuple[tuple[str, frozenset[str]], ...]:
    return tuple((sentence, frozenset(filter(is_telling, tokenize(sentence)))) for sentence in sentences(text))
