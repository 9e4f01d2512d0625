"""Made-up markets of decisions: people who want something that is known, and look at the top of a list more often."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import numpy as np

from matching.learning.decisions import INTEREST, MUTUAL, UNANSWERED, UNWANTED, Decision, Shown, decide
from matching.scoring import FEATURES, score
from matching.weights import DEFAULT_WEIGHTS

START = datetime(2025, 1, 1, tzinfo=UTC)
SHOWN = 10
TRACK = FEATURES.index("track_record")
Wish = Callable[[np.ndarray], np.ndarray]  # how much each candidate is wanted, from its features (rows, FEATURES)


def wants(**weights: float) -> Wish:
    """People who want these features, and nothing else."""
    table = np.array([weights.get(name, 0.0) for name in FEATURES])
    return lambda values: values @ table


def nobody_knows(values: np.ndarray) -> np.ndarray:
    """People whose answers have nothing to do with the features."""
    return np.full(len(values), 0.5)


def market(wish: Wish, count: int, seed: int = 1, *, noise: float = 0.15, established: float = 0.4) -> list[Decision]:
    """Decisions of so many askers, each of whom was shown ten candidates in the order of the weights.

    A place is looked at with probability 1 / sqrt(place); who is looked at and wanted gets interest or more, who is
    looked at and not wanted at all is dismissed, the others are passed over.
    """
    chance = np.random.default_rng(seed)
    found = (_decision(number, wish, chance, noise, established) for number in range(count))
    return [decision for decision in found if decision]


def _decision(
    number: int, wish: Wish, chance: np.random.Generator, noise: float, established: float
) -> Decision | None:
    values = chance.uniform(0, 1, (SHOWN, len(FEATURES)))
    past = np.where(chance.uniform(size=SHOWN) < established, chance.integers(1, 12, SHOWN), 0)
    values[:, TRACK] = (past + 1) / (past + 2)
    backward = np.clip(values + chance.normal(0, 0.1, values.shape), 0, 1)
    order = np.argsort(-score(values, backward, DEFAULT_WEIGHTS).score)
    felt = wish((values + backward) / 2) + chance.normal(0, noise, SHOWN)
    looked_at = chance.uniform(size=SHOWN) < 1 / np.sqrt(np.argsort(order) + 1.0)
    rows = [
        Shown(
            candidate_id=f"c{number}-{row}",
            position=position,
            grade=_grade(felt[row]) if looked_at[row] else UNANSWERED,
            forward=dict(zip(FEATURES, values[row].tolist(), strict=True)),
            backward=dict(zip(FEATURES, backward[row].tolist(), strict=True)),
            past_pairings=int(past[row]),
        )
        for position, row in enumerate(order, start=1)
    ]
    return decide(f"a{number}", START + timedelta(hours=number), [rows])


def _grade(felt: float) -> int:
    return MUTUAL if felt > 0.75 else INTEREST if felt > 0.6 else UNWANTED if felt < 0.35 else UNANSWERED
