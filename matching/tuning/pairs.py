"""Pairs of texts that belong together, and how they are split into those to learn from and those to be tried on."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from matching.evaluation.datasets import Dataset
from matching.tuning.masking import mask

LEAST_PAIRS = 200  # to learn from; with fewer, what is learned is chance
HOLD_BACK = 0.3


@dataclass(frozen=True, slots=True)
class Pair:
    """Who asked and who answered, in their own words; `rejected` are texts that were shown and dismissed for theme."""

    anchor: str
    positive: str
    organizations: frozenset[str]
    at: datetime
    rejected: tuple[str, ...] = ()

    def masked(self) -> "Pair":
        """The same without personal data."""
        rejected = tuple(mask(text) for text in self.rejected)
        return Pair(mask(self.anchor), mask(self.positive), self.organizations, self.at, rejected)


def split(pairs: Iterable[Pair], share: float = HOLD_BACK) -> tuple[list[Pair], list[Pair]]:
    """By time and by organization: the last `share` is held back, and of the earlier ones those are learned from.

    An earlier pair is left out when one of its organizations, or one of its texts, takes part in a held-back one.
    """
    ordered = sorted(pairs, key=lambda pair: (pair.at, pair.anchor, pair.positive))
    cut = len(ordered) - round(len(ordered) * share)
    earlier, held = ordered[:cut], ordered[cut:]
    first = held[0].at if held else None
    theirs = {organization for pair in held for organization in pair.organizations}
    texts = {text for pair in held for text in (pair.anchor, pair.positive)}
    learned = [
        pair
        for pair in earlier
        if (first is None or pair.at < first)
        and theirs.isdisjoint(pair.organizations)
        and texts.isdisjoint((pair.anchor, pair.positive))
    ]
    return learned, held


def digest(pairs: Iterable[Pair], base: str) -> str:
    """SHA-256 in hexadecimal digits of what was learned from, in its order, and of the name of the model before."""
    content = [base, [[pair.anchor, pair.positive, list(pair.rejected)] for pair in pairs]]
    return hashlib.sha256(json.dumps(content, ensure_ascii=False).encode()).hexdigest()


def held_back_set(held: Sequence[Pair], everybody: Sequence[Pair]) -> Dataset:
    """The held-back pairs as a data set: each anchor asks, and all that ever answered anybody may answer."""
    corpus = {text: f"d{number}" for number, text in enumerate(sorted({pair.positive for pair in everybody}))}
    queries = {text: f"q{number}" for number, text in enumerate(sorted({pair.anchor for pair in held}))}
    judgements: dict[str, dict[str, int]] = {}
    for pair in held:
        judgements.setdefault(queries[pair.anchor], {})[corpus[pair.positive]] = 1
    return Dataset(
        "held-back pairings",
        {id: {"id": id, "text": text} for text, id in queries.items()},
        {id: {"id": id, "text": text} for text, id in corpus.items()},
        judgements,
    )
