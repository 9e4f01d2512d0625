"""For which lists each newcomer that was proposed to nobody lately comes into question."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from heapq import heappush, heappushpop
from uuid import UUID

from market import clock
from matching.exposure import ExposurePolicy, Standing
from matching.matcher import Matcher
from matching.records import Kind, Match


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
    owed = {id for id, standing in standings.items() if standing.is_owed(policy)}
    best: dict[str, list[tuple[float, str, UUID, Match]]] = defaultdict(list)
    for asker in askers if owed else ():
        for match in matcher.sketches(str(asker), for_kind, owed - set(map(str, settled[asker])), today=clock.today()):
            if text_of(match) >= policy.least_text:
                _keep(best[match.candidate_id], (match.score, str(asker), asker, match), policy.floor_lists)
    found: dict[UUID, list[Match]] = defaultdict(list)
    for own in best.values():
        for _score, _asker, asker, match in own:
            found[asker].append(match)
    return {asker: sorted(own, key=lambda one: (-one.score, one.candidate_id)) for asker, own in found.items()}


def text_of(match: Match) -> float:
    """What the texts of a pair are worth to each other, from 0 to 1; 0 where they could not be compared."""
    return next((feature.value for feature in match.features if feature.name == "text"), 0.0)


def _keep(held: list[tuple[float, str, UUID, Match]], one: tuple[float, str, UUID, Match], most: int) -> None:
    """Add to the best that are held, at most so many."""
    if len(held) < most:
        heappush(held, one)
    else:
        heappushpop(held, one)
