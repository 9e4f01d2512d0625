"""Cuts texts that are too long for one vector into windows, and averages the vectors of those."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from matching.encoders.base import normalized

# A window that is cut out of a text may take a few tokens more than it took within it.
SPARE_TOKENS = 4
# A text in as few windows as the model takes, and in smaller ones; none of those where they are the same.
Cuts = tuple[list[str], list[str]]

_SENTENCE_ENDS = re.compile(r"[。！？；!?;\n]|\.(?=\s)")


def cut(text: str, spans: Sequence[tuple[int, int]], most: int, wanted: int) -> Cuts:
    """Cut a text into windows of at most `most` tokens, and into such of at most `wanted`; see `split`."""
    few, many = (split(text, spans, max(size - SPARE_TOKENS, 1)) for size in (most, wanted))
    return few, many if many != few else []


def join(vectors: NDArray[np.float32], cuts: Sequence[Cuts]) -> NDArray[np.float32]:
    """The vectors of texts from those of their windows, which stand in the order of `cuts`; both averages count alike.

    Returns: shape (len(cuts), dimension), rows of length 1.
    """
    owners = [2 * number + side for number, both in enumerate(cuts) for side in (0, 1) for _ in both[side]]
    averages = average(vectors, owners, 2 * len(cuts))
    return average(averages, [number // 2 for number in range(2 * len(cuts))], len(cuts))


def split(text: str, spans: Sequence[tuple[int, int]], most: int) -> list[str]:
    """Cut a text into windows of at most `most` tokens, without overlap, at ends of sentences where it can be.

    The windows are as even as that allows.

    Args:
        spans: of each token of the text, the place of its first character and of the one after its last.
    """
    starts = [start for start, _ in spans]
    ends = [bisect_left(starts, found.end()) for found in _SENTENCE_ENDS.finditer(text)]
    firsts = [0]
    while (left := len(spans) - firsts[-1]) > most:
        firsts.append(_cut(ends, firsts[-1], -(-left // -(-left // most)), most))
    cuts = [0, *(starts[first] for first in firsts[1:]), len(text)]
    return [text[start:end] for start, end in pairwise(cuts)]


def _cut(ends: Sequence[int], first: int, even: int, most: int) -> int:
    """The first token of the next window: after the sentence that ends nearest to the even size, if one is near it."""
    near = ends[bisect_left(ends, first + max(most // 2, 1)) : bisect_right(ends, first + most)]
    return min(near, key=lambda end: abs(end - first - even), default=first + even)


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
