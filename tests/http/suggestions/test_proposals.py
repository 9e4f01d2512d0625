"""The page of matches once proposals were made, and what it tells of having been looked at."""

from collections.abc import Callable
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from market.permissions import SYSTEM
from market.suggestions import waves
from market.suggestions.lists import Tried
from market.suggestions.models import MatchRun, Suggestion
from matching.exposure import DEFAULT_POLICY
from tests.factories import Market
from tests.http.conftest import MOST_QUERIES, CountQueries
from tests.http.suggestions.conftest import Embed
from tests.http.suggestions.test_recommendations import results

Propose = Callable[[], None]


@pytest.fixture
def propose(session: Session, app: Flask) -> Propose:
    """Shares out until no list is due."""

    def run() -> None:
        engine, tried = app.extensions["engine"], Tried()
        session.commit()
        while (ranked := waves.rank_next(session, engine, tried)) is not None:
            waves.propose(session, SYSTEM, engine, ranked, tried)
            session.commit()

    return run


def test_the_page_shows_what_is_proposed_and_says_that_something_is_withheld(
    sign_in, market: Market, embed: Embed, propose: Propose
) -> None:
    needs = [market.need() for _ in range(DEFAULT_POLICY.per_place + 1)]
    star, other = market.service(title="One place", capacity=1), market.service(title="Room for all", capacity=9)
    embed()
    propose()
    pages = [sign_in(market.person(of=need)).get(f"/listings/{need.id}/matches/?for=service").text for need in needs]
    assert sum(star.title in results(page) for page in pages) == DEFAULT_POLICY.per_place
    assert all(other.title in results(page) for page in pages)
    (told,) = [page for page in pages if "At present proposed to enough others: 1." in page]
    assert star.title not in results(told)
    assert "1 match out of 2 listings" in told


def test_a_listing_that_was_proposed_nothing_is_not_shown_what_has_enough_proposals_either(
    sign_in, market: Market, embed: Embed, propose: Propose
) -> None:
    for _ in range(DEFAULT_POLICY.per_place):
        market.need()
    star = market.service(title="One place", capacity=1)
    embed()
    propose()
    late = market.need()
    embed()
    page = sign_in(market.person(of=late)).get(f"/listings/{late.id}/matches/?for=service").text
    assert star.title not in results(page)
    assert "At present proposed to enough others: 1." in page


FULL = {
    "en": "At present it is proposed to enough others, so it is not on your list. That ends on April 10, 2026 at the "
    "latest, and sooner if some of these answer.",
    "zh": "2026年4月10日",
}


@pytest.mark.parametrize("language", FULL)
def test_the_page_of_a_pair_says_that_others_have_it_on_their_lists_and_until_when(
    sign_in, market: Market, embed: Embed, propose: Propose, language: str
) -> None:
    needs = [market.need() for _ in range(DEFAULT_POLICY.per_place)]
    star = market.service(title="One place", capacity=1)
    embed()
    propose()
    late = market.need()
    embed()
    said = FULL[language]
    assert said in sign_in(market.person(of=late, language=language)).get(f"/listings/{late.id}/matches/{star.id}").text
    has_it = (
        sign_in(market.person(of=needs[0], language=language)).get(f"/listings/{needs[0].id}/matches/{star.id}").text
    )
    assert "no-room" not in has_it


@pytest.mark.parametrize(
    ("free_on", "said"),
    [
        (date(2026, 5, 2), "Full. A place is to come free on May 2, 2026."),
        (date(2026, 3, 1), "Full. It is not known when a place comes free."),
        (None, "Full. It is not known when a place comes free."),
    ],
)
def test_a_full_provider_says_when_it_is_free_again(
    sign_in, market: Market, embed: Embed, free_on: date | None, said: str
) -> None:
    need, full = market.need(), market.service(capacity=1, engaged=1, free_on=free_on)
    embed()
    page = sign_in(market.person(of=need)).get(f"/listings/{need.id}/matches/{full.id}").text
    assert "Why these two do not fit" in page
    assert said in page


def test_an_answer_on_the_page_goes_to_the_proposal(
    sign_in, market: Market, session: Session, embed: Embed, propose: Propose
) -> None:
    need, project = market.need(), market.project(title="Weekly visits")
    embed()
    propose()
    before = len(session.scalars(select(MatchRun)).all())
    browser = sign_in(market.person(of=need))
    path = f"/listings/{need.id}/matches/{project.id}/dismiss"
    page = browser.get(browser.post(path, data={"reason": "time"}).location).text
    assert "Weekly visits" not in results(page)
    assert len(session.scalars(select(MatchRun)).all()) == before


def test_a_view_is_counted_once_it_is_told(
    sign_in, market: Market, session: Session, embed: Embed, propose: Propose
) -> None:
    need, project = market.need(), market.project()
    embed()
    propose()
    browser = sign_in(market.person(of=need))
    page = browser.get(f"/listings/{need.id}/matches/").text
    assert f'data-seen="/listings/{need.id}/matches/seen"' in page
    assert f'data-candidates="{project.id}"' in page
    proposal = select(Suggestion).where(Suggestion.candidate_id == project.id)
    assert session.scalars(proposal).one().seen_count == 0
    told = browser.post(f"/listings/{need.id}/matches/seen", data={"kind": "project", "candidates": str(project.id)})
    assert told.status_code == 204
    assert session.scalars(proposal).one().seen_count == 1


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"kind": "idea", "candidates": "{project}"},
        {"kind": "project"},
        {"kind": "project", "candidates": "<script>"},
        {"kind": "project", "candidates": "{project} " * 60},
    ],
)
def test_what_no_page_sends_is_refused(sign_in, market: Market, sent: dict[str, str]) -> None:
    need, project = market.need(), market.project()
    data = {name: value.format(project=project.id).strip() for name, value in sent.items()}
    response = sign_in(market.person(of=need)).post(f"/listings/{need.id}/matches/seen", data=data)
    assert response.status_code == 422


def test_others_cannot_count_views(sign_in, client, market: Market, embed: Embed, propose: Propose) -> None:
    need, project = market.need(), market.project()
    embed()
    propose()
    data = {"kind": "project", "candidates": str(project.id)}
    assert "/sign-in" in client.post(f"/listings/{need.id}/matches/seen", data=data).location
    stranger = sign_in(market.person(of=project))
    assert stranger.post(f"/listings/{need.id}/matches/seen", data=data).status_code == 403


def test_a_page_of_proposals_asks_the_database_little(
    sign_in, market: Market, embed: Embed, propose: Propose, count_queries: CountQueries
) -> None:
    need = market.need()
    for _ in range(12):
        market.project()
    embed()
    propose()
    browser = sign_in(market.person(of=need))
    browser.get(f"/listings/{need.id}/matches/")
    with count_queries() as statements:
        assert browser.get(f"/listings/{need.id}/matches/").status_code == 200
    assert len(statements) <= MOST_QUERIES, statements
