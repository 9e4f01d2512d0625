"""For which lists each newcomer that was proposed to nobody lately comes into question."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from heapq import heappush, heappushpop
from uuid import UUID

from market import clock
from matching.exposure import ExposurePolicy, Standing
from matching.matcher import Matcher
from matching.question import Sketch
from matching.records import Kind, Match

Wish = tuple[float, str, UUID, Sketch]  # a newcomer's place on a list: the score, whose list, and the match


def newcomers(
    matcher: Matcher,
    standings: Mapping[str, Standing],
    askers: Iterable[UUID],
    for_kind: Kind,
    settled: Mapping[UUID, Collection[UUID]],
    policy: ExposurePolicy,
) -> dict[UUID, list[Match]]:
    """By list, the newcomers that the floor may give a place on it, best first.

    Each comes into question where it fails no condition and its text is worth enough, on those of the lists that it
    fits best. Where nothing is known of the text it does not: a later wave has read it.

    Args:
        settled: by list, who is not to be proposed on it again.
    """
    today, owed = clock.today(), {id for id, standing in standings.items() if standing.is_owed(policy)}
    best: dict[str, list[Wish]] = defaultdict(list)
    for asker in askers if owed else ():
        among = owed - set(map(str, settled[asker]))
        for one in matcher.sketches(str(asker), for_kind, among, today=today):
            if one.text >= policy.least_text:
                _keep(best[one.candidate_id], (one.score, str(asker), asker, one), policy.floor_lists)
    found: dict[UUID, list[Match]] = defaultdict(list)
    for own in best.values():
        for _score, _asker, asker, one in own:
            found[asker].append(one.match())
    return {asker: sorted(own, key=lambda one: (-one.score, one.candidate_id)) for asker, own in found.items()}


def _keep(held: list[Wish], one: Wish, most: int) -> None:
    """Add to the best that are held, at most so many."""
    if len(held) < most:
        heappush(held, one)
    else:
        heappushpop(held, one)
