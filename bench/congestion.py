"""How unevenly a planted market proposes its listings, with and without the exposure policy; changes nothing.

    DATABASE_URL=… python -m bench.congestion

The lists of every open listing are ranked once; "none" gives each the first ten, "policy" shares out in one go what
waves would share out one after the other. Prints Markdown, one row per kind of asker and of candidate.
"""

import sys
import time
from collections import Counter
from collections.abc import Sequence

import numpy as np
from sqlalchemy.orm import Session

from market import clock
from market.config import Settings
from market.database import Database
from market.suggestions import lists
from market.suggestions.engine import Engine
from market.suggestions.queries import SOUGHT
from matching.exposure import DEFAULT_POLICY, Ask, Option, share_out
from matching.matcher import Matcher
from matching.records import Kind

OPTIONS = 40


def main() -> int:
    """Rank, share out and print."""
    settings = Settings.from_environment()
    database = Database(settings.database_address())
    with database.reader() as session:
        engine = Engine(settings)
        matcher = engine.refresh(session)
        print(f"{len(matcher)} listings, {engine.pending} without a vector; policy {DEFAULT_POLICY.version}\n")
        print("| asks | candidates | lists | policy | proposals | most | never | Gini | mean score | s |")
        print("| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |")
        for asker_kind, kinds in SOUGHT.items():
            for for_kind in kinds:
                _compare(session, matcher, asker_kind, for_kind)
    database.close()
    return 0


def _compare(session: Session, matcher: Matcher, asker_kind: Kind, for_kind: Kind) -> None:
    began = time.monotonic()
    asks = _asks(matcher, asker_kind, for_kind)
    seconds = time.monotonic() - began
    standings = lists.standings(session, matcher, asker_kind, for_kind, DEFAULT_POLICY)
    first = [option for ask in asks for option in ask.options[: DEFAULT_POLICY.length]]
    shared = share_out(asks, standings, policy=DEFAULT_POLICY, per_owner=matcher.weights.per_owner, seed="bench")
    scores = {(ask.id, option.id): option for ask in asks for option in ask.options}
    second = [scores[one.asker_id, one.candidate_id] for made in shared.proposals.values() for one in made]
    for name, options in (("none", first), ("policy", second)):
        told = _row(options, list(standings))
        print(
            f"| {asker_kind} | {for_kind} {len(standings)} | {len(asks)} | {name} | {told} | {seconds:.1f} |",
            flush=True,
        )


def _asks(matcher: Matcher, asker_kind: Kind, for_kind: Kind) -> list[Ask]:
    asks = []
    for listing in matcher.listings.values():
        if listing.kind is asker_kind and listing.is_open:
            found = matcher.recommend(listing.id, for_kind, OPTIONS, today=clock.today())
            options = [
                Option(one.candidate_id, matcher.listings[one.candidate_id].owner.id, one.score)
                for one in found.matches
            ]
            asks.append(Ask(listing.id, DEFAULT_POLICY.length, options, DEFAULT_POLICY.kept))
    return asks


def _row(options: Sequence[Option], candidates: Sequence[str]) -> str:
    made = Counter(option.id for option in options)
    counts = np.sort(np.array([made[id] for id in candidates], np.float64))
    ranks = 2 * np.arange(1, len(counts) + 1) - len(counts) - 1
    gini = float(ranks @ counts) / (len(counts) * counts.sum()) if counts.sum() else 0.0
    score = float(np.mean([option.score for option in options])) if options else 0.0
    most = int(counts.max(initial=0))
    return f"{int(counts.sum())} | {most} | {(counts == 0).mean():.0%} | {gini:.2f} | {score:.3f}"


if __name__ == "__main__":
    sys.exit(main())
