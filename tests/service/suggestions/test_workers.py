"""Two workers that share out at the same moment."""

import threading
from collections import Counter

from sqlalchemy import select
from sqlalchemy.orm import Session

from market import clock
from market.config import Settings
from market.database import Database
from market.permissions import SYSTEM
from market.suggestions import waves
from market.suggestions.engine import Engine
from market.suggestions.lists import Tried
from market.suggestions.models import MatchRun, Suggestion
from tests.conftest import NOW
from tests.factories import Market
from tests.service.suggestions.conftest import Embed


def test_two_workers_at_once_do_not_propose_twice(
    session: Session, market: Market, settings: Settings, database: Database, embed: Embed
) -> None:
    for _ in range(3):
        market.need()
        market.project()
    embed()
    ready, made = threading.Barrier(2), []

    def work() -> None:
        engine, tried = Engine(settings), Tried()
        with clock.held_at(NOW):
            with database.reader() as reader:
                ranked = waves.rank_next(reader, engine, tried)
            ready.wait(30)
            with database.transaction() as writer:
                wave = waves.propose(writer, SYSTEM, engine, ranked, tried)
                made.append(wave.proposed if wave else 0)

    workers = [threading.Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)
    assert sorted(made) == [0, 9]
    rows = session.execute(select(MatchRun.listing_id, Suggestion.candidate_id).join(Suggestion.run)).all()
    assert max(Counter(tuple(row) for row in rows).values()) == 1
