"""Vectors by id, and the nearest of them: exact for few, nearly as fast as memory for a million."""

from matching.index.filters import Facts, Filter
from matching.index.vector_index import Selection, VectorIndex
from matching.index.vectors import BadVector, Vector, checked

__all__ = ["BadVector", "Facts", "Filter", "Selection", "Vector", "VectorIndex", "checked"]
