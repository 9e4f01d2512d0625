"""How far a backend's vectors are from those that the same weights give in float32."""

from dataclasses import replace

import numpy as np

from matching.encoders.base import Encoder, EncoderSettings
from matching.encoders.builtin_e5 import ONNX_BACKENDS
from matching.encoders.golden import WINDOW_TOKENS, golden_cases, vector_of
from matching.encoders.means import sentence_pairs
from matching.encoders.registry import resolve


def exact(settings: EncoderSettings) -> EncoderSettings:
    """The settings in float32, in the same library."""
    return replace(settings, backend="onnx" if settings.backend in ONNX_BACKENDS else "torch")


def cosines(settings: EncoderSettings) -> str:
    """A line of the cosines to the vectors in float32: mean and worst, over the shipped sentences and golden texts."""
    plain = replace(settings, window_tokens=WINDOW_TOKENS)
    ours, true = resolve(plain), resolve(exact(plain))
    texts = {
        "sentences": [(kind, text) for pair in sentence_pairs() for text in pair for kind in ("query", "document")],
        "golden texts": [(case.kind, case.text) for case in golden_cases()],
    }
    found = (f"{_mean_and_worst(ours, true, group)} ({len(group)} {name})" for name, group in texts.items())
    return f"cosine of {settings.backend} to float32: {'; '.join(found)}"


def _mean_and_worst(ours: Encoder, true: Encoder, texts: list[tuple[str, str]]) -> str:
    found = [float(vector_of(ours, *text) @ vector_of(true, *text)) for text in texts]
    return f"mean {np.mean(found):.5f}, worst {min(found):.5f}"
