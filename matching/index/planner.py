"""How a block of rows is searched: which way costs least, from numbers alone."""

from dataclasses import dataclass
from enum import StrEnum

_FEW = 2_000  # so many rows are compared with as fast as the codes can be asked at all
_SHARE = 0.01  # the codes of a hundred rows are read as fast as one vector that lies somewhere


class Way(StrEnum):
    """What is read of the vectors."""

    NOTHING = "nothing"
    ALL = "all"  # from end to end, as fast as memory gives them
    CHOSEN = "chosen"  # the allowed rows alone
    COARSE = "coarse"  # all codes, then the vectors of the candidates


@dataclass(frozen=True, slots=True)
class Plan:
    """A way, and for how many candidates the codes are asked, time after time until the answer is sure."""

    way: Way
    candidates: tuple[int, ...] = ()


def plan(rows: int, allowed: int, k: int, *, coarse: bool) -> Plan:
    """The way to the k best of the allowed ones among these rows; `coarse` says if there are codes."""
    if k < 1 or allowed < 1:
        return Plan(Way.NOTHING)
    if coarse and allowed > _FEW + _SHARE * rows:
        first = 100 + 12 * k
        rounds = tuple(count for count in (first, 4 * first) if 4 * count <= allowed)
        if rounds:
            return Plan(Way.COARSE, rounds)
    return exactly(rows, allowed)


def exactly(rows: int, allowed: int) -> Plan:
    """The way that compares with everything allowed."""
    return Plan(Way.ALL if allowed == rows else Way.CHOSEN)
