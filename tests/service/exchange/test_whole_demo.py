"""The demo market that everybody sees first lands whole, on whatever day it is planted."""

from collections import Counter

from sqlalchemy import func, select

from market import audit, clock
from market.audit import AuditEvent
from market.database import Database
from market.delivery.models import Outcome
from market.delivery.queries import track_records
from market.exchange.commands import SEEDS
from market.exchange.planting import market
from market.exchange.planting.report import Report
from market.listings.models import Listing, ListingState
from market.organizations.models import Organization
from market.pairings.models import Pairing
from market.pairings.queries import queue
from market.pairings.workflow import AWARDED, ENDED


def test_the_demo_market_lands_whole(database: Database) -> None:
    report = Report()

    market.plant(database, SEEDS / "demo", report, lambda _total: lambda _over: None)

    assert (report.faults, report.waiting) == ([], [])
    with database.reader() as session:
        kinds = dict(session.execute(select(Listing.kind, func.count()).group_by(Listing.kind)).all())
        assert kinds["project"] == 566
        assert kinds["need"] >= 120
        states = Counter(session.scalars(select(Pairing.state)))
        assert sum(states[state] for state in AWARDED) >= 80
        assert sum(count for state, count in states.items() if state not in ENDED) >= 16
        assert session.scalar(select(func.count()).select_from(Outcome)) or 0 >= 60
        assert {*session.scalars(select(Listing.state))} == {ListingState.PUBLISHED}
        due = [pairing.due_at for pairing in queue(session) if pairing.due_at]
        assert min(due) < clock.now() < max(due)  # some are late, some are not
        moments = session.scalars(select(AuditEvent.at).order_by(AuditEvent.seq)).all()
        assert list(moments) == sorted(moments)
        assert audit.verify(session) == []
        records = track_records(session, session.scalars(select(Organization.id)).all())
        assert sum(record.reported for record in records.values()) >= 60
