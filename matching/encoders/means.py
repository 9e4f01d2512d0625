"""Computes the mean vectors that are shipped with the built-in model, from sentences of our own."""

import json
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from matching.encoders.base import Encoder
from matching.records import Language

_DATA = Path(__file__).parent / "data"
_DIGITS = 5


def sentence_pairs() -> list[tuple[str, str]]:
    """Sentences from the world of the platform, each in Chinese and in English."""
    return [(zh, en) for zh, en in json.loads((_DATA / "sentences.json").read_text(encoding="utf-8"))]


def mean_vectors(encoder: Encoder) -> dict[Language, NDArray[np.float32]]:
    """Per language the mean of the sentences, encoded as queries and as documents, since listings are both."""
    chinese, english = (list(texts) for texts in zip(*sentence_pairs(), strict=True))
    return {"zh": _mean(encoder, chinese), "en": _mean(encoder, english)}


def write_means(encoder: Encoder) -> Path:
    """Replace the shipped means by those of this encoder."""
    content = {
        "model": encoder.id.split(".")[0],
        "means": {
            language: [round(float(number), _DIGITS) for number in mean]
            for language, mean in mean_vectors(encoder).items()
        },
    }
    target = _DATA / "means_e5_small.json"
    target.write_text(json.dumps(content, separators=(",", ":")) + "\n", encoding="utf-8")
    return target


def _mean(encoder: Encoder, texts: list[str]) -> NDArray[np.float32]:
    vectors = np.concatenate([encoder.encode_queries(texts), encoder.encode_documents(texts)])
    return vectors.mean(axis=0, dtype=np.float64).astype(np.float32)
