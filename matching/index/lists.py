"""Candidates from the lists nearest to the question, for questions that most rows may answer.

Rows that lie together stand in one list, and only some lists are read. That loses what a filter leaves far from the
question: so an answer is taken from here only if most of what lies near is allowed. How many lists are read is measured
when they are built. The codes have four bits for every two dimensions; unlike those of coarse.py they need no work of
their own for each list.

Sources: J. Sivic, A. Zisserman, "Video Google", ICCV 2003 (inverted lists); H. Jégou, M. Douze, C. Schmid, "Product
Quantization for Nearest Neighbor Search", PAMI 2011; F. André, A.-M. Kermarrec, N. Le Scouarnec, "Cache locality is not
enough", VLDB 2015 (four bits); FAISS, IndexIVFPQFastScan.
"""

from functools import lru_cache
from typing import cast

import faiss
import numpy as np
from numpy.typing import NDArray

from matching.index import exact
from matching.index.bitmap import Rows
from matching.index.coarse import read_codes
from matching.index.vectors import Vector

LEAST_ROWS = 50_000  # below this many, all codes are read as fast
NEIGHBOURS = 10  # the number of answers for which it is measured how many lists have to be read
CANDIDATES = 25  # times the answers: the codes confuse the nearest

_PER_LIST = 1.2  # times the square root of the number of rows is the number of lists
_TOGETHER = 2  # dimensions to one code
_ROUNDS, _TRAINING_PER_LIST = 10, 100
_PARTS = (32, 24, 16, 12, 10, 8, 7, 6, 5, 4)  # one list in so many is read
_SAMPLE = 200
_OWN, _OTHER = 0.7, 0.3  # the parts of two rows in a question that is made up
_ENOUGH = 0.995  # of the true neighbours
_MARGIN = 1.1  # times the lists that found enough are read: other questions may lie further off


class Lists:
    """The codes of a block's rows in lists: 104 bytes a row for 384 dimensions, of which 8 are its number."""

    def __init__(self, index: faiss.IndexIVF) -> None:
        """Take an index that is filled already."""
        self._index = index

    @classmethod
    def of(cls, vectors: Vector) -> "Lists | None":
        """Build them; the same vectors give the same lists. None where a quarter of them does not find enough."""
        count, dimension = vectors.shape
        lists = round(_PER_LIST * count**0.5)
        spec = f"IVF{lists},PQ{dimension // _TOGETHER}x4fs"
        index = cast("faiss.IndexIVFPQFastScan", faiss.index_factory(dimension, spec, faiss.METRIC_INNER_PRODUCT))
        index.by_residual = False
        index.cp.niter = _ROUNDS
        index.train(vectors[:: max(1, count // (_TRAINING_PER_LIST * lists))])
        index.add(vectors)
        probes = _least_probes(index, vectors)
        if probes is None:
            return None
        index.nprobe = round(_MARGIN * probes)
        return cls(index)

    @classmethod
    def read(cls, content: NDArray[np.uint8], rows: int, dimension: int) -> "Lists":
        """The part that `content` was. Raises: ValueError when it is none for these rows."""
        return cls(read_codes(content, rows, dimension, faiss.IndexIVFPQFastScan))

    def content(self) -> bytes:
        """The part as bytes."""
        return bytes(faiss.serialize_index(self._index).data)

    def nearest(self, question: Vector, most: int) -> Rows:
        """The rows that seem nearest of all in the lists that are read, best first, at most `most`.

        Args:
            question: shape (dimension,), of length 1.
        """
        return _nearest(self._index, question, most, self._index.nprobe)


def _nearest(index: faiss.IndexIVF, question: Vector, most: int, probes: int) -> Rows:
    distances, rows = np.empty(most, np.float32), np.empty(most, np.int64)
    at = faiss.swig_ptr
    index.search_c(1, at(question), most, at(distances), at(rows), _reading(probes))  # type: ignore[attr-defined]
    return rows[rows >= 0]


def _least_probes(index: faiss.IndexIVF, vectors: Vector) -> int | None:
    """How many lists find enough for questions made up of two rows, which lie about as far off as real ones."""
    random = np.random.default_rng(0)
    own, others = random.integers(0, len(vectors), (2, _SAMPLE))
    questions = _OWN * vectors[own] + _OTHER * vectors[others]
    questions /= np.linalg.norm(questions, axis=1, keepdims=True)
    numbers = [max(1, index.nlist // part) for part in _PARTS]
    found = np.zeros(len(numbers))
    for question in questions:
        scores = exact.scores(vectors, question)
        least = np.partition(scores, -NEIGHBOURS)[-NEIGHBOURS] - exact.ROUNDING
        for place, probes in enumerate(numbers):
            near = _nearest(index, question, CANDIDATES * NEIGHBOURS, probes)
            found[place] += min(1.0, (scores[near] >= least).sum() / NEIGHBOURS) / _SAMPLE
    return next((probes for probes, share in zip(numbers, found, strict=True) if share >= _ENOUGH), None)


@lru_cache
def _reading(probes: int) -> faiss.SearchParametersIVF:
    return faiss.SearchParametersIVF(nprobe=probes)  # type: ignore[call-arg]  # its stubs lack it
