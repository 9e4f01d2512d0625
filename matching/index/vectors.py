"""Unit vectors: the only ones that are stored or searched with."""

import numpy as np
from numpy.typing import NDArray

Vector = NDArray[np.float32]

_SQUARE_TOLERANCE = 2e-3  # of a length that is 1 up to a thousandth


class BadVector(ValueError):
    """A vector that must not be stored or searched with."""


def checked(vectors: Vector, dimension: int) -> Vector:
    """The vectors as rows next to each other in memory, shape (n, dimension).

    Raises: BadVector for another dimension or type than float32, for NaN, infinity, and length other than 1.
    """
    kind = getattr(vectors, "dtype", None)  # the types promise an array; the callers bring what they read
    if kind != np.float32:
        raise BadVector(f"Vectors must be arrays of float32, not of {kind}")
    if vectors.ndim not in (1, 2) or vectors.shape[-1] != dimension:
        raise BadVector(f"Vectors must have {dimension} dimensions, not shape {vectors.shape}")
    rows = np.ascontiguousarray(vectors).reshape(-1, dimension)
    if not (_is_unit(rows[0]) if len(rows) == 1 else all(map(_is_unit, rows))):
        raise BadVector("Vectors must have length 1, and must not hold NaN or infinity")
    return rows


def checked_one(vector: Vector, dimension: int) -> Vector:
    """The same for a single vector, shape (dimension,). Raises: BadVector."""
    kind = getattr(vector, "dtype", None)
    if kind == np.float32 and vector.shape == (dimension,) and vector.flags.c_contiguous and _is_unit(vector):
        return vector
    row: Vector = checked(vector, dimension)[0]
    return row


def checked_many(vectors: Vector, dimension: int) -> Vector:
    """The same for very many at once. Raises: BadVector."""
    checked(vectors[:1], dimension)
    rows = np.ascontiguousarray(vectors).reshape(-1, dimension)
    if not (np.abs(np.einsum("ij,ij->i", rows, rows) - 1) <= _SQUARE_TOLERANCE).all():
        raise BadVector("Vectors must have length 1, and must not hold NaN or infinity")
    return rows


def _is_unit(row: Vector) -> bool:
    return abs(float(row.dot(row)) - 1) <= _SQUARE_TOLERANCE  # with NaN or infinity this is false
