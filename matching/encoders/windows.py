"""Cuts texts that are too long for a model into windows, and averages the vectors of those."""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from matching.encoders.base import normalized


def split(text: str, spans: Sequence[tuple[int, int]], most: int) -> list[str]:
    """Cut a text into windows of at most `most` tokens, as even as can be and without overlap.

    Args:
        spans: of each token of the text, the place of its first character and of the one after its last.
    """
    count = -(-len(spans) // most)
    if count <= 1:
        return [text]
    firsts = [len(spans) * part // count for part in range(count)]
    cuts = [0, *(spans[first][0] for first in firsts[1:]), len(text)]
    return [text[start:end] for start, end in pairwise(cuts)]


def average(vectors: NDArray[np.float32], owners: Sequence[int], count: int) -> NDArray[np.float32]:
    """The mean direction of each text's windows.

    Args:
        vectors: shape (windows, dimension).
        owners: for each window, the number of its text, from 0 to `count` - 1.

    Returns: shape (count, dimension), rows of length 1.
    """
    sums = np.zeros((count, vectors.shape[1]), dtype=np.float32)
    np.add.at(sums, np.asarray(owners, dtype=np.intp), normalized(vectors))
    return normalized(sums)
