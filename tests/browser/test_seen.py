"""A page of matches tells, once per view, what it put before somebody; without scripts nobody is counted."""

from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import Page, expect
from sqlalchemy import select
from sqlalchemy.orm import Session

from market import clock
from market.listings.models import Listing
from market.permissions import SYSTEM
from market.suggestions import waves
from market.suggestions.commands import work_once
from market.suggestions.lists import Tried
from market.suggestions.models import MatchRun, Suggestion
from tests.conftest import NOW
from tests.factories import Market

Visit = Callable[..., Page]


@pytest.fixture
def need(app: Flask, session: Session, market: Market) -> Listing:
    """A need to which two projects are proposed."""
    need = market.need()
    for _ in range(2):
        market.project()
    session.commit()
    with app.app_context(), clock.held_at(NOW):
        work_once(None)
    engine, tried = app.extensions["engine"], Tried()
    while (ranked := waves.rank_next(session, engine, tried)) is not None:
        waves.propose(session, SYSTEM, engine, ranked, tried)
        session.commit()
    return need


def seen(session: Session, need: Listing) -> list[tuple[int, bool]]:
    """How often each proposal to the need was seen, and whether it is known since when."""
    session.expire_all()
    rows = session.scalars(select(Suggestion).join(Suggestion.run).where(MatchRun.listing_id == need.id))
    found = sorted((row.seen_count, row.first_seen_at is not None) for row in rows)
    session.commit()  # so that the site may write
    return found


def test_a_view_is_told_once_by_a_request_that_the_site_accepts(
    session: Session, market: Market, visit: Visit, need: Listing
) -> None:
    page = visit(market.person(of=need))
    address = f"/listings/{need.id}/matches/?for=project"
    for views in (1, 2):
        with page.expect_response(lambda response: response.url.endswith("/seen")) as told:
            page.goto(address)
        assert told.value.status == 204
        assert seen(session, need) == [(views, True)] * 2


def test_nobody_is_counted_without_scripts(session: Session, market: Market, visit: Visit, need: Listing) -> None:
    page = visit(market.person(of=need), f"/listings/{need.id}/matches/?for=project", scripts=False)
    expect(page.get_by_role("article")).to_have_count(2)
    assert seen(session, need) == [(0, False)] * 2


def test_what_others_own_is_not_counted_when_they_look_at_their_own(
    session: Session, market: Market, visit: Visit, need: Listing
) -> None:
    other = market.need()
    page = visit(market.person(of=other))
    with page.expect_response(lambda response: response.url.endswith("/seen")):
        page.goto(f"/listings/{other.id}/matches/?for=project")
    assert seen(session, need) == [(0, False)] * 2
