"""An encoder for tests: character n-grams hashed into a vector, fast and always the same, with no model behind it."""

import zlib
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from matching.encoders.base import normalized
from matching.text import normalize

_LENGTHS = (1, 2, 3)


class HashingEncoder:
    """Texts that share characters are near each other; it knows nothing of meaning, or of other languages."""

    def __init__(self, dimension: int) -> None:
        self.dimension = dimension
        self.id = f"hashing:{dimension}@1"

    def encode_documents(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return self._encode(texts)

    def encode_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return self._encode(texts)

    def _encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        vectors = np.zeros((len(texts), self.dimension), dtype=np.float32)
        for row, text in zip(vectors, texts, strict=True):
            for gram in _grams(normalize(text).casefold()):
                code = zlib.crc32(gram.encode())
                row[code % self.dimension] += 1.0 if code & 0x8000_0000 else -1.0
            if not row.any():
                row[0] = 1.0
        return normalized(vectors)


def _grams(text: str) -> Iterator[str]:
    for length in _LENGTHS:
        for start in range(len(text) - length + 1):
            if not (gram := text[start : start + length]).isspace():
                yield gram
