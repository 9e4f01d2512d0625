"""Three things about a pair, both texts side by side, and why something is not recommended."""

import pytest

from market.listings.models import ListingState
from market.pairings.models import PairingState
from market.suggestions.models import DismissalReason
from tests.factories import Market
from tests.http.conftest import MOST_QUERIES, CountQueries
from tests.http.suggestions.conftest import Embed
from tests.unit.templates.samples import Page, words

NOBODY = "a423a0b9-3799-43d5-a886-ba6fab182af0"
SCRIPT = "<script>alert(1)</script>"
READERS = {"en": ("Well supported", "Nobody has decided yet."), "zh": ("依据充分", "还没有人作出决定。")}


@pytest.mark.parametrize("language", READERS)
def test_fit_support_and_decision_are_three_things_in_both_languages(
    sign_in, market: Market, embed: Embed, language: str
) -> None:
    need, project = market.need(), market.project()
    embed()
    page = sign_in(market.person(of=need, language=language)).get(f"/listings/{need.id}/matches/{project.id}").text
    assert all(said in page for said in READERS[language])
    assert "%" not in words(page)


def test_sentences_that_correspond_have_one_number_on_both_sides(sign_in, market: Market, embed: Embed) -> None:
    need = market.need(title=f"Lunch {SCRIPT}", summary="We look for lunch for widowers. It is urgent.")
    project = market.project(title="Kitchen", summary="Cheap & good. We cook lunch for widowers.")
    embed()
    html = sign_in(market.person(of=need)).get(f"/listings/{need.id}/matches/{project.id}").text
    page = Page(html)
    marked = [str(mark["id"]) for mark in page.all("mark")]
    assert {"ours-1", "theirs-1"} <= set(marked)
    assert len(set(page.ids())) == len(page.ids())
    links = [str(link["href"])[1:] for link in page.all("a") if link.get("class") == "said__number"]
    assert sorted(links) == sorted(marked)
    assert SCRIPT not in html
    assert "Cheap &amp; good. " in html
    assert "<strong>widowers</strong>" in html


def test_what_is_not_among_the_first_ten_is_told_its_place_and_what_it_lacks(
    sign_in, market: Market, embed: Embed
) -> None:
    need = market.need()
    for _ in range(10):
        market.project()
    far = market.project(title="Chess for children", summary="Chess.", tags={"groups": ("children",)})
    embed()
    page = words(sign_in(market.person(of=need)).get(f"/listings/{need.id}/matches/{far.id}").text)
    assert "It is number 11 of 11 that pass all conditions; the first 10 are shown." in page
    assert "Who it is for hardly very close" in page


def test_what_was_put_aside_is_told_with_the_reason(sign_in, market: Market, embed: Embed) -> None:
    need, project = market.need(), market.project()
    embed()
    browser, path = sign_in(market.person(of=need)), f"/listings/{need.id}/matches/{project.id}"
    browser.post(f"{path}/dismiss", data={"reason": DismissalReason.WRONG_PLACE.value})
    page = browser.get(path).text
    assert "You put it aside. Otherwise it would be number 1 of 1." in page
    assert "Put aside on March 11, 2026: Wrong place." in page


def test_a_pairing_is_shown_as_what_people_decided(sign_in, market: Market, embed: Embed) -> None:
    project, programme = market.project(), market.programme()
    pairing = market.pairing(PairingState.APPROVAL, offer=project, shares=[programme])
    embed()
    page = sign_in(market.person(of=project)).get(f"/listings/{project.id}/matches/{programme.id}").text
    assert f"Pairing {pairing.number}" in page
    assert f"/pairings/{pairing.id}" in page


def test_what_the_owner_has_too_much_of_is_said_to_be_held_back(sign_in, market: Market, embed: Embed) -> None:
    need, provider = market.need(), market.organization("52")
    projects = [market.project(organization=provider, title="The same", summary="The same.") for _ in range(3)]
    embed()
    browser = sign_in(market.person(of=need))
    pages = [browser.get(f"/listings/{need.id}/matches/{project.id}").text for project in projects]
    assert sum("Its owner already takes as many places" in page for page in pages) == 1


@pytest.mark.parametrize(("language", "link"), [("en", "Why is it not recommended?"), ("zh", "为什么没有推荐它？")])
def test_any_listing_of_the_kind_is_found_by_words_or_address(
    sign_in, market: Market, embed: Embed, language: str, link: str
) -> None:
    need = market.need()
    chess = market.project(title="Chess for children", summary="Chess.", tags={"places": ("440304001",)})
    market.service(title="Chess lessons", summary="Chess.")
    embed()
    browser = sign_in(market.person(of=need, language=language))
    index = browser.get(f"/listings/{need.id}/matches/?for=project").text
    assert f"/listings/{need.id}/matches/missing?for=project" in index
    for asked in ("chess", f"https://example.org/listings/{chess.id}", str(chess.id).upper()):
        page = browser.get(f"/listings/{need.id}/matches/missing", query_string={"for": "project", "q": asked}).text
        assert "Chess for children" in page
        assert "Chess lessons" not in page
        assert f'href="/listings/{need.id}/matches/{chess.id}"' in page
        assert link in page
    assert browser.get(f"/listings/{need.id}/matches/{chess.id}").status_code == 200


@pytest.mark.parametrize("asked", ["nothing of the kind", SCRIPT, "\x00", NOBODY, "x" * 5000])
def test_a_search_that_finds_nothing_says_so(sign_in, market: Market, embed: Embed, asked: str) -> None:
    need = market.need()
    draft = market.project(state=ListingState.DRAFT)
    embed()
    browser, path = sign_in(market.person(of=need)), f"/listings/{need.id}/matches/missing"
    for words_asked in (asked, str(draft.id)):
        page = browser.get(path, query_string={"q": words_asked})
        assert page.status_code == 200
        assert draft.title not in page.text
        assert SCRIPT not in page.text
    assert "No listing of this kind on the market has these words." in page.text


def test_only_members_of_the_owner_ask_and_only_for_kinds_that_answer(sign_in, market: Market, embed: Embed) -> None:
    need = market.need()
    embed()
    assert sign_in(market.person()).get(f"/listings/{need.id}/matches/missing").status_code == 403
    assert sign_in(market.person(of=need)).get(f"/listings/{need.id}/matches/missing?for=need").status_code == 404


def test_looking_for_what_is_missing_asks_the_database_little(
    sign_in, market: Market, embed: Embed, count_queries: CountQueries
) -> None:
    need = market.need()
    for _ in range(12):
        market.project()
    embed()
    browser, path = sign_in(market.person(of=need)), f"/listings/{need.id}/matches/missing?q=visits"
    browser.get(path)
    with count_queries() as statements:
        assert browser.get(path).status_code == 200
    assert len(statements) <= MOST_QUERIES, statements
