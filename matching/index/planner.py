"""How a block of rows is searched: which way costs least, from numbers alone."""

from dataclasses import dataclass
from enum import StrEnum

from matching.index.lists import CANDIDATES, LEAST_SHARE, NEIGHBOURS, SPARSE_CANDIDATES

_FEW = 2_000  # so many rows are compared with as fast as the codes can be asked at all
_NEARLY_ALL = 0.95  # of the rows: what lies near is looked at as if all were allowed
_MOST_ANSWERS = 20  # that the lists serve where nearly all rows are allowed
_REACH = 1.2  # times the answers: so far down may the last one stand among what seems near, if nearly all are allowed
_OF_A_PART = 40  # times the answers, by the part of the rows that is allowed: so many candidates
_DEPTH = 16  # the last answer may stand so many times further up than the last candidate
_SHARE = 0.01  # the codes of a hundred rows are read as fast as one vector that lies somewhere


class Way(StrEnum):
    """What is read of the vectors."""

    NOTHING = "nothing"
    ALL = "all"  # from end to end, as fast as memory gives them
    CHOSEN = "chosen"  # the allowed rows alone
    COARSE = "coarse"  # all codes, then the vectors of the candidates
    LISTS = "lists"  # the codes of what lies near, then the vectors of the candidates


@dataclass(frozen=True, slots=True)
class Near:
    """One reading of the lists: for how many candidates, and whether as many lists as a part of the rows needs.

    Where the last answer stands further down than `reach` among what seems near, nobody has measured how much is found.
    """

    candidates: int
    reach: int
    of_a_part: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """A way, and for how many candidates all codes are asked, time after time until the answer is sure.

    Where the way is the lists, these are read first.
    """

    way: Way
    candidates: tuple[int, ...] = ()
    near: tuple[Near, ...] = ()


def plan(rows: int, allowed: int, k: int, *, coarse: bool, lists: bool = False, parts: bool = False) -> Plan:
    """The way to the k best of the allowed ones among these rows.

    Args:
        coarse, lists: what there is of codes.
        parts: the lists serve also where only a part of the rows is allowed.
    """
    if k < 1 or allowed < 1:
        return Plan(Way.NOTHING)
    rounds = _rounds(rows, allowed, k) if coarse else ()
    near = _near(rows, allowed, k, parts=parts) if lists else ()
    if near:
        return Plan(Way.LISTS, rounds, near)
    if rounds:
        return Plan(Way.COARSE, rounds)
    return exactly(rows, allowed)


def _near(rows: int, allowed: int, k: int, *, parts: bool) -> tuple[Near, ...]:
    near = []
    if allowed >= _NEARLY_ALL * rows and k <= _MOST_ANSWERS:
        most = max(k, NEIGHBOURS)
        near.append(Near(CANDIDATES * most, round(_REACH * most)))
    if parts and LEAST_SHARE * rows <= allowed < rows and k <= NEIGHBOURS:
        candidates = NEIGHBOURS * min(SPARSE_CANDIDATES, round(_OF_A_PART * rows / allowed))
        near.append(Near(candidates, candidates // _DEPTH, of_a_part=True))
    return tuple(near)


def _rounds(rows: int, allowed: int, k: int) -> tuple[int, ...]:
    if allowed <= _FEW + _SHARE * rows:
        return ()
    first = 100 + 12 * k
    return tuple(count for count in (first, 4 * first) if 4 * count <= allowed)


def exactly(rows: int, allowed: int) -> Plan:
    """The way that compares with everything allowed."""
    return Plan(Way.ALL if allowed == rows else Way.CHOSEN)
