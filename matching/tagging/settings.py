"""The numbers of tagging. Chosen on five tasks together, two of them public (docs/evaluation.md)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType


@dataclass(frozen=True)
class TaggingSettings:
    """How examples vote, how keywords count, and from which score on a code is offered.

    A similarity to the power decides how much nearer examples count more. `keyword_share` is the weight of keywords
    where there are many examples; with none it is 1, and it is half way after `enough_examples`. `keyword_prior` is how
    often a keyword is right as long as few examples tell, namely fewer than `prior_weight`: with no examples, one
    keyword is enough for a group, and two are for a field or a goal.
    """

    neighbours: int = 20
    word_power: float = 3.0
    vector_power: float = 4.0
    keyword_share: float = 0.5
    keyword_prior: float = 0.42
    prior_weight: float = 10.0
    enough_examples: int = 20
    most_codes: int = 3
    least_score: float = 0.35
    least_scores: Mapping[str, float] = field(
        default_factory=lambda: MappingProxyType({"field": 0.45, "group": 0.4, "sdg": 0.48})
    )
    never: frozenset[str] = frozenset({"other"})  # says nothing of a text

    def threshold(self, vocabulary: str) -> float:
        """The score from which on a code of a vocabulary is offered."""
        return self.least_scores.get(vocabulary, self.least_score)


DEFAULT_SETTINGS = TaggingSettings()
