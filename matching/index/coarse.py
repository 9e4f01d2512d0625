"""Candidates from one bit per dimension: FAISS's RaBitQ codes, all in one list, read from end to end.

Reading everything is what keeps the recall under filters: graphs, and lists of which some are skipped, lose the rows
that a filter leaves far from the question.

Sources: J. Gao, C. Long, "RaBitQ: Quantizing High-Dimensional Vectors with a Theoretical Error Bound for Approximate
Nearest Neighbor Search", SIGMOD 2024; FAISS, IndexIVFRaBitQFastScan.
"""

import faiss
import numpy as np
from numpy.typing import NDArray

from matching.index.bitmap import Bitmap, Rows
from matching.index.exact import Scores
from matching.index.vectors import Vector

LEAST_ROWS = 20_000  # below this many, comparing with every row is as fast
_TRAINING_ROWS = 50_000


class Coarse:
    """The codes of a block's rows: 64 bytes a row, of which 48 are the bits of 384 dimensions."""

    def __init__(self, index: faiss.Index) -> None:
        """Take an index that is filled already."""
        self._index = index

    @classmethod
    def of(cls, vectors: Vector) -> "Coarse":
        """Build it; the same vectors give the same part."""
        count, dimension = vectors.shape
        index = faiss.index_factory(dimension, "IVF1,RaBitQfs", faiss.METRIC_L2)
        index.train(vectors[:: -(-count // _TRAINING_ROWS)])
        index.add(vectors)
        return cls(index)

    @classmethod
    def read(cls, content: NDArray[np.uint8], rows: int, dimension: int) -> "Coarse":
        """The part that `content` was. Raises: ValueError when it is none for these rows."""
        return cls(read_codes(content, rows, dimension, faiss.IndexIVFRaBitQFastScan))

    def content(self) -> bytes:
        """The part as bytes."""
        return bytes(faiss.serialize_index(self._index).data)

    def candidates(self, question: Vector, most: int, allowed: Bitmap | None) -> tuple[Rows, Scores]:
        """The rows that seem best, at most `most`, and what their scores seem to be; best first.

        Args:
            question: shape (dimension,), of length 1.
            allowed: the rows to choose from; all, if None.
        """
        selector = None if allowed is None else faiss.IDSelectorBitmap(allowed.bytes)  # type: ignore[call-arg, arg-type]  # its stubs lack it
        parameters = faiss.SearchParametersIVF(nprobe=1, sel=selector)  # type: ignore[call-arg]  # its stubs lack it
        distances, rows = self._index.search(question[None], most, params=parameters)
        found = rows[0] >= 0
        return rows[0, found], 1 - distances[0, found] / 2


def read_codes(content: NDArray[np.uint8], rows: int, dimension: int, kind: type[faiss.IndexIVF]) -> faiss.IndexIVF:
    """Codes of some kind that were written. Raises: ValueError when they are not those of so many rows."""
    try:
        index = faiss.deserialize_index(content)
    except RuntimeError as error:
        raise ValueError(f"The codes cannot be read: {error}") from error
    if not isinstance(index, kind) or (index.ntotal, index.d) != (rows, dimension):
        raise ValueError("The codes are not those of these rows")
    return index
