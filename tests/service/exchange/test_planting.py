"""Planting: what the files tell lands by the market's rules, once, whatever interrupts it."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from market import audit, clock
from market.accounts import queries as accounts
from market.accounts.models import Membership, Person
from market.accounts.service import check_password
from market.audit import AuditEvent
from market.database import Database
from market.delivery.models import Outcome
from market.exchange.planting import market, timeline
from market.exchange.planting.files import identity
from market.exchange.planting.people import DEMO_PASSWORD
from market.exchange.planting.report import Report
from market.listings.models import Listing, Service
from market.listings.queries import get_listing
from market.organizations.models import Organization, OrganizationVersion, RelatedParty
from market.pairings.models import Pairing, PairingState
from market.permissions import Office
from market.rules import service as rules
from market.rules.models import RuleConfirmation
from market.rules.queries import confirmed
from tests.conftest import NOW
from tests.service.exchange.slices import INTEREST, PAIRING, need, organization, person, service, write

COUNTED = (Organization, OrganizationVersion, RelatedParty, Person, Membership, Listing, Pairing, Outcome, AuditEvent)


def plant(database: Database, folder: Path, advance: Callable[[int], None] = lambda _over: None) -> Report:
    report = Report()
    market.plant(database, folder, report, lambda _total: advance)
    return report


def counts(database: Database) -> dict[str, int]:
    with database.reader() as session:
        return {table.__tablename__: session.scalar(select(func.count()).select_from(table)) or 0 for table in COUNTED}


def test_a_small_market_lands_with_its_past(database: Database, tmp_path: Path) -> None:
    report = plant(database, write(tmp_path))

    assert (report.faults, report.waiting) == ([], [])
    with database.reader() as session:
        old = session.get_one(Pairing, identity("pairing", "pairing-0001"))
        assert old.state is PairingState.CLOSED
        assert old.opened_at < NOW - timedelta(days=239)
        assert session.scalars(select(Outcome.rating)).all() == [5]
        assert session.get_one(Pairing, identity("pairing", "pairing-0002")).state is PairingState.INTEREST
        asked = get_listing(session, identity("listing", "need-0001"))
        assert asked.version_number == 2  # its last round, then this one
        assert asked.closes_on == clock.today() + timedelta(days=20)
        assert old.need_version == 1
        assert session.scalars(select(Service.engaged)).all() == [0]  # free again after the outcome


def test_the_trail_holds_and_runs_forwards(database: Database, tmp_path: Path) -> None:
    plant(database, write(tmp_path))

    with database.reader() as session:
        moments = session.scalars(select(AuditEvent.at).order_by(AuditEvent.seq)).all()
        assert audit.verify(session) == []
    assert list(moments) == sorted(moments)
    assert moments[-1] <= NOW


def test_planting_twice_changes_nothing(database: Database, tmp_path: Path) -> None:
    plant(database, write(tmp_path))
    before = counts(database)

    again = plant(database, tmp_path)

    assert again.total == 0
    assert counts(database) == before


CONFIRMATION = {
    "key": "confirmation-standing", "rule": "standing", "version": 1, "by": "person-approver", "note": "令第60号"
}  # fmt: skip


def test_the_official_of_the_files_answers_for_a_rule_and_may_take_that_back(
    database: Database, tmp_path: Path
) -> None:
    write(tmp_path, confirmations=[CONFIRMATION])
    plant(database, tmp_path)
    with database.transaction() as session:
        (row,) = session.scalars(select(RuleConfirmation))
        (event,) = audit.events_of(session, "rule_confirmation", row.id)
        approver = accounts.actor_of(session.get_one(Person, row.confirmed_by_id))
        assert (event.actor_name, event.action, approver.offices) == (approver.name, "confirm_rule", {Office.APPROVER})
        assert row.confirmed_at < session.scalars(select(Pairing.opened_at).order_by(Pairing.opened_at)).all()[0]
        rules.withdraw(session, approver, "standing", 1, "Read again.")

    assert plant(database, tmp_path).total == 0
    with database.reader() as session:
        assert confirmed(session) == frozenset()


def test_nobody_without_the_office_answers_for_a_rule_by_being_named_in_the_files(
    database: Database, tmp_path: Path
) -> None:
    report = plant(database, write(tmp_path, confirmations=[CONFIRMATION | {"by": "person-intake"}]))
    assert [fault.file for fault in report.faults] == ["confirmations.jsonl"]
    with database.reader() as session:
        assert confirmed(session) == frozenset()


def test_what_was_interrupted_goes_on_even_on_another_day(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(timeline, "AT_ONCE", 4)
    write(tmp_path)
    for _ in range(3):
        with pytest.raises(KeyboardInterrupt):
            plant(database, tmp_path, _interrupt)
    with clock.held_at(NOW + timedelta(days=3)):
        report = plant(database, tmp_path)

    assert report.faults == []
    with database.reader() as session:
        opened = session.scalars(select(Pairing.opened_at).order_by(Pairing.opened_at)).all()
        assert len(opened) == 2
        assert opened[-1] < NOW  # counted back from the first day
        assert session.scalar(select(func.count()).select_from(Outcome)) == 1
        assert audit.verify(session) == []


def _interrupt(_over: int) -> None:
    raise KeyboardInterrupt


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ({"needs": [need(), need("need-0002"), need("need-0003", budget_yuan=-5)]}, ("needs", 3, "budget_yuan")),
        ({"needs": [need(), need("need-0002"), need("need-0003", title="")]}, ("needs", 3, "title")),
        ({"needs": [need(), need("need-0002"), need("need-0003", colour="red")]}, ("needs", 3, "colour")),
        ({"services": [service(), service("service-0002", "p-0999")]}, ("services", 2, "owner")),
        ({"services": [service(), service("service-0002", divisions=["1"])]}, ("services", 2, "divisions")),
        ({"services": [service(), service()]}, ("services", 2, "key")),
        ({"people": [person("person-administrator"), person("person-x", None, "king")]}, ("people", 2, "offices")),
        ({"pairings": [PAIRING, INTEREST, INTEREST | {"key": "pairing-0003"}]}, ("pairings", 3, "")),
        ({"pairings": [PAIRING, INTEREST | {"events": []}]}, ("pairings", 2, "events")),
    ],
)
def test_a_bad_row_is_named_and_the_others_land(
    database: Database, tmp_path: Path, changes: dict[str, Any], place: tuple[str, int, str]
) -> None:
    if "people" in changes:
        changes = changes | {"pairings": [], "renewals": []}

    report = plant(database, write(tmp_path, **changes))

    assert [(fault.file, fault.line, fault.field) for fault in report.faults] == [
        (f"{place[0]}.jsonl", place[1], place[2])
    ]
    assert counts(database)["listing"] == 3


def test_a_wrong_credit_code_keeps_its_owner_and_its_listings_out(database: Database, tmp_path: Path) -> None:
    bad = organization("p-0002", "52", 2) | {"credit_code": "52449999000000002X"}
    rows = [organization("p-0001", "52", 1), organization("d-001", "11", 200001), bad]

    report = plant(database, write(tmp_path, organizations=rows, services=[service(), service("service-2", "p-0002")]))

    assert [(fault.file, fault.field) for fault in report.faults] == [
        ("organizations.jsonl", "credit_code"),
        ("services.jsonl", "owner"),
    ]
    assert counts(database)["organization"] == 2


def test_only_those_who_show_the_market_can_sign_in(database: Database, tmp_path: Path) -> None:
    plant(database, write(tmp_path))

    with database.reader() as session:
        shown = "person-administrator@people.demo.example"
        assert check_password(session, email=shown, password=DEMO_PASSWORD) is not None
        for password in (DEMO_PASSWORD, "!", "", "nobody signs in with this"):
            assert check_password(session, email="person-1@people.demo.example", password=password) is None


def test_a_pairing_waits_where_a_deadline_would_fall_into_an_unknown_year(database: Database, tmp_path: Path) -> None:
    with clock.held_at(datetime(2026, 12, 28, 2, tzinfo=UTC)):
        report = plant(database, write(tmp_path))

    assert report.faults == []
    assert [(wait.file, wait.line) for wait in report.waiting] == [("pairings.jsonl", 2)]
    assert counts(database)["pairing"] == 1


def test_what_people_did_since_stays(database: Database, tmp_path: Path) -> None:
    plant(database, write(tmp_path))
    with database.transaction() as session:
        _rename(session)

    assert plant(database, tmp_path).total == 0
    with database.reader() as session:
        assert session.scalar(select(Listing.title).where(Listing.id == identity("listing", "service-0001"))) == "新名"


def _rename(session: Session) -> None:
    session.get_one(Listing, identity("listing", "service-0001")).title = "新名"
