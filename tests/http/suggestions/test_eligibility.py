"""What would make a pair eligible, and what would open more matches, as people read it."""

from datetime import timedelta

from market import clock
from market.organizations.models import Standing
from tests.factories import Market
from tests.http.conftest import MOST_QUERIES, CountQueries
from tests.http.suggestions.conftest import Embed

HERE, THERE = ("440304004",), ("440304001",)


def remedies(page: str) -> str:
    return page.split('id="remedies"')[1].split("</section>")[0]


def openings(page: str) -> str:
    return page.split('id="openings"')[1].split("</section>")[0]


def test_a_pair_that_fails_is_told_who_can_do_what(sign_in, market: Market, embed: Embed) -> None:
    need = market.need(tags={"places": HERE}, funding_source="special_fund", least_level=3)
    weak = market.organization("52", assessment_level=2, assessment_valid_until=clock.today() + timedelta(days=99))
    project = market.project(organization=weak, tags={"places": THERE})
    embed()
    told = remedies(sign_in(market.person(of=need)).get(f"/listings/{need.id}/matches/{project.id}").text)
    assert "You can do this: Demand 2A at most." in told
    assert "The other side can do this: Hold a valid assessment level of 3A." in told
    assert "You can do this: Add the place" in told
    seen = remedies(sign_in(market.person(of=project)).get(f"/listings/{project.id}/matches/{need.id}").text)
    assert "The other side can do this: Demand 2A at most." in seen


def test_an_expired_level_is_said_to_have_expired(sign_in, market: Market, embed: Embed) -> None:
    lapsed = market.organization("52", assessment_level=4, assessment_valid_until=clock.today() - timedelta(days=1))
    programme, project = market.programme(least_level=3), market.project(organization=lapsed)
    embed()
    page = sign_in(market.person(of=programme)).get(f"/listings/{programme.id}/matches/{project.id}").text
    assert "Its level 4A expired on March 10, 2026." in page
    assert "What would settle the open questions" in page


def test_what_nobody_can_change_here_is_not_promised(sign_in, market: Market, embed: Embed) -> None:
    need = market.need()
    market.confirm("standing")
    project = market.project(organization=market.organization("52", standing=Standing.SERIOUSLY_DISHONEST))
    embed()
    told = remedies(sign_in(market.person(of=need)).get(f"/listings/{need.id}/matches/{project.id}").text)
    assert "The other side can do this: Be taken off the list" in told
    assert "You can do this" not in told


def test_a_pair_without_open_questions_shows_no_remedies(sign_in, market: Market, embed: Embed) -> None:
    need, project = market.need(), market.project()
    embed()
    page = sign_in(market.person(of=need)).get(f"/listings/{need.id}/matches/{project.id}").text
    assert 'id="remedies"' not in page


def test_the_page_of_matches_says_what_would_open_more(
    sign_in, market: Market, embed: Embed, count_queries: CountQueries
) -> None:
    need = market.need(tags={"places": HERE})
    for _ in range(3):
        market.project(tags={"places": THERE})
    market.project(tags={"places": HERE})
    embed()
    person = sign_in(market.person(of=need))
    person.get(f"/listings/{need.id}/matches/")
    with count_queries() as statements:
        told = openings(person.get(f"/listings/{need.id}/matches/").text)
    assert "Add the place" in told
    assert "3 more" in told
    assert len(statements) <= MOST_QUERIES


def test_where_nothing_of_ones_own_would_help_nothing_is_said(sign_in, market: Market, embed: Embed) -> None:
    need = market.need()
    market.project()
    embed()
    assert 'id="openings"' not in sign_in(market.person(of=need)).get(f"/listings/{need.id}/matches/").text
