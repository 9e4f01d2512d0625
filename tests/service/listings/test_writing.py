"""Drafts and their changes: who may write, what is refused, and what is kept."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from market import clock
from market.audit import AuditEvent
from market.errors import Conflict, Invalid, NotAllowed, NotPossible
from market.listings import queries, service
from market.listings.content import content_of
from market.listings.models import Listing, ListingState, ListingVersion
from market.permissions import VISITOR
from market.vocabularies.models import Vocabulary
from matching.records import Kind
from tests.factories import Market, listing_values

OWNERS = {Kind.NEED: "11", Kind.PROJECT: "52", Kind.SERVICE: "52", Kind.PROGRAMME: "53", Kind.RESOURCE: "91"}


def actions(session: Session) -> list[str]:
    return list(session.scalars(select(AuditEvent.action).order_by(AuditEvent.seq)))


def count(session: Session, model: type[Any]) -> int:
    return session.scalar(select(func.count()).select_from(model)) or 0


@pytest.mark.parametrize("kind", Kind)
def test_a_member_writes_a_draft_and_fills_it_in(session: Session, market: Market, kind: Kind) -> None:
    organization = market.organization(OWNERS[kind])
    actor = market.actor(of=organization)

    listing = service.create_draft(session, actor, organization, kind, " A title ")
    service.save(session, actor, listing, listing_values(kind))
    session.commit()

    found = queries.get_listing(session, listing.id)
    assert (found.state, found.language, found.version_number) == (ListingState.DRAFT, "en", 0)
    assert content_of(found).items() >= listing_values(kind).items()
    assert actions(session) == ["draft", "save"]
    assert count(session, ListingVersion) == 0


def test_a_draft_may_be_saved_with_gaps(session: Session, market: Market) -> None:
    listing = market.project(state=ListingState.DRAFT)

    service.save(session, market.actor(of=listing), listing, {"summary": "", "budget_fen": None, "fields": []})

    assert (listing.summary, listing.budget_fen, listing.codes(Vocabulary.FIELD)) == ("", None, [])


def test_gaps_are_named_when_a_section_is_meant_to_be_complete(session: Session, market: Market) -> None:
    listing = market.project(state=ListingState.DRAFT)

    with pytest.raises(Invalid) as caught:
        service.save(session, market.actor(of=listing), listing, {"summary": "", "stage": "pilot"}, complete=True)

    assert set(caught.value.problems) == {"summary"}
    assert (listing.summary == "", actions(session)) == (False, [])


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"title": ""}, "title"),
        ({"title": "x" * 101}, "title"),
        ({"budget_fen": -1}, "budget_fen"),
        ({"budget_fen": 3_000_000}, "raised_fen"),
        ({"places": ["999999"]}, "places"),
        ({"starts_on": "2026-05-02", "ends_on": "2026-05-01"}, "ends_on"),
        ({"magic": 1}, "magic"),
    ],
)
def test_a_draft_takes_nothing_that_cannot_be_true(
    session: Session, market: Market, values: dict[str, Any], field: str
) -> None:
    listing = market.project(state=ListingState.DRAFT)
    before = content_of(listing)

    with pytest.raises(Invalid) as caught:
        service.save(session, market.actor(of=listing), listing, values)

    assert set(caught.value.problems) == {field}
    assert (content_of(listing), actions(session)) == (before, [])


@pytest.mark.parametrize("stranger", ["visitor", "person", "member of another organization"])
def test_nobody_else_may_write_or_change(session: Session, market: Market, stranger: str) -> None:
    listing = market.project(state=ListingState.DRAFT)
    others = {
        "visitor": lambda: VISITOR,
        "person": market.actor,
        "member of another organization": lambda: market.actor(of=market.organization("52")),
    }
    actor = others[stranger]()

    for attempt in (
        lambda: service.create_draft(session, actor, listing.organization, Kind.PROJECT, "x"),
        lambda: service.import_listing(session, actor, listing.organization, Kind.PROJECT, {}),
        lambda: service.save(session, actor, listing, {"title": "x"}),
        lambda: service.publish(session, actor, listing),
        lambda: service.pause(session, actor, listing),
        lambda: service.resume(session, actor, listing),
        lambda: service.close(session, actor, listing),
    ):
        with pytest.raises(NotAllowed):
            attempt()
    assert actions(session) == []


def test_a_foundation_states_no_needs(session: Session, market: Market) -> None:
    organization = market.organization("53")

    with pytest.raises(Invalid) as caught:
        service.create_draft(session, market.actor(of=organization), organization, Kind.NEED, "A need")

    assert set(caught.value.problems) == {"organization"}
    assert count(session, Listing) == 0


def test_of_two_who_write_at_once_the_second_is_told(session: Session, market: Market) -> None:
    listing = market.project(state=ListingState.DRAFT)
    actor, seen = market.actor(of=listing), listing.revision

    service.save(session, actor, listing, {"groups": ["children"]}, revision=seen)
    session.flush()

    with pytest.raises(Conflict):
        service.save(session, actor, listing, {"groups": ["veterans"]}, revision=seen)
    assert listing.codes(Vocabulary.GROUP) == ["children"]


def test_saving_the_same_again_leaves_no_trace(session: Session, market: Market) -> None:
    listing = market.project()
    actor = market.actor(of=listing)

    service.save(session, actor, listing, {"title": listing.title, "fields": ["social_service"]})

    assert (actions(session), count(session, ListingVersion), listing.version_number) == ([], 0, 1)


def test_a_change_of_a_published_listing_is_its_next_version(session: Session, market: Market) -> None:
    listing = market.project()

    service.save(session, market.actor(of=listing), listing, {"title": "冬天的探访", "groups": ["elderly"]})

    version = session.scalars(select(ListingVersion)).one()
    assert (version.number, listing.version_number, len(version.content_hash)) == (2, 2, 64)
    assert (version.content["title"], version.content["groups"]) == ("冬天的探访", ["elderly"])
    event = session.scalars(select(AuditEvent)).one()
    assert event.details == {"changed": ["groups", "title"], "version": 2}


def test_a_published_listing_stays_complete(session: Session, market: Market) -> None:
    listing = market.project()

    with pytest.raises(Invalid) as caught:
        service.save(session, market.actor(of=listing), listing, {"method": "", "groups": []})

    assert set(caught.value.problems) == {"method", "groups"}
    assert count(session, ListingVersion) == 0


def test_a_listing_past_its_last_day_can_still_be_corrected(session: Session, market: Market) -> None:
    listing = market.need(closes_on=clock.today() - timedelta(days=1))
    actor = market.actor(of=listing)

    service.save(session, actor, listing, {"title": "Corrected"})

    with pytest.raises(Invalid, match="closes_on"):
        service.save(session, actor, listing, {"closes_on": clock.today() - timedelta(days=2)})


def test_a_project_whose_gap_has_shrunk_can_still_be_corrected(session: Session, market: Market) -> None:
    listing = market.project(budget_fen=1_000, raised_fen=950, least_fen=100)
    actor = market.actor(of=listing)

    service.save(session, actor, listing, {"title": "Corrected"})

    with pytest.raises(Invalid, match="least_fen"):
        service.save(session, actor, listing, {"raised_fen": 960})


def test_a_closed_listing_is_not_changed_any_more(session: Session, market: Market) -> None:
    listing = market.project(state=ListingState.CLOSED)

    with pytest.raises(NotPossible):
        service.save(session, market.actor(of=listing), listing, {"title": "x"})


def test_the_language_is_that_of_the_text(session: Session, market: Market) -> None:
    listing = market.project(state=ListingState.DRAFT)
    texts = {
        "title": "独居老人探访",
        "summary": "每周上门一次。",
        "method": "两人一组。",
        "evidence": "",
        "indicators": "",
    }

    service.save(session, market.actor(of=listing), listing, texts)

    assert listing.language == "zh"
