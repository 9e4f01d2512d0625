"""What the text of a draft suggests: ticked, explained, corrected, published as it is, and confirmed later."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from market.accounts.models import Person
from market.audit import AuditEvent
from market.listings.models import Listing, ListingState
from market.vocabularies.models import Vocabulary
from tests.conftest import Client
from tests.factories import Market

SignIn = Callable[[Person], Client]
UNTOLD: dict[str, Any] = {"fields": (), "groups": (), "sdgs": ()}
TEXT = {"title": "社区门诊", "summary": "护士上门，为独居老人做康复和护理。", "experience": ""}


@pytest.fixture
def draft(market: Market) -> Listing:
    """A draft of a service in Chinese for which nobody has chosen a word."""
    return market.service(state=ListingState.DRAFT, tags=UNTOLD, language="zh", **TEXT)


def ticked(page: str) -> set[str]:
    """The values of the ticked boxes of a page."""
    boxes = re.findall(r"<input[^>]*type=\"checkbox\"[^>]*>", page)
    return {re.findall(r'value="([^"]*)"', box)[0] for box in boxes if " checked" in box}


def note(page: str, value: str) -> str:
    """What is said under the box of a value."""
    box = next(box for box in re.findall(r"<input[^>]*type=\"checkbox\"[^>]*>", page) if f'value="{value}"' in box)
    described = re.findall(r'aria-describedby="([^"]*)"', box)
    return re.findall(rf'id="{described[0]}"[^>]*>([^<]*)<', page)[0] if described else ""


def test_what_the_text_says_is_ticked_with_the_words_that_say_so(
    sign_in: SignIn, market: Market, draft: Listing
) -> None:
    page = sign_in(market.person(of=draft)).get(f"/listings/{draft.id}/edit/people").get_data(as_text=True)

    assert {"health", "empty_nest"} <= ticked(page)
    assert "law" not in ticked(page)
    assert "Suggested from your text, because of: " in note(page, "health")
    assert "康复" in note(page, "health")
    assert note(page, "law") == ""
    assert "is ticked already" in page
    assert draft.codes(Vocabulary.FIELD) == []  # nothing is stored by looking


def test_the_same_in_chinese(sign_in: SignIn, market: Market, draft: Listing) -> None:
    client = sign_in(market.person(of=draft))
    client.post("/language", data={"language": "zh"})
    page = client.get(f"/listings/{draft.id}/edit/people").get_data(as_text=True)
    assert "根据您写的内容建议，依据：" in note(page, "health")
    assert "已按您写的内容预先勾选" in page
    check = client.get(f"/listings/{draft.id}/check").get_data(as_text=True)
    assert "根据您写的内容建议" in check


def test_without_a_known_word_a_listing_like_it_is_named(sign_in: SignIn, market: Market, session: Session) -> None:
    for _number in range(60):
        market.service(
            title="Kites <above> the roofs", summary="Kites are flown above the roofs.", tags={"fields": ("sports",)}
        )
    draft = market.service(state=ListingState.DRAFT, tags=UNTOLD, title="Kites", summary="Kites flown above roofs.")
    page = sign_in(market.person(of=draft)).get(f"/listings/{draft.id}/edit/people").get_data(as_text=True)
    assert note(page, "sports") == "Suggested from your text, which is like “Kites &lt;above&gt; the roofs”"


def test_what_the_person_unticks_and_adds_is_what_counts(sign_in: SignIn, market: Market, draft: Listing) -> None:
    client = sign_in(market.person(of=draft))
    address = f"/listings/{draft.id}/edit/people"

    answer = client.post(address, data={"groups": ["elderly"], "fields": ["law"], "revision": draft.revision})

    assert answer.status_code == 303
    assert {(tag.code, tag.inferred) for tag in draft.tags if tag.vocabulary is not Vocabulary.DIVISION} == {
        ("elderly", False),
        ("law", False),
    }
    again = client.get(address).get_data(as_text=True)
    assert {"elderly", "law"} == ticked(again)  # no goal is ticked anew
    assert "康复" in note(again, "health")  # still offered
    assert "is ticked already" not in again


def test_after_wrong_input_the_ticks_are_those_that_were_sent(sign_in: SignIn, market: Market, draft: Listing) -> None:
    client = sign_in(market.person(of=draft))
    sent = {"groups": ["youth"], "revision": draft.revision}

    answer = client.post(f"/listings/{draft.id}/edit/people", data=sent)

    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert ticked(page) == {"youth"}
    assert 'id="fields-error"' in page
    assert "康复" in note(page, "health")
    assert draft.codes(Vocabulary.GROUP) == []


def test_a_draft_is_published_without_that_part_and_marked_as_suggested(
    sign_in: SignIn, market: Market, draft: Listing, session: Session
) -> None:
    client = sign_in(market.person(of=draft))
    assert "Nothing is missing." in client.get(f"/listings/{draft.id}/edit").get_data(as_text=True)
    check = client.get(f"/listings/{draft.id}/check").get_data(as_text=True)
    assert "You have not chosen fields, groups or goals yet" in check
    assert "because of: " in check
    assert f"/listings/{draft.id}/edit/people?back=check#fields" in check
    shown = re.findall(r'name="inferred" value="([^"]*)"', check)[0]
    assert "fields:health" in shown

    answer = client.post(f"/listings/{draft.id}/publish", data={"inferred": shown})

    assert answer.status_code == 303
    assert draft.state is ListingState.PUBLISHED
    assert {f"fields:{code}" for code in draft.codes(Vocabulary.FIELD)} <= set(shown.split())
    assert all(tag.inferred for tag in draft.tags if tag.vocabulary is not Vocabulary.DIVISION)
    assert "inferred" in session.scalars(select(AuditEvent.details)).one()


@pytest.mark.parametrize(
    "sent", [{}, {"inferred": "nonsense"}, {"inferred": "fields:dragon"}, {"inferred": "title:x places:1"}]
)
def test_publishing_with_words_that_are_none_shows_what_is_missing(
    sign_in: SignIn, market: Market, draft: Listing, sent: dict[str, str]
) -> None:
    answer = sign_in(market.person(of=draft)).post(f"/listings/{draft.id}/publish", data=sent)

    assert answer.status_code == 422
    assert draft.state is ListingState.DRAFT
    assert 'name="inferred"' in answer.get_data(as_text=True)  # the next click has them


def published(market: Market) -> Listing:
    listing = market.service(**TEXT, tags={"fields": ("health",), "groups": ("elderly",)})
    for tag in listing.tags:
        tag.inferred = tag.vocabulary is not Vocabulary.DIVISION
    return listing


def test_the_owner_sees_what_is_not_confirmed_and_confirms_it_with_one_click(
    sign_in: SignIn, market: Market, session: Session
) -> None:
    listing = published(market)
    client = sign_in(market.person(of=listing))
    address = f"/listings/{listing.id}"
    page = client.get(address).get_data(as_text=True)
    assert "Suggested by the system, not confirmed yet" in page
    assert f'action="{address}/confirm-tags"' in page

    answer = client.post(f"{address}/confirm-tags")

    assert (answer.status_code, answer.location) == (303, address)
    assert not any(tag.inferred for tag in listing.tags)
    after = client.get(address).get_data(as_text=True)
    assert "These words count as yours now." in after
    assert "not confirmed yet" not in after
    assert session.scalars(select(AuditEvent.action)).all() == ["confirm_tags"]
    assert client.post(f"{address}/confirm-tags").status_code == 409


def test_others_neither_see_that_nor_may_confirm(sign_in: SignIn, market: Market, client: Client) -> None:
    listing = published(market)
    stranger = sign_in(market.person())
    assert "not confirmed yet" not in stranger.get(f"/listings/{listing.id}").get_data(as_text=True)
    assert stranger.post(f"/listings/{listing.id}/confirm-tags").status_code == 403
    assert "/sign-in" in client.post(f"/listings/{listing.id}/confirm-tags").location
    assert any(tag.inferred for tag in listing.tags)


def test_what_is_not_confirmed_is_marked_where_it_can_be_changed(sign_in: SignIn, market: Market) -> None:
    listing = published(market)
    listing.title = listing.summary = "x"
    page = sign_in(market.person(of=listing)).get(f"/listings/{listing.id}/edit/people").get_data(as_text=True)
    assert ticked(page) == {"health", "elderly"}
    assert note(page, "health") == "Suggested by the system, not confirmed yet"


def test_a_site_without_a_tagger_asks_as_before(app: Flask, sign_in: SignIn, market: Market, draft: Listing) -> None:
    del app.extensions["tagger"]
    client = sign_in(market.person(of=draft))
    assert ticked(client.get(f"/listings/{draft.id}/edit/people").get_data(as_text=True)) == set()
    check = client.get(f"/listings/{draft.id}/check").get_data(as_text=True)
    assert "2 more entries and it can be published" in check
    assert "Suggested from your text" not in check
