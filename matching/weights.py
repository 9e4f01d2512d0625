"""Every number that decides what a match is worth, in one table with a version."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import isclose

LanguagePair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class TextWeights:
    """How the nearness of two vectors and the words in common become one value from 0 to 1.

    `curves` holds, per pair of languages (in alphabetical order), the inner product that is worth a half, and how far
    from it the logistic curve has risen to 0.73; related texts stand nearer within a language than across.
    `half_words` is the BM25 share (see bm25.py) that is worth a half. On the Chinese development sets these values do
    better than reciprocal rank fusion, and everything from 0.4 to 0.6 for `dense` does about as well.
    """

    dense: float = 0.5
    lexical: float = 0.5
    half_words: float = 0.25
    curves: Mapping[LanguagePair, tuple[float, float]] = field(
        default_factory=lambda: {("zh", "zh"): (0.35, 0.15), ("en", "en"): (0.35, 0.15), ("en", "zh"): (0.30, 0.15)}
    )


@dataclass(frozen=True, slots=True)
class Weights:
    """The weights of the features (their sum is 1), and the scores from which a match is called good or strong."""

    version: str
    features: Mapping[str, float]
    text: TextWeights = TextWeights()
    good: float = 0.45
    strong: float = 0.65
    per_owner: int = 2

    def __post_init__(self) -> None:
        if not isclose(sum(self.features.values()), 1.0) or min(self.features.values()) < 0:
            raise ValueError("The weights of the features must not be negative and must add up to 1")

    def band(self, score: float) -> str:
        """What a score is called."""
        return "strong" if score >= self.strong else "good" if score >= self.good else "possible"


DEFAULT_WEIGHTS = Weights(
    version="2026-1",
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
