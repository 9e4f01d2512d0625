"""What the matching library gets to see of a listing."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from market import clock
from market.database import Database
from market.listings.models import ListingState, ResourceKind
from market.listings.records import as_record, records
from market.organizations.models import RelatedParty, Relation, Standing, VerificationState
from matching.records import Kind
from tests.factories import Market


def test_a_need_asks_for_its_budget_and_says_whom_it_admits(market: Market) -> None:
    record = as_record(market.need(title="t", summary="s", outcome="o", conditions="", least_level=3))

    assert (record.kind, record.asks_fen, record.least_level) == (Kind.NEED, 10_000_000, 3)
    assert record.admits == {"service_institution", "association"}
    assert list(record.texts.items()) == [("title", "t"), ("summary", "s"), ("outcome", "o")]
    assert (record.places, record.groups) == ({"440304004"}, {"empty_nest"})


def test_a_project_asks_for_its_gap(market: Market) -> None:
    record = as_record(market.project())

    assert (record.asks_fen, record.least_fen, record.offers_fen) == (6_000_000, 1_000_000, None)


def test_a_programme_offers_its_band_and_what_is_left(market: Market) -> None:
    record = as_record(market.programme(reserved_fen=49_000_000))

    assert (record.offers_fen, record.remaining_fen) == ((1_000_000, 10_000_000), 1_000_000)
    assert (record.exclusions, "No buildings." in record.texts.values()) == ("No buildings.", False)


def test_a_resource_of_money_offers_what_is_left(market: Market) -> None:
    money = as_record(market.resource(resource_kind=ResourceKind.MONEY, amount_fen=900, reserved_fen=200))
    venue = as_record(market.resource())

    assert (money.offers_fen, money.remaining_fen) == ((0, 700), 700)
    assert (venue.offers_fen, venue.remaining_fen) == (None, None)


def test_a_service_says_how_much_more_it_can_take_on(market: Market) -> None:
    assert as_record(market.service(capacity=3, engaged=2)).capacity_left == 1


@pytest.mark.parametrize(
    ("make", "values"),
    [
        ("need", {"closes_on": date(2026, 3, 10)}),
        ("need", {"state": ListingState.PAUSED}),
        ("need", {"state": ListingState.DRAFT}),
        ("project", {"raised_fen": 10_000_000}),
        ("service", {"engaged": 3}),
        ("programme", {"reserved_fen": 50_000_000}),
        ("resource", {"reserved_quantity": 20}),
        ("resource", {"resource_kind": ResourceKind.MONEY, "amount_fen": 5, "reserved_fen": 5}),
    ],
)
def test_what_is_over_hidden_or_used_up_is_not_open(market: Market, make: str, values: dict[str, Any]) -> None:
    assert as_record(getattr(market, make)()).is_open
    assert not as_record(getattr(market, make)(**values)).is_open


def test_the_owner_is_told_as_it_is_today(session: Session, market: Market) -> None:
    today = clock.today()
    founder = market.organization("53")
    owner = market.organization(
        "52",
        assessment_level=4,
        assessment_valid_until=today - timedelta(days=1),
        standing=Standing.ABNORMAL,
        verification=VerificationState.AWAITING,
    )
    for name, relation, other, ends in (
        ("Founder Foundation", Relation.FOUNDER, founder.id, None),
        ("Wang Fang", Relation.DIRECTOR, None, today),
        ("Li Na", Relation.CONTROLLER, None, today - timedelta(days=1)),
        ("Zhao Lei", Relation.DONOR, None, None),
        ("Sun Li", Relation.SUPERVISOR, None, None),
        ("He Min", Relation.SUPERVISOR, None, today + timedelta(days=1)),
        ("Wu Gang", Relation.SUPERVISOR, None, today - timedelta(days=2)),
        ("Qian Yu", Relation.FOUNDER, None, today - timedelta(days=2)),
    ):
        owner.related_parties.append(RelatedParty(name=name, relation=relation, other_id=other, ends_on=ends))
    session.flush()

    record = as_record(market.project(organization=owner)).owner

    assert (record.verified, record.level, record.standing) == (False, None, "abnormal")
    assert (record.kind, record.division) == ("service_institution", "440304004")
    assert record.controllers == {f"org:{founder.id}", "person:Wang Fang"}
    assert record.supervisors == {"person:Sun Li", "person:He Min"}
    assert record.former == {
        ("person:Li Na", today - timedelta(days=1)), ("person:Wu Gang", today - timedelta(days=2)),
    }  # fmt: skip


def test_a_whole_market_takes_a_handful_of_statements(session: Session, market: Market, database: Database) -> None:
    for make in (market.need, market.project, market.service, market.programme, market.resource):
        for _number in range(4):
            make()
    draft = market.project(state=ListingState.DRAFT)
    draft_id = draft.id
    session.commit()
    session.expunge_all()
    statements: list[str] = []
    event.listen(
        database.engine, "before_cursor_execute", lambda _c, _cursor, statement, *_rest: statements.append(statement)
    )

    assert len(list(records(session))) == 20
    assert len(statements) <= 4
    assert [record.id for record in records(session, [draft_id])] == [str(draft_id)]
