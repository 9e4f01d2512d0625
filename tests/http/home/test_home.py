"""The start page and the desk: what they show to whom, and that they ask the database little."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from market import clock
from market.listings.models import ListingState
from market.pairings.models import PairingState
from market.permissions import Office
from tests.conftest import Client
from tests.factories import Market
from tests.http.conftest import MOST_QUERIES, CountQueries

SignIn = Callable[..., Client]


def test_the_start_page_counts_what_is_open_and_shows_where_needs_are(client: Client, market: Market) -> None:
    market.need(tags={"places": ("440304008",)})
    market.need(tags={"places": ("440304008",)})
    market.need(tags={"places": ("440304",)})
    market.need(state=ListingState.DRAFT)
    market.project(title="The newest project", published_at=clock.now() + timedelta(minutes=1))

    page = client.get("/").text

    assert "and 1 need of the whole district" in page
    assert "/listings?kind=need&amp;division=440304008" in page
    assert "The newest project" in page


def test_an_empty_market_has_a_start_page_too(client: Client) -> None:
    response = client.get("/")

    assert response.status_code == 200
    assert "Nothing is on the market yet." in response.text


def test_the_start_page_asks_the_database_little(client: Client, market: Market, count_queries: CountQueries) -> None:
    for _ in range(5):
        market.need()
        market.project()
    client.get("/")

    with count_queries() as statements:
        client.get("/")
    assert len(statements) <= MOST_QUERIES


def test_a_desk_tells_whose_turn_it_is(sign_in: SignIn, market: Market) -> None:
    pairing = market.pairing(PairingState.INTEREST)
    for party in pairing.parties:  # who spoke first has agreed, the other has not yet
        party.agreed_terms = pairing.terms_number if party.organization_id == pairing.opened_for_id else 0
    ours, theirs = (party.organization for party in pairing.parties)
    title = pairing.offer.title

    for organization in (ours, theirs):
        page = sign_in(market.person(of=organization)).get("/desk").text
        first, _, rest = page.partition("Waits for others")
        speaks_first = organization.id == pairing.opened_for_id
        assert (title in rest) is speaks_first
        assert (title in first.partition("Waits for you")[2].partition("On the market")[0]) is not speaks_first


def test_an_official_finds_the_queue_on_the_desk(sign_in: SignIn, market: Market) -> None:
    pairing = market.pairing(PairingState.FORMAL_CHECK)

    page = sign_in(market.person(office=Office.INTAKE)).get("/desk").text

    assert f"/pairings/{pairing.id}/decision" in page
    assert "You act for no organization yet" not in page


def test_a_newcomer_is_told_what_to_do_first(sign_in: SignIn, market: Market) -> None:
    page = sign_in(market.person()).get("/desk").text

    assert "You act for no organization yet" in page
    assert "/organizations/new" in page


@pytest.mark.parametrize("office", [None, Office.INTAKE, Office.VERIFIER])
def test_a_full_desk_asks_the_database_little(
    sign_in: SignIn, market: Market, count_queries: CountQueries, office: Office | None
) -> None:
    organization = market.organization()
    for _ in range(4):
        market.project(organization=organization)
        market.project(organization=organization, state=ListingState.DRAFT)
        market.pairing(PairingState.MUTUAL, offer=market.project(organization=organization))
        market.pairing(PairingState.FORMAL_CHECK)
    client = sign_in(market.person(of=organization, office=office))
    client.get("/desk")

    with count_queries() as statements:
        response = client.get("/desk")
    assert response.status_code == 200
    assert len(statements) <= MOST_QUERIES + 10  # each capability is asked by itself


def test_whoever_watches_the_site_gets_a_sign_of_life(client: Client) -> None:
    assert client.get("/health").json == {"status": "ok"}


def test_the_menu_shows_only_where_one_may_go(client: Client, sign_in: SignIn, market: Market) -> None:
    assert "/queue" not in client.get("/").text
    assert "/queue" in sign_in(market.person(office=Office.APPROVER)).get("/").text
    assert "/audit" in sign_in(market.person(office=Office.AUDITOR)).get("/").text
