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
LEAST_COSINE_IN_EIGHT_BITS = 0.995
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


def least_cosine(backend: str) -> float:
    """How near the vectors of a backend must be to the golden ones."""
    return LEAST_COSINE_IN_EIGHT_BITS if backend == "onnx-int8" else LEAST_COSINE


def worst_cosine(encoder: Encoder) -> float:
    """How near the encoder's vectors are to the golden ones, at the text where they are farthest."""
    return min(_cosine(encoder, case) for case in golden_cases())


def vector_of(encoder: Encoder, kind: str, text: str) -> NDArray[np.float32]:
    """The vector of one text, read as what a golden case's `kind` says."""
    return (encoder.encode_queries if kind == "query" else encoder.encode_documents)([text])[0]


def _cosine(encoder: Encoder, case: GoldenCase) -> float:
    return float(vector_of(encoder, case.kind, case.text) @ case.vector / np.linalg.norm(case.vector))
