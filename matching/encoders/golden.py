"""Texts of our own with the vectors that the built-in model has to give for them."""

import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from matching.encoders.base import Encoder

_FILE = Path(__file__).parent / "data" / "golden_e5_small.json"
LEAST_COSINE = 0.999
WINDOW_TOKENS = 512  # the vectors are of whole texts alone


@dataclass(frozen=True, slots=True)
class GoldenCase:
    """One text, encoded as a query or as a document, and its vector in float32."""

    kind: str
    text: str
    vector: NDArray[np.float32]


@lru_cache(maxsize=1)
def golden_cases() -> tuple[GoldenCase, ...]:
    """The cases in the order of their file; vectors are rounded to five digits."""
    cases = json.loads(_FILE.read_text(encoding="utf-8"))
    return tuple(GoldenCase(case["kind"], case["text"], np.array(case["vector"], np.float32)) for case in cases)


def worst_cosine(encoder: Encoder) -> float:
    """How near the encoder's vectors are to the golden ones, at the text where they are farthest."""
    return min(_cosine(encoder, case) for case in golden_cases())


def _cosine(encoder: Encoder, case: GoldenCase) -> float:
    encode = encoder.encode_queries if case.kind == "query" else encoder.encode_documents
    return float(encode([case.text])[0] @ case.vector / np.linalg.norm(case.vector))
