"""The real model, built once for all tests and all processes, and a small file of weights made by hand."""

import os
import struct
from pathlib import Path

import numpy as np
import pytest

from matching.encoders import Encoder, EncoderSettings, EncoderUnavailable, resolve, weights

ROOT = Path(__file__).parents[4]


@pytest.fixture(scope="session")
def model_settings() -> EncoderSettings:
    """Where the real model lies between test runs; building it is left to whoever comes first."""
    folder = os.environ.get("SOCIAL_EXCHANGE_MODEL_DIR")
    settings = EncoderSettings(cache_dir=Path(folder) if folder else ROOT / "instance" / "models", backend="torch")
    try:
        weights.locate(None)
    except EncoderUnavailable as missing:
        pytest.skip(str(missing))
    return settings


@pytest.fixture(scope="session")
def encoder(model_settings: EncoderSettings) -> Encoder:
    return resolve(model_settings)


PIECES = ["<s>", "<pad>", "</s>", "<unk>", "▁", "好"]


@pytest.fixture
def weights_bytes() -> bytes:
    """A file of weights with a vocabulary of six, one array of numbers and one of 32 weights in four bits."""
    blob = "".join(PIECES).encode()
    offsets = np.cumsum([0, *(len(piece.encode()) for piece in PIECES)], dtype="<u4")
    scores = -np.arange(len(PIECES), dtype="<f4")
    numbers = np.array([0.5, -1.5], "<f4").tobytes()
    block = np.float16(0.25).tobytes() + bytes(range(16))
    head = b"E5S1" + struct.pack("<I7ifi", 1, 32, 1, 1, 32, 6, 4, 1, 1e-12, 32)
    vocabulary = struct.pack("<5iQ", len(PIECES), 0, 2, 1, 3, len(blob)) + offsets.tobytes() + scores.tobytes() + blob
    start = len(head) + len(vocabulary) + struct.calcsize("<iI") + 4 + 2 * (2 + 1 + struct.calcsize("<BIQQ"))
    arrays = struct.pack("<iIi", 0, 0, 2)
    arrays += struct.pack("<H1sBIQQ", 1, b"a", 0, 2, start, len(numbers))
    arrays += struct.pack("<H1sBIQQ", 1, b"b", 1, 32, start + len(numbers), len(block))
    return head + vocabulary + arrays + numbers + block
