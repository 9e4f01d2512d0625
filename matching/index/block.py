"""Rows that never change: ids, vectors, what is known of them, and codes where there are many."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from matching.index import coarse, exact, lists
from matching.index.bitmap import Bitmap, Rows
from matching.index.coarse import Coarse
from matching.index.exact import Scores
from matching.index.filters import Attributes
from matching.index.lists import Lists
from matching.index.names import Names
from matching.index.planner import Near, Plan, Way, plan
from matching.index.repeated import Repeated
from matching.index.vectors import Vector

_FIRST = 6  # times the answers: so many candidates are looked at first
_SURE = 3.0  # standard deviations of what the codes are wrong by


@dataclass(frozen=True)
class Block:
    """The rows in the order of their ids."""

    names: Names
    vectors: Vector
    attributes: Attributes
    coarse: Coarse | None
    near: Lists | None = None

    @classmethod
    def of(cls, names: Sequence[str], vectors: Vector, attributes: Attributes) -> "Block":
        """Take rows whose names are sorted, and build their codes if they are many."""
        codes = Coarse.of(vectors) if len(names) >= coarse.LEAST_ROWS else None
        near = Lists.of(vectors) if len(names) >= lists.LEAST_ROWS else None
        return cls(Names(names), vectors, attributes, codes, near)

    def plan(self, k: int, allowed: Bitmap | None) -> Plan:
        """How it is going to search."""
        count = len(self.names)
        left = count if allowed is None else allowed.count
        parts = self.near is not None and self.near.serves_parts
        return plan(count, left, k, coarse=self.coarse is not None, lists=self.near is not None, parts=parts)

    def search(self, question: Vector, k: int, allowed: Bitmap | None) -> tuple[Rows, Scores]:
        """The k best rows with their scores, best first, ties by id."""
        if allowed is not None and 0 < allowed.count <= exact.FEW and k > 0:
            return self._among_few(question, k, allowed)
        chosen = self.plan(k, allowed)
        if chosen.way is Way.NOTHING:
            return np.zeros(0, np.int64), np.zeros(0, np.float32)
        found = None
        for near in chosen.near:
            found = found or self._nearby(question, k, allowed, near)
        for most in chosen.candidates:
            found = found or self._coarsely(question, k, allowed, most)
        if found is not None:
            return found
        return self._exactly(question, k, None if allowed is None or allowed.is_full else allowed)

    def _exactly(self, question: Vector, k: int, allowed: Bitmap | None) -> tuple[Rows, Scores]:
        """The best of all that is allowed."""
        if allowed is None:
            return exact.best(self.vectors, question, None, exact.scores(self.vectors, question), k)
        copied = self._repeated.of(allowed)
        if copied is None:
            rows = allowed.rows
            return exact.best(self.vectors, question, rows, exact.scores(self.vectors, question, rows), k)
        places, scores = exact.best(copied, question, None, exact.scores(copied, question), k)
        return allowed.rows[places], scores

    def _among_few(self, question: Vector, k: int, allowed: Bitmap) -> tuple[Rows, Scores]:
        """The best of few rows, for which every step on the way would cost more than comparing them."""
        copied = self._repeated.of(allowed)
        assert copied is not None
        places, scores = exact.best_of_few(copied, question, k)
        return allowed.rows[places], scores

    @cached_property
    def _repeated(self) -> Repeated:
        return Repeated(self.vectors)

    def _nearby(self, question: Vector, k: int, allowed: Bitmap | None, near: Near) -> tuple[Rows, Scores] | None:
        """The best of what seems nearest, or None if the last answer stands too far down there."""
        assert self.near is not None
        rows = self.near.nearest(question, near.candidates, of_a_part=near.of_a_part)
        if allowed is not None:
            places = np.flatnonzero(allowed.marked(rows))
            if len(places) < k or places[k - 1] >= near.reach:
                return None
            rows = rows[places]
        rows = np.sort(rows)
        places, scores = exact.best_of_few(self.vectors[rows], question, k)
        return rows[places], scores

    def _coarsely(self, question: Vector, k: int, allowed: Bitmap | None, most: int) -> tuple[Rows, Scores] | None:
        """The best of the candidates, or None if there may be better ones among the other rows.

        None of the others seemed better than the worst candidate. They would have to be better than they seemed by
        more than the candidates turn out to be, on the average and by several standard deviations.
        """
        assert self.coarse is not None
        rows, seeming = self.coarse.candidates(question, most, allowed)
        for count in (_FIRST * k, most):  # the vectors of the best candidates often are enough
            found = self._sure(question, k, rows[:count], seeming[:count])
            if found is not None:
                return found
        return None

    def _sure(self, question: Vector, k: int, rows: Rows, seeming: Scores) -> tuple[Rows, Scores] | None:
        order = np.argsort(rows)
        rows, seeming = rows[order], seeming[order]
        scores = exact.scores(self.vectors, question, rows)
        best, best_scores = exact.best(self.vectors, question, rows, scores, k)
        wrong_by = scores - seeming
        reach = seeming.min() + wrong_by.mean() + _SURE * wrong_by.std()
        return (best, best_scores) if len(best) == k and best_scores[-1] > reach else None
