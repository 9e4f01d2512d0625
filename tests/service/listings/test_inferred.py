"""Words that were inferred from the text: when they count, how they are marked, and who confirms them."""

from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from market.audit import AuditEvent
from market.errors import Invalid, NotAllowed, NotPossible
from market.listings import service
from market.listings.models import Listing, ListingState, ListingVersion, Service
from market.vocabularies.models import Vocabulary
from tests.factories import Market
from tests.service.listings.test_writing import actions, count

INFERRED = {"fields": ["health"], "groups": ["elderly", "patients"], "sdgs": ["3"]}
NONE: dict[str, Any] = {"fields": (), "groups": (), "sdgs": ()}


def marks(listing: Listing) -> set[tuple[str, str, bool]]:
    return {
        (tag.vocabulary.value, tag.code, tag.inferred)
        for tag in listing.tags
        if tag.vocabulary is not Vocabulary.DIVISION
    }


AS_INFERRED = {
    ("field", "health", True),
    ("group", "elderly", True),
    ("group", "patients", True),
    ("sdg", "3", True),
}


@pytest.fixture
def draft(market: Market) -> Service:
    """A draft for which nobody has chosen a word."""
    return market.service(state=ListingState.DRAFT, tags=NONE)


@pytest.fixture
def unconfirmed(session: Session, market: Market, draft: Service) -> Service:
    """The same, published as it was inferred."""
    service.publish(session, market.actor(of=draft), draft, INFERRED)
    return draft


def test_a_draft_without_words_is_published_with_those_inferred_and_marked_so(
    session: Session, market: Market, draft: Service
) -> None:
    assert set(service.problems(session, draft)) == {"fields", "groups"}
    assert service.problems(session, draft, INFERRED) == {}

    service.publish(session, market.actor(of=draft), draft, INFERRED)

    assert marks(draft) == AS_INFERRED
    assert session.scalars(select(AuditEvent.details)).one() == {"inferred": INFERRED}
    assert session.scalars(select(ListingVersion)).one().content["groups"] == ["elderly", "patients"]


def test_once_a_person_has_chosen_a_word_nothing_is_inferred(session: Session, market: Market) -> None:
    chosen = market.service(state=ListingState.DRAFT, tags=NONE | {"fields": ("law",), "groups": ("youth",)})

    service.publish(session, market.actor(of=chosen), chosen, INFERRED)

    assert marks(chosen) == {("field", "law", False), ("group", "youth", False)}
    assert session.scalars(select(AuditEvent.details)).one() == {}


def test_what_is_inferred_does_not_fill_the_gaps_of_what_a_person_left_out(session: Session, market: Market) -> None:
    half = market.service(state=ListingState.DRAFT, tags=NONE | {"fields": ("law",)})

    assert set(service.problems(session, half, INFERRED)) == {"groups"}
    with pytest.raises(Invalid):
        service.publish(session, market.actor(of=half), half, INFERRED)
    assert (half.state, marks(half)) == (ListingState.DRAFT, {("field", "law", False)})


@pytest.mark.parametrize("inferred", [{"fields": ["dragon"]}, {"groups": ["440304"]}, {"fields": ["health"]}, {}])
def test_unknown_or_missing_words_keep_it_a_draft(
    session: Session, market: Market, draft: Service, inferred: dict[str, list[str]]
) -> None:
    with pytest.raises(Invalid):
        service.publish(session, market.actor(of=draft), draft, inferred)
    assert (draft.state, marks(draft), actions(session)) == (ListingState.DRAFT, set(), [])


def test_places_and_texts_are_never_inferred(session: Session, market: Market, draft: Service) -> None:
    service.publish(session, market.actor(of=draft), draft, INFERRED | {"places": ["440304007"], "title": ["x"]})

    assert draft.codes(Vocabulary.DIVISION) == ["440304004"]


def test_the_owner_confirms_all_of_them_at_once(session: Session, market: Market, unconfirmed: Service) -> None:
    revision = unconfirmed.revision
    service.confirm_tags(session, market.actor(of=unconfirmed), unconfirmed)
    session.commit()

    assert marks(unconfirmed) == {(vocabulary, code, False) for vocabulary, code, _ in AS_INFERRED}
    assert service.inferred_words(unconfirmed) == {}
    assert actions(session) == ["publish", "confirm_tags"]
    assert session.scalars(select(AuditEvent.details).order_by(AuditEvent.seq.desc()).limit(1)).one() == {
        "confirmed": INFERRED
    }
    assert unconfirmed.revision > revision
    assert count(session, ListingVersion) == 1  # it says what it said before


def test_nobody_else_confirms_them_and_nobody_twice(session: Session, market: Market, unconfirmed: Service) -> None:
    with pytest.raises(NotAllowed):
        service.confirm_tags(session, market.actor(), unconfirmed)
    actor = market.actor(of=unconfirmed)
    service.confirm_tags(session, actor, unconfirmed)
    with pytest.raises(NotPossible):
        service.confirm_tags(session, actor, unconfirmed)
    assert actions(session) == ["publish", "confirm_tags"]


def test_a_closed_listing_has_nothing_to_confirm(session: Session, market: Market, unconfirmed: Service) -> None:
    service.close(session, market.actor(of=unconfirmed), unconfirmed)
    with pytest.raises(NotPossible):
        service.confirm_tags(session, market.actor(of=unconfirmed), unconfirmed)


def test_saving_the_same_words_confirms_them_without_a_new_version(
    session: Session, market: Market, unconfirmed: Service
) -> None:
    service.save(session, market.actor(of=unconfirmed), unconfirmed, INFERRED)

    assert service.inferred_words(unconfirmed) == {}
    assert count(session, ListingVersion) == 1
    details = session.scalars(select(AuditEvent.details).where(AuditEvent.action == "save")).one()
    assert details == {"changed": [], "confirmed": INFERRED}


def test_correcting_one_word_confirms_those_that_stay_beside_it(
    session: Session, market: Market, unconfirmed: Service
) -> None:
    service.save(session, market.actor(of=unconfirmed), unconfirmed, {"groups": ["elderly", "caregivers"]})

    assert marks(unconfirmed) == {
        ("field", "health", True),
        ("group", "elderly", False),
        ("group", "caregivers", False),
        ("sdg", "3", True),
    }


def test_saving_something_else_confirms_nothing(session: Session, market: Market, unconfirmed: Service) -> None:
    service.save(session, market.actor(of=unconfirmed), unconfirmed, {"title": "Another title"})

    assert marks(unconfirmed) == AS_INFERRED
