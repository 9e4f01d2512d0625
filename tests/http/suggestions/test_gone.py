"""What left the market is shown to nobody, also where it left behind the matcher's back or after it had answered."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from market.database import Database
from market.listings.models import Listing, ListingState, ListingTag, Project
from market.suggestions import proposals
from tests.factories import Market
from tests.http.suggestions.conftest import Embed
from tests.http.suggestions.test_recommendations import results

SPRING, AUTUMN = "Zither in spring", "Zither in autumn"
Leave = Callable[[Session, Listing], None]


def close(session: Session, listing: Listing) -> None:
    session.execute(update(Listing.__table__).where(Listing.id == listing.id).values(state=ListingState.CLOSED))


def remove(session: Session, listing: Listing) -> None:
    session.execute(delete(ListingTag).where(ListingTag.listing_id == listing.id))
    for table in (Project.__table__, Listing.__table__):
        session.execute(delete(table).where(table.c.id == listing.id))


leaves = pytest.mark.parametrize("leave", [close, remove])


@pytest.fixture
def needs_postgresql(database: Database) -> None:
    if database.engine.dialect.name != "postgresql":
        pytest.skip("on SQLite a page is answered from one moment, before the listing left")


def after(answer: Callable, database: Database, leave: Leave, listing: Listing) -> Callable:
    """The same answer, but the listing has left when it comes."""

    def answered(*args, **kwargs):
        found = answer(*args, **kwargs)
        with database.transaction() as other:
            leave(other, listing)
        return found

    return answered


@leaves
def test_what_left_without_a_trace_is_not_recommended(
    sign_in, session: Session, market: Market, embed: Embed, leave: Leave
) -> None:
    need, stays, goes = market.need(), market.project(title="Stays"), market.project(title="Goes")
    embed()
    browser, path = sign_in(market.person(of=need)), f"/listings/{need.id}/matches/"
    gone = f"{path}{goes.id}"
    assert "Goes" in results(browser.get(path).text)
    leave(session, goes)
    page = browser.get(path).text
    assert "Goes" not in page
    assert "Stays" in results(page)
    assert "1 match out of" in page
    assert browser.get(gone).status_code == 404
    assert browser.get(f"{path}{stays.id}").status_code == 200


@leaves
def test_what_left_without_a_trace_is_not_found(
    client, session: Session, market: Market, embed: Embed, leave: Leave
) -> None:
    goes = market.project(title=AUTUMN)
    market.project(title=SPRING)
    embed()
    assert AUTUMN in client.get("/listings?q=zither").text
    leave(session, goes)
    page = client.get("/listings?q=zither").text
    assert AUTUMN not in page
    assert SPRING in page
    assert AUTUMN not in client.get("/listings/download.csv?q=zither").text


@leaves
@pytest.mark.usefixtures("needs_postgresql")
def test_what_left_after_the_matcher_answered_is_not_recommended(
    sign_in, database: Database, market: Market, embed: Embed, monkeypatch: pytest.MonkeyPatch, leave: Leave
) -> None:
    need, goes = market.need(), market.project(title="Goes")
    market.project(title="Stays")
    embed()
    monkeypatch.setattr(proposals, "shown", after(proposals.shown, database, leave, goes))
    page = sign_in(market.person(of=need)).get(f"/listings/{need.id}/matches/").text
    assert "Goes" not in page
    assert "Stays" in results(page)
    assert "1 match out of" in page


@leaves
@pytest.mark.usefixtures("needs_postgresql")
def test_what_left_after_the_search_is_not_found(
    app: Flask, client, database: Database, market: Market, embed: Embed, leave: Leave
) -> None:
    goes = market.project(title=AUTUMN)
    market.project(title=SPRING)
    embed()
    app.extensions["search"] = after(app.extensions["search"], database, leave, goes)
    page = client.get("/listings?q=zither").text
    assert AUTUMN not in page
    assert SPRING in page
