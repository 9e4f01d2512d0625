"""On the market and off it again."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from market import clock
from market.audit import AuditEvent
from market.database import Database
from market.errors import Invalid, NotPossible
from market.listings import service
from market.listings.content import digest
from market.listings.models import Listing, ListingState, ListingVersion
from market.organizations.models import VerificationState
from market.permissions import SYSTEM
from matching.records import Kind
from tests.factories import Market, listing_values
from tests.service.listings.test_writing import OWNERS, actions, count


@pytest.mark.parametrize("kind", Kind)
def test_a_complete_draft_goes_on_the_market_and_keeps_what_it_said(
    session: Session, market: Market, kind: Kind
) -> None:
    organization = market.organization(OWNERS[kind])
    actor = market.actor(of=organization)
    listing = service.create_draft(session, actor, organization, kind, "A title")
    service.save(session, actor, listing, listing_values(kind))

    service.publish(session, actor, listing)

    assert (listing.state, listing.published_at, listing.version_number) == (ListingState.PUBLISHED, clock.now(), 1)
    version = session.scalars(select(ListingVersion)).one()
    assert (version.listing_id, version.number, version.made_by_id) == (listing.id, 1, actor.person_id)
    assert version.content_hash == digest(version.content)
    assert actions(session) == ["draft", "save", "publish"]


@pytest.mark.parametrize("kind", Kind)
def test_an_empty_draft_is_told_everything_that_is_missing(session: Session, market: Market, kind: Kind) -> None:
    organization = market.organization(OWNERS[kind], verification=VerificationState.AWAITING)
    actor = market.actor(of=organization)
    listing = service.create_draft(session, actor, organization, kind, "A title")

    found = service.problems(session, listing)

    assert set(found) >= {"summary", "places", "organization"}
    with pytest.raises(Invalid) as caught:
        service.publish(session, actor, listing)
    assert caught.value.problems == found
    assert (listing.state, actions(session)) == (ListingState.DRAFT, ["draft"])


@pytest.mark.parametrize("verification", [VerificationState.AWAITING, VerificationState.REFUSED])
def test_only_verified_organizations_publish(session: Session, market: Market, verification: VerificationState) -> None:
    listing = market.project(
        state=ListingState.DRAFT, organization=market.organization("52", verification=verification)
    )

    with pytest.raises(Invalid, match="not verified yet"):
        service.publish(session, market.actor(of=listing), listing)


def test_the_last_day_must_not_be_over(session: Session, market: Market) -> None:
    listing = market.need(state=ListingState.DRAFT, closes_on=clock.today() - timedelta(days=1))

    assert set(service.problems(session, listing)) == {"closes_on"}
    listing.closes_on = clock.today()
    assert service.problems(session, listing) == {}


def test_nothing_is_published_twice(session: Session, market: Market) -> None:
    listing = market.project()

    with pytest.raises(NotPossible):
        service.publish(session, market.actor(of=listing), listing)


def test_a_listing_is_paused_resumed_and_closed(session: Session, market: Market) -> None:
    listing = market.project()
    actor = market.actor(of=listing)

    service.pause(session, actor, listing)
    service.resume(session, actor, listing)
    service.close(session, actor, listing)

    assert listing.state is ListingState.CLOSED
    moves = session.execute(select(AuditEvent.action, AuditEvent.before, AuditEvent.after).order_by(AuditEvent.seq))
    assert moves.all() == [
        ("pause", "published", "paused"),
        ("resume", "paused", "published"),
        ("close", "published", "closed"),
    ]
    for step in (service.pause, service.resume, service.close):
        with pytest.raises(NotPossible):
            step(session, actor, listing)


def test_what_is_over_is_not_resumed(session: Session, market: Market) -> None:
    listing = market.need(state=ListingState.PAUSED, closes_on=clock.today() - timedelta(days=1))

    with pytest.raises(Invalid, match="closes_on"):
        service.resume(session, market.actor(of=listing), listing)


@pytest.mark.parametrize("kind", Kind)
def test_an_import_is_published_by_the_same_rules(session: Session, market: Market, kind: Kind) -> None:
    organization = market.organization(OWNERS[kind])

    listing = service.import_listing(session, SYSTEM, organization, kind, listing_values(kind))

    assert (listing.state, listing.version_number) == (ListingState.PUBLISHED, 1)
    assert actions(session) == ["import"]
    assert service.problems(session, listing) == {}


@pytest.mark.parametrize(
    ("broken", "field"),
    [
        ({"title": ""}, "title"),
        ({"summary": None}, "summary"),
        ({"fields": ["x"]}, "fields"),
        ({"raised_fen": 10**9}, "raised_fen"),
    ],
)
def test_an_import_that_breaks_a_rule_adds_nothing(
    session: Session, market: Market, broken: dict[str, Any], field: str
) -> None:
    organization = market.organization("52")

    with pytest.raises(Invalid) as caught:
        service.import_listing(session, SYSTEM, organization, Kind.PROJECT, listing_values(Kind.PROJECT) | broken)

    assert set(caught.value.problems) == {field}
    session.flush()
    assert (count(session, Listing), actions(session)) == (0, [])


def test_an_import_needs_few_statements(session: Session, market: Market, database: Database) -> None:
    organization = market.organization("52")
    service.import_listing(session, SYSTEM, organization, Kind.PROJECT, listing_values(Kind.PROJECT))
    statements: list[str] = []
    event.listen(
        database.engine, "before_cursor_execute", lambda _c, _cursor, statement, *_rest: statements.append(statement)
    )

    for number in range(10):
        values = listing_values(Kind.PROJECT) | {"title": f"Project {number}"}
        service.import_listing(session, SYSTEM, organization, Kind.PROJECT, values)

    assert len(statements) <= 80
