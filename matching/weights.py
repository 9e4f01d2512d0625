"""Every number that decides what a match is worth, in one table with a version."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import isclose


@dataclass(frozen=True, slots=True)
class TextWeights:
    """How the nearness of two vectors and the words in common become one value from 0 to 1.

    Two vectors are worth a half when their inner product lies `half_above` over that of unrelated texts in the same
    two languages (documents.Background), and `width` further 0.73, on a logistic curve; `half_above_across` where the
    languages differ, because there are no words to check the vectors by. Words in common are worth a half when the
    BM25 share (bm25.py) is `half_words`, and 1 when it is 1. Both curves are nearly straight on purpose: where one
    bends early, it hides how much better the best candidates are than the good ones. docs/evaluation.md has the
    figures. From a vector's nearness is taken `crowd` times what the text is nearer to all who might ask than its like
    (crowding.py). From 0.5 to 0.6 for `dense`, 0.05 to 0.15 for `half_above`, 0.2 to 0.4 for `half_words` and 0.2 to
    0.5 for `crowd`, little changes.
    """

    dense: float = 0.55
    lexical: float = 0.45
    half_above: float = 0.10
    half_above_across: float = 0.20
    width: float = 0.20
    half_words: float = 0.30
    crowd: float = 0.40


@dataclass(frozen=True, slots=True)
class Weights:
    """The weights of the features (their sum is 1), and the scores from which a match is called good or strong."""

    version: str
    features: Mapping[str, float]
    text: TextWeights = TextWeights()
    good: float = 0.45
    strong: float = 0.56
    per_owner: int = 2

    def __post_init__(self) -> None:
        if not isclose(sum(self.features.values()), 1.0) or min(self.features.values()) < 0:
            raise ValueError("The weights of the features must not be negative and must add up to 1")

    def band(self, score: float) -> str:
        """What a score is called."""
        return "strong" if score >= self.strong else "good" if score >= self.good else "possible"


DEFAULT_WEIGHTS = Weights(
    version="2026-2",
    features={
        "text": 0.45,
        "fields": 0.14,
        "groups": 0.12,
        "places": 0.08,
        "amount": 0.10,
        "time": 0.06,
        "track_record": 0.05,
    },
)
