"""Who is proposed to whom now: waves instead of crowds, a floor for newcomers, and the probability of each choice."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import ceil
from random import Random
from typing import NamedTuple

from matching.floor import assign
from matching.records import Listing


@dataclass(frozen=True, slots=True)
class ExposurePolicy:
    """Every number that decides how proposals are shared out. docs/evaluation.md has what they cost.

    A list holds `length` proposals, `kept` of them drawn by lot. A candidate has at most so many open proposals at
    once: `even_shares` times what each would have if all had as many, but at least `least_at_once`; and `per_place`
    for each place or grant that it has left. In `period_days` it is proposed to at most `waves` times as many.
    A proposal lapses after `lapse_days` without an answer and rests for `rest_days`. A newcomer's owner has had no
    pairing decided, and was itself proposed fewer than `newcomer_until` times in the period; it takes part in the
    draw where it scores at most `margin` below whoever would have the place otherwise. One that was proposed fewer
    than `floor` times in the period comes before the draw: it is given a kept place, wherever it stands in the order,
    of one of the `floor_lists` that it fits best, if its text is worth at least `least_text` there.
    """

    version: str = "2026-2"
    length: int = 10
    kept: int = 1
    even_shares: float = 4.0
    least_at_once: int = 6
    per_place: int = 4
    waves: int = 3
    period_days: int = 30
    lapse_days: int = 30
    rest_days: int = 60
    newcomer_until: int = 5
    margin: float = 0.05
    drawn_from: int = 10
    floor: int = 1
    floor_lists: int = 10
    least_text: float = 0.2


DEFAULT_POLICY = ExposurePolicy()


class Option(NamedTuple):
    """One candidate that an asker could be proposed."""

    id: str
    owner_id: str
    score: float


@dataclass(frozen=True, slots=True)
class Ask:
    """A list with free places: its options, best first; how many of the places are drawn; whose are there already.

    `newcomers` are those that fit it well enough for the floor, whether or not they are among its options.
    """

    id: str
    places: int
    options: Sequence[Option]
    drawn: int = 1
    owners: Mapping[str, int] = field(default_factory=dict)
    newcomers: Sequence[Option] = ()


@dataclass(slots=True)
class Standing:
    """How much a candidate is proposed: `limit` at once, `open` now, `recent` in this period; no limit if None."""

    limit: int | None = None
    open: int = 0
    recent: int = 0
    untried: bool = False  # its owner has had no pairing decided

    def has_room(self, policy: ExposurePolicy) -> bool:
        """It may be proposed once more."""
        return self.limit is None or (self.open < self.limit and self.recent < policy.waves * self.limit)

    def is_newcomer(self, policy: ExposurePolicy) -> bool:
        """It takes part in draws."""
        return self.untried and self.recent < policy.newcomer_until

    def is_owed(self, policy: ExposurePolicy) -> bool:
        """It is to be proposed once more in this period, and may be."""
        return self.untried and self.recent < policy.floor and self.has_room(policy)

    def take(self) -> None:
        """Count one proposal more."""
        self.open, self.recent = self.open + 1, self.recent + 1


@dataclass(frozen=True, slots=True)
class Proposal:
    """One choice: its place among those made for this asker now, by score, and the probability that it was made.

    The probability is the one at the moment of the choice, given everything that was proposed before it; what the
    floor gives is certain then.
    """

    asker_id: str
    candidate_id: str
    position: int
    propensity: float


@dataclass(frozen=True, slots=True)
class Wave:
    """Proposals by asker, and how many better ones each was not proposed, because they had enough open ones."""

    proposals: Mapping[str, Sequence[Proposal]]
    withheld: Mapping[str, int]


def even_share(askers: int, candidates: int, policy: ExposurePolicy) -> float:
    """How many proposals each candidate would have open if all lists were full and all candidates alike."""
    return askers * policy.length / max(candidates, 1)


def limit_of(listing: Listing, share: float, policy: ExposurePolicy) -> int:
    """How many open proposals a listing may have at once; 0 for a full one."""
    limit = max(policy.least_at_once, ceil(policy.even_shares * share))
    places = places_of(listing)
    return limit if places is None else min(limit, policy.per_place * places)


def places_of(listing: Listing) -> int | None:
    """How many more pairings a listing can enter: its free places, or the grants that its money is enough for."""
    known = [] if listing.capacity_left is None else [max(listing.capacity_left, 0)]
    if listing.remaining_fen is not None:
        typical = sum(listing.offers_fen) // 2 if listing.offers_fen else listing.remaining_fen
        known.append(0 if listing.remaining_fen <= 0 else max(1, listing.remaining_fen // max(typical, 1)))
    return min(known, default=None)


def share_out(
    asks: Iterable[Ask],
    standings: dict[str, Standing],
    *,
    policy: ExposurePolicy,
    per_owner: int,
    seed: str,
) -> Wave:
    """Fill the free places of many lists at once.

    The pair that fits best goes first, so that a candidate that many would have is proposed to those whom it fits
    best, in whatever order they came. Of what is left, each list gives one place to a newcomer that is owed one, so
    that as many get one as can; then the places that are kept are drawn, list by list in an order drawn too. The same
    input and seed give the same answer.

    Args:
        standings: by candidate; the proposals made here are counted in them. One that is missing has no limit.
        per_owner: how many candidates of one owner a list may hold.
    """
    lists = {ask.id: _List(ask, standings, policy, per_owner) for ask in asks}
    pairs = (
        (choice, -option.score, one.ask.id, option)
        for one in lists.values()
        for choice, option in enumerate(one.ask.options)
    )
    for _choice, _score, asker, option in sorted(pairs):
        lists[asker].offer(option)
    _give_floor(lists)
    for one in sorted(lists.values(), key=lambda one: _hash(seed, one.ask.id)):
        one.draw(Random(_hash("draw", seed, one.ask.id)))
    return Wave(
        {asker: one.proposals() for asker, one in lists.items()}, {asker: one.withheld for asker, one in lists.items()}
    )


def _give_floor(lists: Mapping[str, "_List"]) -> None:
    """Give newcomers that nobody was proposed their places, those that fit best before the others."""
    wishes = sorted((-option.score, asker, option) for asker, one in lists.items() for option in one.wished())
    by_newcomer: dict[str, dict[str, Option]] = {}
    for _score, asker, option in wishes:
        by_newcomer.setdefault(option.id, {}).setdefault(asker, option)
    given = assign({id: list(own) for id, own in by_newcomer.items()}, lists)
    for newcomer, asker in given.items():
        lists[asker].give(by_newcomer[newcomer][asker])


def chances(pool: Sequence[Standing]) -> list[float]:
    """The probability of each in a draw: the less it was proposed lately, the likelier; they add up to 1."""
    weights = [1 / (1 + standing.recent) for standing in pool]
    return [weight / sum(weights) for weight in weights]


class _List:
    """The list of one asker while it is filled."""

    def __init__(self, ask: Ask, standings: dict[str, Standing], policy: ExposurePolicy, per_owner: int) -> None:
        self.ask, self.withheld = ask, 0
        self._standings, self._policy, self._per_owner = standings, policy, per_owner
        self._drawn = min(ask.drawn, ask.places)
        self._chosen: dict[Option, float] = {}
        self._owners = Counter(ask.owners)

    def offer(self, option: Option) -> None:
        """Take an option if there is a place for it that is not kept, and it has room."""
        if len(self._chosen) >= self.ask.places - self._drawn:
            return
        if not self._standing(option).has_room(self._policy):
            self.withheld += 1
        elif self._suits(option):
            self._take(option, 1.0)

    def wished(self) -> list[Option]:
        """The newcomers that the floor may give a place here; none where none is left."""
        if len(self._chosen) >= self.ask.places:
            return []
        return [one for one in self.ask.newcomers if self._standing(one).is_owed(self._policy) and self._suits(one)]

    def give(self, option: Option) -> None:
        """Take a newcomer by the floor: certain, given all that was proposed before."""
        self._take(option, 1.0)

    def draw(self, chance: Random) -> None:
        """Fill the kept places: each between whoever is next by score and the newcomers close behind."""
        while len(self._chosen) < self.ask.places and (pool := self._pool()):
            probabilities = chances([self._standing(option) for option in pool])
            place = chance.choices(range(len(pool)), probabilities)[0]
            self._take(pool[place], probabilities[place])

    def proposals(self) -> list[Proposal]:
        """What was chosen, best first."""
        ordered = sorted(self._chosen.items(), key=lambda one: (-one[0].score, one[0].id))
        return [
            Proposal(self.ask.id, option.id, position, propensity)
            for position, (option, propensity) in enumerate(ordered, start=1)
        ]

    def _pool(self) -> list[Option]:
        free = [one for one in self.ask.options if self._standing(one).has_room(self._policy) and self._suits(one)]
        least = free[0].score - self._policy.margin if free else 0.0
        newcomers = [one for one in free[1:] if one.score >= least and self._standing(one).is_newcomer(self._policy)]
        return [*free[:1], *newcomers][: self._policy.drawn_from]

    def _suits(self, option: Option) -> bool:
        return option not in self._chosen and self._owners[option.owner_id] < self._per_owner

    def _standing(self, option: Option) -> Standing:
        return self._standings.setdefault(option.id, Standing())

    def _take(self, option: Option, propensity: float) -> None:
        self._standing(option).take()
        self._owners[option.owner_id] += 1
        self._chosen[option] = propensity


def _hash(*parts: str) -> int:
    return int.from_bytes(hashlib.sha256("\n".join(parts).encode()).digest()[:8], "big")
