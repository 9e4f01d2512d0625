"""Where a candidate stands among all that are eligible, and by which features it falls behind the last one shown."""

from collections.abc import Callable, Sequence

import numpy as np

from matching.bm25 import Floats
from matching.fusion import DIGITS
from matching.ranking import Candidate, in_order
from matching.records import Behind, Position
from matching.scoring import FEATURES, Scores

SHOWN = 10  # how many recommendations a page shows


def position_of(
    own: Candidate, others: Sequence[Candidate], per_owner: int, shown: int = SHOWN
) -> tuple[Position, str]:
    """The place of a candidate, and the id of the last one that is shown ("" where fewer are eligible than shown).

    What is held back because its owner is there often enough ranks after everything that is shown.
    """
    listed, held_back = in_order([*others, own], per_owner)
    ids = [one.id for one in listed + held_back]
    rank = ids.index(own.id) + 1
    last = listed[shown - 1].id if len(listed) >= shown else ""
    held = rank > len(listed)
    place = Position(rank=rank, eligible=len(ids), shown=shown, last_id=last, held_back=held)
    return place, "" if held or rank <= shown else last


def behind(
    own: tuple[Floats, Floats], last: tuple[Floats, Floats], score_of: Callable[[Floats, Floats], Scores]
) -> tuple[Behind, ...]:
    """The features in which a candidate falls behind another, the one that costs most of the score first.

    What a feature costs is how much higher the score would be with the other's value in its place.

    Args:
        own, last: forward and backward values, each of shape (FEATURES,), NaN where unknown.
        score_of: scores forward and backward values of shape (n, FEATURES), by the weights or by a ranker.
    """
    rows = [
        np.where(np.eye(len(FEATURES), dtype=np.bool_), theirs, ours) for ours, theirs in zip(own, last, strict=True)
    ]
    known = ~np.isnan(last[0]) & ~np.isnan(last[1])
    changed = score_of(*_unknown_together(rows)).score
    loss = changed - score_of(own[0][None, :], own[1][None, :]).score[0]
    found = [
        Behind(
            name,
            None if np.isnan(own[0][column]) else _value(own, column),
            _value(last, column),
            round(float(loss[column]), DIGITS),
        )
        for column, name in enumerate(FEATURES)
        if known[column] and loss[column] > 0
    ]
    return tuple(sorted(found, key=lambda one: (-one.loss, FEATURES.index(one.feature))))


def _unknown_together(rows: list[Floats]) -> tuple[Floats, Floats]:
    unknown = np.isnan(rows[0]) | np.isnan(rows[1])
    return np.where(unknown, np.nan, rows[0]), np.where(unknown, np.nan, rows[1])


def _value(sides: tuple[Floats, Floats], column: int) -> float:
    return round(float(sides[0][column] + sides[1][column]) / 2, DIGITS)


def sides_of(scores: Scores, row: int) -> tuple[Floats, Floats]:
    """Forward and backward values of one candidate, shape (FEATURES,) each; NaN where unknown."""
    forward, backward = scores.ways
    return forward[row], backward[row]
