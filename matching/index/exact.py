"""Inner products of one vector with many rows, and the best of them: FAISS's kernels over arrays of our own.

A kernel reads wherever it is told to. So the rows that reach it come from a `Bitmap` of the same size or from FAISS's
own answer, and the arrays are float32 and int64, next to each other in memory.
"""

import faiss
import numpy as np
from numpy.typing import NDArray

from matching.index.bitmap import Rows
from matching.index.vectors import Vector

# One core already fills the memory bus, and threads of FAISS fight with those of the web server.
faiss.omp_set_num_threads(1)

_every = faiss.fvec_inner_products_ny  # type: ignore[attr-defined]  # its stubs lack it
_chosen = faiss.fvec_inner_products_by_idx  # type: ignore[attr-defined]  # its stubs lack it

Scores = NDArray[np.float32]
FEW = 256  # so many rows cost less one by one than a first look at all of them saves
ROUNDING = 2e-6  # the most by which two ways to add up a product of unit vectors differ


def scores(vectors: Vector, question: Vector, rows: Rows | None = None) -> Scores:
    """The inner products of the question with these rows of the vectors, or with all: shape (len(rows),).

    It copies no vector. In its last digits the score of a row depends on how many rows are asked for: FAISS adds up
    eight rows at a time in another order than one.
    """
    count, dimension = vectors.shape
    found = np.empty(count if rows is None else len(rows), np.float32)
    if rows is None:
        _every(_at(found), _at(question), _at(vectors), dimension, count)
    else:
        _chosen(_at(found), _at(question), _at(vectors), _at(rows), dimension, 1, len(rows))
    return found


def best(vectors: Vector, question: Vector, rows: Rows | None, values: Scores, k: int) -> tuple[Rows, Scores]:
    """The k best rows with their scores, highest first, ties by row: equal vectors score the same to the last digit.

    Args:
        rows: ascending, those that `values` are the scores of; all rows, if None.
    """
    chosen, scores = near_the_best(vectors, question, rows, values, k)
    order = (-scores).argsort(kind="stable")[:k]
    return chosen[order], scores[order]


def best_of_few(vectors: Vector, question: Vector, k: int) -> tuple[Rows, Scores]:
    """The same for few rows, all of them compared as `best` compares the best: places in `vectors`, and scores."""
    scores = np.vecdot(vectors, question)
    order = (-scores).argsort(kind="stable")[:k]
    return order, scores[order]


def near_the_best(vectors: Vector, question: Vector, rows: Rows | None, values: Scores, k: int) -> tuple[Rows, Scores]:
    """The k best rows and all that may equal the last of them, in the order of the rows, with their scores."""
    if k < len(values):
        parted = values.copy()
        parted.partition(len(values) - k)
        near = (values >= parted[len(values) - k] - ROUNDING).nonzero()[0]
    else:
        near = np.arange(len(values))
    chosen = near if rows is None else rows[near]
    # Each row on its own, in one and the same order; a matrix product would depend on the number of rows.
    return chosen, np.vecdot(vectors[chosen], question)


def _at(array: NDArray[np.generic]) -> object:
    return faiss.swig_ptr(array)
