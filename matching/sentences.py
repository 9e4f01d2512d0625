"""The first sentences of listings with their vectors, and how near two of them are in meaning."""

import hashlib
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from matching.centering import LANGUAGES, Centering
from matching.documents import Background
from matching.records import Language, Listing, Span
from matching.text import language_of
from matching.tokens import sentence_spans

MOST_SENTENCES = 40  # of one text that get a vector
# Two sentences are worth a half where their inner product lies so much of the way from that of unrelated texts to 1.
HALF_ABOVE, HALF_ABOVE_ACROSS = 0.58, 0.38
WIDTH = 0.10
_OF_LENGTH_ONE = 0.02  # how far the length of a vector that was kept with few digits may be from 1

Matrix = NDArray[np.float32]
Meaning = NDArray[np.float64]
# Gives the raw vectors of listings' first sentences by their ids, a row for each, as far as there are any.
SentenceVectors = Callable[[Sequence[Listing]], Mapping[str, Matrix]]


def written(listing: Listing) -> str:
    """The text of a listing as people wrote it: its parts, one below the other. Spans count its characters."""
    return "\n".join(listing.texts.values())


def first_sentences(listing: Listing) -> tuple[str, ...]:
    """The sentences that get a vector, in their order."""
    text = written(listing)
    return tuple(text[slice(*span)] for span in _places(text)[0])


def sentences_hash(said: Sequence[str]) -> str:
    """SHA-256 of sentences in hexadecimal digits: another as soon as one is changed, cut elsewhere or moved."""
    return hashlib.sha256("\n".join(said).encode()).hexdigest()


def is_whole(vectors: Matrix, count: int, dimension: int) -> bool:
    """There is one vector for each of so many sentences, each a number throughout and of length 1."""
    if vectors.shape != (count, dimension):
        return False
    squares = np.einsum("ij,ij->i", vectors, vectors)
    return bool((np.abs(np.sqrt(squares) - 1) <= _OF_LENGTH_ONE).all())  # NaN is not near anything


@lru_cache(maxsize=4096)
def _places(text: str) -> tuple[tuple[Span, ...], tuple[Language, ...]]:
    """Where each of the first sentences stands, and its language."""
    spans = tuple(sentence_spans(text)[:MOST_SENTENCES])
    return spans, tuple(language_of(text[slice(*span)]) for span in spans)


@dataclass(frozen=True, slots=True)
class Sentences:
    """The first sentences of a text: where each stands, its language, and their centred vectors (n, dimension)."""

    spans: tuple[Span, ...]
    languages: tuple[Language, ...]
    vectors: Matrix

    @classmethod
    def of(cls, listing: Listing, raw: Matrix | None, centering: Centering, dimension: int) -> "Sentences | None":
        """Those of a listing, each centred in its own language; None where the vectors are not whole."""
        spans, languages = _places(written(listing))
        if raw is None or not spans or not is_whole(raw, len(spans), dimension):
            return None
        return cls(spans, languages, centering.apply(raw, languages))

    def about(self, without: Collection[Span] = ()) -> Meaning:
        """The direction of what they say together, long ones counting for more; zeros for none."""
        lengths = np.array([0 if span in without else span[1] - span[0] for span in self.spans], np.float64)
        total = lengths @ self.vectors.astype(np.float64)
        return np.asarray(total / max(float(np.linalg.norm(total)), np.finfo(np.float64).tiny))


def nearness(one: Sentences, other: Sentences, background: Background) -> Meaning:
    """How near two sentences are in meaning, 0 to 1, a half where a pair is worth showing; shape (n of one, of other).

    An inner product counts by how far it lies above that of unrelated texts, as for whole texts (documents.Documents),
    but more is asked of it, because a sentence says less of what it is about. Looked at in the demo market (7,330
    Chinese and 472 English sentences, the built-in model): the mean of any two is 0.18 in Chinese, 0.22 in English and
    0.08 across, and one pair in a thousand lies above 0.54, 0.66 and 0.35. In matched listings about a half of the
    pairs in one language say the same at 0.50, two of three at 0.56 and four of five from 0.60 on; across, about a half
    at 0.35 and four of five at 0.39. Of 18 translations, written for this, 17 lie between 0.44 and 0.58, one at 0.37;
    of 552 other pairs of such sentences the highest is 0.39.
    """
    halves = np.array([[_half(background, ours, theirs) for theirs in LANGUAGES] for ours in LANGUAGES])
    ours, theirs = (np.array([LANGUAGES.index(language) for language in side.languages]) for side in (one, other))
    half = halves[ours[:, None], theirs]
    inner = one.vectors.astype(np.float64) @ other.vectors.T.astype(np.float64)
    return np.asarray(1 / (1 + np.exp((half - inner) / WIDTH)))


def _half(background: Background, one: Language, other: Language) -> float:
    """The inner product of two sentences in these languages that is worth a half."""
    usual = background.nearness[one, other]
    return usual + (HALF_ABOVE if one == other else HALF_ABOVE_ACROSS) * (1 - usual)


def resting_on(one: Sentences, other: Sentences, ours: Collection[Span], theirs: Collection[Span]) -> float:
    """How much less near two texts would be, in inner product, without the sentences at these places of either one.

    The lesser of what ours and theirs hold, each taken out alone. It is worked out from the sentences, without encoding
    what would be left (docs/evaluation.md says how often that is right).
    """
    ahead, back = one.about(), other.about()
    without_ours, without_theirs = one.about(ours) @ back, ahead @ other.about(theirs)
    return float(ahead @ back - max(without_ours, without_theirs))
