"""The page of recommended matches: who sees it, what it shows, and how a suggestion is put aside."""

from uuid import uuid4

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from market.listings.models import ListingState
from market.permissions import Office
from market.suggestions.models import DismissalReason, MatchRun, Suggestion
from tests.factories import Market
from tests.http.conftest import MOST_QUERIES, CountQueries
from tests.http.suggestions.conftest import Embed

SCRIPT = "<script>alert(1)</script>"


def results(page: str) -> str:
    """The part of the page that lists the matches."""
    return page.split('id="results"')[1]


def test_a_member_sees_matches_with_reasons(sign_in, market: Market, embed: Embed) -> None:
    need, project = market.need(), market.project(title="Weekly visits")
    embed()
    page = sign_in(market.person(of=need)).get(f"/listings/{need.id}/matches/").text
    assert "1 match out of 1 listing" in page
    assert "Weekly visits" in results(page)
    assert project.organization.name in results(page)
    assert "Express interest" in results(page)
    assert "Not suitable" in results(page)
    assert f"/listings/{need.id}/matches/{project.id}" in results(page)
    assert "What it is about" in results(page)
    assert "%" not in results(page).split("<progress")[0]


def test_only_members_of_the_owner_see_suggestions(client, sign_in, market: Market, embed: Embed) -> None:
    need, project = market.need(), market.project()
    embed()
    paths = [f"/listings/{need.id}/matches/", f"/listings/{need.id}/matches/{project.id}"]
    for path in [*paths, f"{paths[1]}/dismiss"]:
        assert "/sign-in" in client.get(path).location
        for person in (market.person(), market.person(of=project), market.person(office=Office.APPROVER)):
            assert sign_in(person).get(path).status_code == 403
    refused = sign_in(market.person(of=project)).post(f"{paths[1]}/dismiss", data={"reason": "time"})
    assert refused.status_code == 403


def test_what_is_not_read_yet_is_counted(sign_in, market: Market) -> None:
    need = market.need()
    market.project()
    page = sign_in(market.person(of=need)).get(f"/listings/{need.id}/matches/").text
    assert "Recommendations are being prepared" in page
    assert "2 listings have not been read yet" in page


def test_what_was_published_a_moment_ago_is_there(sign_in, market: Market, embed: Embed) -> None:
    need, project = market.need(), market.project(state=ListingState.DRAFT, title="Published a moment ago")
    embed()
    browser = sign_in(market.person(of=need))
    assert project.title not in browser.get(f"/listings/{need.id}/matches/").text
    assert sign_in(market.person(of=project)).post(f"/listings/{project.id}/publish").status_code == 303
    assert project.title in browser.get(f"/listings/{need.id}/matches/").text
    embed()
    assert "being prepared" not in browser.get(f"/listings/{need.id}/matches/").text


def test_nothing_that_fits_is_said_with_what_was_ruled_out(sign_in, market: Market, embed: Embed) -> None:
    need = market.need()
    market.project(organization=need.organization)
    embed()
    page = sign_in(market.person(of=need)).get(f"/listings/{need.id}/matches/").text
    assert "Nothing on the market passes all conditions at present." in page
    assert "Different owners: not so for 1" in page


@pytest.mark.parametrize(
    ("address", "status", "told"),
    [
        ("{need}/matches/?for=programme", 200, "Recommended matches"),
        ("{need}/matches/?for=need", 404, "do not answer each other"),
        ("{need}/matches/?for=%3Cscript%3E", 404, "do not answer each other"),
        ("{draft}/matches/", 409, "Publish the listing first"),
        ("{none}/matches/", 404, "There is no such listing."),
        ("{need}/matches/{none}", 404, "There is no such listing."),
        ("{need}/matches/{hidden}", 404, "There is no such listing."),
        ("{need}/matches/{hidden}/dismiss", 404, "There is no such listing."),
        ("{need}/matches/{draft}", 200, "Why these two do not fit"),
    ],
)
def test_an_address_that_leads_nowhere_says_so(sign_in, market: Market, address: str, status: int, told: str) -> None:
    need = market.need()
    draft = market.need(organization=need.organization, state=ListingState.DRAFT)
    hidden = market.project(state=ListingState.DRAFT, title="Nobody else's business")
    path = address.format(need=need.id, draft=draft.id, hidden=hidden.id, none=uuid4())
    response = sign_in(market.person(of=need)).get(f"/listings/{path}")
    assert response.status_code == status
    assert told in response.text
    assert hidden.title not in response.text


