"""How unevenly a planted market proposes its listings, with and without the exposure policy and its floor.

    DATABASE_URL=… python -m bench.congestion

The lists of every open listing are ranked once; "none" gives each the first ten, the others share out in one go what
waves would share out one after the other. Changes nothing; prints Markdown, three rows per kind of asker and of
candidate. "new, never" are newcomers whom some asker would have, and who are proposed to nobody. nDCG takes the score
of a pair for its gain, and the first ten by score for the best list.
"""

import sys
import time
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from math import log2
from uuid import UUID

import numpy as np
from sqlalchemy.orm import Session

from market import clock
from market.config import Settings
from market.database import Database
from market.suggestions import floor, lists
from market.suggestions.engine import Engine
from market.suggestions.queries import SOUGHT
from matching.exposure import DEFAULT_POLICY, Ask, ExposurePolicy, Option, Standing, share_out
from matching.matcher import Matcher
from matching.ranking import Candidate, in_order
from matching.records import Kind

OPTIONS = 40
HEAD = (
    "asks", "candidates", "lists", "policy", "proposals", "most", "never", "new, never", "Gini", "mean score", "nDCG",
    "s",
)  # fmt: skip
POLICIES: dict[str, ExposurePolicy | None] = {
    "none": None, "no floor": replace(DEFAULT_POLICY, floor=0), "policy": DEFAULT_POLICY
}  # fmt: skip


def main() -> int:
    """Rank, share out and print."""
    settings = Settings.from_environment()
    database = Database(settings.database_address())
    with database.reader() as session:
        engine = Engine(settings)
        matcher = engine.refresh(session)
        print(f"{len(matcher)} listings, {engine.pending} without a vector; policy {DEFAULT_POLICY.version}\n")
        print(f"| {' | '.join(HEAD)} |\n| {' | '.join('---' for _ in HEAD)} |")
        for asker_kind, kinds in SOUGHT.items():
            for for_kind in kinds:
                _compare(session, matcher, asker_kind, for_kind)
    database.close()
    return 0


def _compare(session: Session, matcher: Matcher, asker_kind: Kind, for_kind: Kind) -> None:
    began = time.monotonic()
    standings = lists.standings(session, matcher, asker_kind, for_kind, DEFAULT_POLICY)
    asks = _asks(matcher, asker_kind, for_kind, standings)
    seconds = time.monotonic() - began
    wanted = {option.id for ask in asks for option in ask.newcomers}
    first = {ask.id: ask.options[: DEFAULT_POLICY.length] for ask in asks}
    best = {id: _gain(options) for id, options in first.items()}
    for name, policy in POLICIES.items():
        made = first if policy is None else _shared(asks, standings, policy, matcher.weights.per_owner)
        gained = [_gain(options) / best[id] for id, options in made.items() if best[id]]
        told = _row([option for options in made.values() for option in options], list(standings), wanted)
        ndcg = float(np.mean(gained)) if gained else 0.0
        lot = f"{asker_kind} | {for_kind} {len(standings)} | {len(asks)} | {name}"
        print(f"| {lot} | {told} | {ndcg:.4f} | {seconds:.1f} |", flush=True)


def _shared(
    asks: Sequence[Ask], standings: Mapping[str, Standing], policy: ExposurePolicy, per_owner: int
) -> dict[str, list[Option]]:
    counted = {id: replace(standing) for id, standing in standings.items()}
    shared = share_out(asks, counted, policy=policy, per_owner=per_owner, seed="bench")
    scores = {(ask.id, option.id): option for ask in asks for option in (*ask.options, *ask.newcomers)}
    return {id: [scores[id, one.candidate_id] for one in made] for id, made in shared.proposals.items()}


def _asks(matcher: Matcher, asker_kind: Kind, for_kind: Kind, standings: Mapping[str, Standing]) -> list[Ask]:
    askers = [UUID(one.id) for one in matcher.listings.values() if one.kind is asker_kind and one.is_open]
    newcomers = floor.newcomers(matcher, standings, askers, for_kind, dict.fromkeys(askers, ()), DEFAULT_POLICY)
    owners = {id: one.owner.id for id, one in matcher.listings.items()}
    asks = []
    for asker in askers:
        fitting = [
            Candidate(one.candidate_id, owners[one.candidate_id], one.score)
            for one in matcher.sketches(str(asker), for_kind, standings, today=clock.today())
        ]
        options = [Option(*one) for one in in_order(fitting, matcher.weights.per_owner)[0][:OPTIONS]]
        late = [Option(one.candidate_id, owners[one.candidate_id], one.score) for one in newcomers.get(asker, ())]
        asks.append(Ask(str(asker), DEFAULT_POLICY.length, options, DEFAULT_POLICY.kept, newcomers=late))
    return asks


def _gain(options: Sequence[Option]) -> float:
    scores = sorted((option.score for option in options), reverse=True)
    return sum(score / log2(place + 1) for place, score in enumerate(scores, start=1))


def _row(options: Sequence[Option], candidates: Sequence[str], wanted: Collection[str]) -> str:
    made = Counter(option.id for option in options)
    counts = np.sort(np.array([made[id] for id in candidates], np.float64))
    ranks = 2 * np.arange(1, len(counts) + 1) - len(counts) - 1
    gini = float(ranks @ counts) / (len(counts) * counts.sum()) if counts.sum() else 0.0
    score = float(np.mean([option.score for option in options])) if options else 0.0
    most = int(counts.max(initial=0))
    left = f"{sum(not made[id] for id in wanted)} of {len(wanted)}"
    return f"{int(counts.sum())} | {most} | {(counts == 0).mean():.0%} | {left} | {gini:.2f} | {score:.3f}"


if __name__ == "__main__":
    sys.exit(main())
