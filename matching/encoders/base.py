"""What an encoder is, how one is chosen, and the error when it cannot be had."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

# Told the step that is running and how much of the whole is done, from 0 to 1.
Progress = Callable[[str, float], None]


class EncoderUnavailable(Exception):
    """The chosen encoder cannot be used; the message says why in plain words, and what to do about it."""


class Encoder(Protocol):
    """Turns texts into vectors of length 1. Two encoders with the same `id` give the same vectors."""

    @property
    def id(self) -> str: ...

    @property
    def dimension(self) -> int: ...

    def encode_documents(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Vectors of what can be found, shape (n, dimension), in the order of `texts`; n may be 0."""
        ...

    def encode_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Vectors of what is asked for, shape (n, dimension), in the order of `texts`; n may be 0."""
        ...


@dataclass(frozen=True, slots=True)
class EncoderSettings:
    """Which encoder, and how it is run.

    `model` is "builtin:e5-small", a directory, or the name of a model on a hub. Prompts that are None are the model's
    own. `backend` is "auto", "torch", "torch-bf16", "onnx" or "onnx-int8"; where several machines share stored vectors,
    name it, because "auto" looks at what is installed and at the processor. `batch_size` is for torch; onnxruntime gets
    one text at a time. `weights_file` stands in for the installed package of weights.
    Texts of more than `max_tokens` are cut into windows, whose vectors are averaged, because models have a limit. A
    vector of many sentences says too little of each, so those of more than `window_tokens` are also cut into windows of
    that size, and the two averages count alike (docs/evaluation.md).
    """

    cache_dir: Path
    model: str = "builtin:e5-small"
    offline: bool = True
    backend: str = "auto"
    weights_file: Path | None = None
    threads: int | None = None
    batch_size: int = 1
    max_tokens: int = 512
    window_tokens: int = 128
    query_prompt: str | None = None
    document_prompt: str | None = None
    revision: str | None = None
    trust_remote_code: bool = False
    allow_test_encoder: bool = False


def normalized(vectors: NDArray[np.floating]) -> NDArray[np.float32]:
    """The rows scaled to length 1, in float32; a row of zeros stays one."""
    rows = np.asarray(vectors, dtype=np.float32)
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.divide(rows, lengths, out=np.zeros_like(rows), where=lengths > 0)