def test_markup_in_a_candidate_is_shown_as_text(sign_in, market: Market, embed: Embed) -> None:
    need, project = market.need(), market.project(title=f"Title {SCRIPT}", summary=f"Summary {SCRIPT}")
    embed()
    browser = sign_in(market.person(of=need))
    for path in (f"/listings/{need.id}/matches/", f"/listings/{need.id}/matches/{project.id}"):
        page = browser.get(path).text
        assert SCRIPT not in page
        assert "&lt;script&gt;" in page


@pytest.mark.parametrize("reason", list(DismissalReason))
def test_a_suggestion_is_put_aside_with_a_reason(
    sign_in, market: Market, session: Session, embed: Embed, reason: DismissalReason
) -> None:
    need, project = market.need(), market.project(title="Weekly visits")
    embed()
    browser = sign_in(market.person(of=need))
    path = f"/listings/{need.id}/matches/{project.id}/dismiss"
    response = browser.post(path, data={"reason": reason.value, "note": f"Because {SCRIPT}"})
    assert (response.status_code, response.location) == (303, f"/listings/{need.id}/matches/?for=project")
    page = browser.get(response.location).text
    assert "“Weekly visits” was put aside" in page
    assert "Weekly visits" not in results(page)
    kept = session.scalars(select(Suggestion)).one()
    assert (kept.reason, kept.rank, kept.note) == (reason, 1, f"Because {SCRIPT}")


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({}, "reason"),
        ({"reason": ""}, "reason"),
        ({"reason": "because"}, "reason"),
        ({"reason": "time", "note": "n" * 1001}, "note"),
    ],
)
def test_an_answer_without_a_reason_is_asked_for_it_and_kept_nowhere(
    sign_in, market: Market, session: Session, embed: Embed, sent: dict[str, str], field: str
) -> None:
    need, project = market.need(), market.project(title="Weekly visits")
    embed()
    path = f"/listings/{need.id}/matches/{project.id}/dismiss"
    response = sign_in(market.person(of=need)).post(path, data={"note": "My words"} | sent)
    assert response.status_code == 422
    assert f'id="{field}-error"' in response.text
    assert sent.get("note", "My words") in response.text
    assert session.scalar(select(func.count()).select_from(MatchRun)) == 0


def test_the_question_why_not_can_be_opened_as_a_page(sign_in, market: Market, embed: Embed) -> None:
    need, project = market.need(), market.project(title="Weekly visits")
    embed()
    response = sign_in(market.person(of=need)).get(f"/listings/{need.id}/matches/{project.id}/dismiss")
    assert response.status_code == 200
    assert "Weekly visits" in response.text
    assert "There is a problem" not in response.text


@pytest.mark.parametrize("page", ["", "{project}", "{project}/dismiss"])
def test_a_page_asks_the_database_little(
    sign_in, market: Market, embed: Embed, count_queries: CountQueries, page: str
) -> None:
    need = market.need()
    projects = [market.project() for _ in range(12)]
    embed()
    browser = sign_in(market.person(of=need))
    path = f"/listings/{need.id}/matches/{page.format(project=projects[0].id)}"
    browser.get(path)  # the matcher is read once per process
    with count_queries() as statements:
        assert browser.get(path).status_code == 200
    assert len(statements) <= MOST_QUERIES, statements
