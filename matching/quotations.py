"""What two texts say alike: their telling terms, and the sentences that correspond by words or by meaning."""

from collections.abc import Collection, Container, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from math import sqrt

import numpy as np
from numpy.typing import NDArray

from matching.bm25 import UNKNOWN, Bag, Statistics, Vocabulary, common
from matching.records import SentencePair, Span
from matching.tokens import is_telling, sentence_spans, word_spans, words_of

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

    @property
    def quoted(self) -> tuple[SentencePair, ...]:
        """The pairs that stand for what the texts have in common: those by words, without any term those by meaning."""
        return tuple(pair for pair in self.pairs if pair.by_meaning != bool(self.terms))


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence by its place in its text, and its telling words."""

    span: Span
    words: frozenset[str]


@dataclass(frozen=True, slots=True)
class Found:
    """Two sentences that correspond, and how they were found to."""

    nearness: float
    ours: Sentence
    theirs: Sentence
    by_meaning: bool = False


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
        both, ours, theirs = common(one, other)
        known = both < len(self.statistics.weights) - 1
        both, often = both[known], np.minimum(one.counts[ours[known]], other.counts[theirs[known]])
        weights = self.statistics.weights[both]
        least = _TELLS_FROM if self.statistics.documents >= _ENOUGH_DOCUMENTS else 0.0
        order = np.lexsort((both, -weights * (1 + np.log(often))))
        chosen: list[str] = []
        for number in both[order][weights[order] >= least].tolist():
            word = self.vocabulary.word(number)
            if word in among and is_telling(word) and not any(word in longer or longer in word for longer in chosen):
                chosen.append(word)
                if len(chosen) == MOST_TERMS:
                    break
        return tuple(chosen)

    def quote(self, one: str, other: str, terms: tuple[str, ...], meaning: Meaning | None = None) -> Quotation:
        """The sentences that say most of the same, at most three pairs, none of them twice, the nearest pair first.

        Two sentences correspond if one of the terms stands in both. Where there are fewer than three such pairs, those
        follow that correspond by their meaning. Without any each text is quoted with its first sentence.

        Args:
            meaning: how near the first sentences of the one text are to those of the other in meaning, 0 to 1,
                unrelated ones well below a half; shape (first sentences of one, of other), in the order of
                `sentence_spans`.
        """
        chosen = _apart(sorted(self._by_words(one, other, terms), key=_place))
        if meaning is not None and len(chosen) < MOST_PAIRS:
            chosen = _apart(sorted(_by_meaning(one, other, meaning), key=_place), chosen)
        if not chosen:
            return Quotation(first_sentence(one), first_sentence(other), terms)
        pairs = tuple(self._pair(one, other, found) for found in chosen)
        return Quotation(one[slice(*pairs[0].ours)], other[slice(*pairs[0].theirs)], terms, pairs)

    def _by_words(self, one: str, other: str, terms: tuple[str, ...]) -> Iterator[Found]:
        """Sentences that have one of the terms in common, with the cosine of the two, each word counting by weight."""
        ours, theirs = (
            [(said, self._square(said.words)) for said in _sentences(text) if not said.words.isdisjoint(terms)]
            for text in (one, other)
        )
        for (left, ahead), (right, back) in product(ours, theirs):
            shared = left.words & right.words
            if ahead and back and not shared.isdisjoint(terms):
                near = self._square(shared) / sqrt(ahead * back)
                if near:
                    yield Found(near, left, right)

    def _square(self, words: frozenset[str]) -> float:
        return sum(self.weight(word) ** 2 for word in words)

    def _pair(self, one: str, other: str, found: Found) -> SentencePair:
        left, right = found.ours, found.theirs
        shared = left.words & right.words
        ours, theirs = (_within(text, side.span, shared) for text, side in ((one, left), (other, right)))
        return SentencePair(left.span, right.span, round(found.nearness, 3), ours, theirs, found.by_meaning)


def without(text: str, spans: Collection[Span]) -> str:
    """A text without the sentences at these places, a line for each that is left."""
    return "\n".join(text[start:end] for start, end in sentence_spans(text) if (start, end) not in spans)


def first_sentence(text: str) -> str:
    """What a text begins with: a listing's title."""
    return next((text[start:end] for start, end in sentence_spans(text)), "")


def _place(found: Found) -> tuple[float, Span, Span]:
    return -found.nearness, found.ours.span, found.theirs.span


def _apart(pairs: Sequence[Found], before: Sequence[Found] = ()) -> list[Found]:
    """Those before, and the first pairs of which no two share a sentence."""
    chosen = list(before)
    for one in pairs:
        taken = any(one.ours.span == other.ours.span or one.theirs.span == other.theirs.span for other in chosen)
        if not taken and len(chosen) < MOST_PAIRS and one.nearness >= LEAST_OF_BEST * pairs[0].nearness:
            chosen.append(one)
    return chosen


def _by_meaning(one: str, other: str, meaning: Meaning) -> Iterator[Found]:
    """Sentences of which each is the nearest to the other, and near enough; NaN is not."""
    if not (meaning >= LEAST_MEANING).any():
        return
    best, best_of_other = (np.fmax.reduce(meaning, axis=axis, keepdims=True) for axis in (1, 0))
    near = (meaning >= LEAST_MEANING) & (meaning >= best) & (meaning >= best_of_other)
    for row, column in np.argwhere(near).tolist():
        yield Found(float(meaning[row, column]), _sentences(one)[row], _sentences(other)[column], by_meaning=True)


@lru_cache(maxsize=4096)
def telling_words(text: str) -> frozenset[str]:
    """The words of a text that can be shown as terms."""
    return frozenset().union(*(one.words for one in _sentences(text)))


def _within(text: str, span: Span, words: frozenset[str]) -> tuple[Span, ...]:
    start = span[0]
    return tuple((start + first, start + last) for first, last in word_spans(text[slice(*span)], words))


@lru_cache(maxsize=4096)
def _sentences(text: str) -> tuple[Sentence, ...]:
    return tuple(
        Sentence((start, end), frozenset(filter(is_telling, words_of(text[start:end]))))
        for start, end in sentence_spans(text)
    )
