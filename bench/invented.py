"""Invented vectors that lie as real ones do: groups of very different sizes on a curved surface of few dimensions."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

DIMENSION = 384
_LATENT, _GROUPS, _AT_ONCE = 30, 1_000, 100_000
# What a filter can ask for: a column, and in how many values its rows fall. "far" marks the rows furthest away.
COLUMNS = {"tenth": 10, "hundredth": 100, "thousandth": 1_000}


@dataclass(frozen=True)
class Market:
    """Unit vectors in rows, the columns to filter by, and questions drawn as the rows are."""

    vectors: NDArray[np.float32]
    questions: NDArray[np.float32]
    columns: dict[str, NDArray[np.int16]]

    @classmethod
    def of(cls, vectors: NDArray[np.float32], questions: NDArray[np.float32], seed: int = 1) -> "Market":
        """The vectors with random columns; 1 in "far" for the hundredth that is furthest from all questions."""
        random = np.random.default_rng(seed)
        columns = {name: random.integers(0, values, len(vectors), np.int16) for name, values in COLUMNS.items()}
        nearness = vectors @ questions.mean(axis=0)
        columns["far"] = (nearness <= np.quantile(nearness, 0.01)).astype(np.int16)
        return cls(vectors, questions, columns)


def invented(count: int, questions: int, seed: int = 7) -> Market:
    """A mixture of Gaussians with Zipf's sizes in 30 dimensions, through tanh into 384, with a common offset."""
    random = np.random.default_rng(seed)
    shares = 1 / np.arange(1, _GROUPS + 1)
    centres = random.standard_normal((_GROUPS, _LATENT)).astype(np.float32)
    spread = (random.standard_normal((_LATENT, DIMENSION)) / _LATENT**0.5).astype(np.float32)
    offset = (0.5 * random.standard_normal(DIMENSION)).astype(np.float32)
    found = np.empty((count + questions, DIMENSION), np.float32)
    for start in range(0, len(found), _AT_ONCE):
        part = found[start : start + _AT_ONCE]
        group = random.choice(_GROUPS, len(part), p=shares / shares.sum())
        latent = centres[group] + 0.6 * random.standard_normal((len(part), _LATENT)).astype(np.float32)
        part[:] = np.tanh(latent @ spread) + offset
        part /= np.linalg.norm(part, axis=1, keepdims=True)
    return Market.of(found[:count], found[count:])


def kept(folder: Path, questions: int) -> Market | None:
    """The real vectors that the evaluation has kept (`.bench/vectors`), None where there are none."""
    sides = [[*folder.glob(f"*/{side}-*.npz")] for side in ("document", "query")]
    if not all(sides):
        return None
    rows, asked = (np.unique(np.concatenate([np.load(path)["vectors"] for path in own]), axis=0) for own in sides)
    return Market.of(rows, np.random.default_rng(0).permutation(asked)[:questions])
