"""As many newcomers as can be, each given one place on one list: a largest matching, the first in order first."""

from collections import deque
from collections.abc import Collection, Mapping, Sequence


def assign(wishes: Mapping[str, Sequence[str]], places: Collection[str]) -> dict[str, str]:
    """Give each newcomer one of the lists that it wishes, and each list to one newcomer.

    As many get one as can at all. They are served in the order of `wishes`, each by the first free list of its own;
    where none is free, those before move to other lists of theirs, and nobody who has a place loses it (Berge's
    augmenting paths).

    Args:
        wishes: by newcomer, the lists it may stand on, the dearest first.
        places: the lists that have a place.

    Returns: the list of each newcomer that got one.
    """
    open_to = frozenset(places)
    given: dict[str, str] = {}
    holder: dict[str, str] = {}
    for newcomer in wishes:
        reached, free = _search(newcomer, wishes, open_to, holder)
        while free is not None:
            mover = reached[free]
            left = given.get(mover)
            given[mover], holder[free] = free, mover
            free = left if mover != newcomer else None
    return given


def _search(
    newcomer: str, wishes: Mapping[str, Sequence[str]], open_to: frozenset[str], holder: Mapping[str, str]
) -> tuple[dict[str, str], str | None]:
    """By each list that was looked at, who would move to it; and the nearest that is free, None without any."""
    reached: dict[str, str] = {}
    waiting = deque([newcomer])
    while waiting:
        mover = waiting.popleft()
        for place in wishes[mover]:
            if place in open_to and place not in reached:
                reached[place] = mover
                if place not in holder:
                    return reached, place
                waiting.append(holder[place])
    return reached, None
