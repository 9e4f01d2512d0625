"""Candidates from the lists nearest to the question, for questions that a twelfth of the rows or more may answer.

Rows that lie together stand in one list, and only some lists are read. That loses what a filter leaves far from the
question: so an answer is taken from here only if its last row stands about as far up among what seems near as was
measured. How many lists are read is measured when they are built, for all rows and for a share of them by chance. The
codes have four bits for every two dimensions; unlike those of coarse.py they need no work of their own for each list.

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
LEAST_SHARE = 0.08  # of the rows, by chance, for which the same is measured
SPARSE_CANDIDATES = 250  # times the answers, of which that share is allowed

_PER_LIST = 1.2  # times the square root of the number of rows is the number of lists
_TOGETHER = 2  # dimensions to one code
_ROUNDS, _TRAINING_PER_LIST = 10, 100
_PARTS = (32, 24, 16, 12, 10, 8, 7, 6, 5, 4, 3)  # one list in so many is read
_SAMPLE = 200
_OWN, _OTHER = 0.7, 0.3  # the parts of two rows in a question that is made up
_ENOUGH = 0.995  # of the true neighbours
_NUMBER = 4  # bytes
_MARGIN = 1.1  # times the lists that found enough are read: other questions may lie further off


class Lists:
    """The codes of a block's rows in lists: 104 bytes a row for 384 dimensions, of which 8 are its number."""

    def __init__(self, index: faiss.IndexIVF, sparse: int) -> None:
        """Take an index that is filled already.

        Args:
            sparse: how many lists are read where a part of the rows may answer; 0 where a third is not enough.
        """
        self._index, self._sparse = index, sparse

    @classmethod
    def of(cls, vectors: Vector) -> "Lists | None":
        """Build them; the same vectors give the same lists. None where a third of them does not find enough.

        None too for an odd number of dimensions, which cannot be coded two by two.
        """
        count, dimension = vectors.shape
        if dimension % _TOGETHER:
            return None
        lists = round(_PER_LIST * count**0.5)
        spec = f"IVF{lists},PQ{dimension // _TOGETHER}x4fs"
        index = cast("faiss.IndexIVFPQFastScan", faiss.index_factory(dimension, spec, faiss.METRIC_INNER_PRODUCT))
        index.by_residual = False
        index.cp.niter = _ROUNDS
        index.train(vectors[:: max(1, count // (_TRAINING_PER_LIST * lists))])
        index.add(vectors)
        probes, sparse = _least_probes(index, vectors)
        if not probes:
            return None
        index.nprobe = round(_MARGIN * probes)
        return cls(index, round(_MARGIN * sparse))

    @classmethod
    def read(cls, content: NDArray[np.uint8], rows: int, dimension: int) -> "Lists":
        """The part that `content` was. Raises: ValueError when it is none for these rows."""
        index = read_codes(content[:-_NUMBER], rows, dimension, faiss.IndexIVFPQFastScan)
        return cls(index, min(int.from_bytes(content[-_NUMBER:].tobytes(), "little"), index.nlist))

    def content(self) -> bytes:
        """The part as bytes."""
        return bytes(faiss.serialize_index(self._index).data) + self._sparse.to_bytes(_NUMBER, "little")

    @property
    def serves_parts(self) -> bool:
        """They find enough also where only a part of the rows may answer."""
        return self._sparse > 0

    def nearest(self, question: Vector, most: int, *, of_a_part: bool = False) -> Rows:
        """The rows that seem nearest of all in the lists that are read, best first, at most `most`.

        Args:
            question: shape (dimension,), of length 1.
            of_a_part: only a part of them will be allowed, so that more lists are read.
        """
        return _nearest(self._index, question, most, self._sparse if of_a_part else self._index.nprobe)


def _nearest(index: faiss.IndexIVF, question: Vector, most: int, probes: int) -> Rows:
    distances, rows = np.empty(most, np.float32), np.empty(most, np.int64)
    at = faiss.swig_ptr
    index.search_c(1, at(question), most, at(distances), at(rows), _reading(probes))  # type: ignore[attr-defined]  # stubs
    return rows[rows >= 0]


def _least_probes(index: faiss.IndexIVF, vectors: Vector) -> tuple[int, int]:
    """How many lists find enough for questions made up of two rows, which lie about as far off as real ones.

    Returns: the number where all rows may answer, and where a share of them by chance may; 0 for more than a third.
    """
    random = np.random.default_rng(0)
    own, others = random.integers(0, len(vectors), (2, _SAMPLE))
    questions = _OWN * vectors[own] + _OTHER * vectors[others]
    questions /= np.linalg.norm(questions, axis=1, keepdims=True)
    part = random.random(len(vectors)) < LEAST_SHARE
    numbers = [max(1, index.nlist // one) for one in _PARTS]
    found = np.zeros((2, len(numbers)))
    for question in questions:
        scores = exact.scores(vectors, question)
        few = np.where(part, scores, -np.inf)
        for way, (known, wanted) in enumerate(((scores, CANDIDATES), (few, SPARSE_CANDIDATES))):
            least = np.partition(known, -NEIGHBOURS)[-NEIGHBOURS] - exact.ROUNDING
            for place, probes in enumerate(numbers):
                near = _nearest(index, question, wanted * NEIGHBOURS, probes)
                found[way, place] += min(1.0, (known[near] >= least).sum() / NEIGHBOURS) / _SAMPLE
    enough = [[probes for probes, share in zip(numbers, way, strict=True) if share >= _ENOUGH] for way in found]
    return min(enough[0], default=0), min(enough[1], default=0)


@lru_cache
def _reading(probes: int) -> faiss.SearchParametersIVF:
    return faiss.SearchParametersIVF(nprobe=probes)  # type: ignore[call-arg]  # its stubs lack it
