"""The page of one listing: who sees what."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from flask.testing import FlaskClient

from market.accounts.models import Person
from market.listings.models import ListingState
from tests.conftest import Client
from tests.factories import Market
from tests.http.listings.conftest import Counter

SignIn = Callable[[Person], Client]


def test_everybody_reads_a_published_listing(client: FlaskClient, market: Market) -> None:
    project = market.project(title="Weekly visits", summary="First line\nsecond line")

    page = client.get(f"/listings/{project.id}").get_data(as_text=True)

    assert "Weekly visits" in page
    assert "First line<br>second line" in page
    assert "¥60,000" in page  # still open
    assert "Verified" in page
    assert "Fictitious" in page
    assert "Sign in to see how it fits" in page
    assert f"next=/listings/{project.id}" in page
    assert "Pause" not in page


@pytest.mark.parametrize("make", ["need", "project", "service", "programme", "resource"])
def test_listings_of_every_kind_are_shown(client: FlaskClient, market: Market, make: str) -> None:
    listing = getattr(market, make)()

    response = client.get(f"/listings/{listing.id}")

    assert response.status_code == 200
    assert listing.title in response.get_data(as_text=True)


def test_markup_in_a_listing_is_shown_as_text(client: FlaskClient, market: Market) -> None:
    evil = "<script>alert(1)</script>"
    need = market.need(title=evil, summary=f"{evil}\n{evil}", outcome=evil, conditions=evil)

    for address in (f"/listings/{need.id}", "/listings"):
        page = client.get(address).get_data(as_text=True)
        assert "<script>alert" not in page
        assert "&lt;script&gt;alert" in page


def test_a_draft_is_for_its_own_people_only(client: FlaskClient, sign_in: SignIn, market: Market) -> None:
    draft = market.project(state=ListingState.DRAFT)
    address = f"/listings/{draft.id}"

    assert client.get(address).status_code == 403
    assert sign_in(market.person()).get(address).status_code == 403
    assert sign_in(market.person(of=market.organization("52"))).get(address).status_code == 403
    page = sign_in(market.person(of=draft)).get(address)
    assert "Not submitted yet" in page.get_data(as_text=True)


@pytest.mark.parametrize("state", [ListingState.PAUSED, ListingState.CLOSED])
def test_what_left_the_market_is_still_read_by_those_who_sign_in(
    client: FlaskClient, sign_in: SignIn, market: Market, state: ListingState
) -> None:
    project = market.project(state=state)

    assert client.get(f"/listings/{project.id}").status_code == 403
    assert sign_in(market.person()).get(f"/listings/{project.id}").status_code == 200


def test_owners_see_their_buttons_and_others_what_answers_it(sign_in: SignIn, market: Market) -> None:
    project = market.project()
    programme = market.programme(title="Our programme")

    own = sign_in(market.person(of=project)).get(f"/listings/{project.id}").get_data(as_text=True)
    others = sign_in(market.person(of=programme)).get(f"/listings/{project.id}").get_data(as_text=True)

    assert "Recommended matches" in own
    assert f"/listings/{project.id}/pause" in own
    assert f"/listings/{project.id}/pause" not in others
    assert f"/listings/{programme.id}/matches/{project.id}" in others


def test_there_is_no_such_listing(client: FlaskClient) -> None:
    assert client.get("/listings/00000000-0000-0000-0000-000000000000").status_code == 404
    assert client.get("/listings/abc").status_code == 404


def test_a_page_takes_few_statements(sign_in: SignIn, market: Market, statements: Counter) -> None:
    project, programme = market.project(), market.programme()
    for person in (market.person(of=project), market.person(of=programme)):
        client = sign_in(person)
        client.get(f"/listings/{project.id}")
        with statements() as found:
            client.get(f"/listings/{project.id}")
        assert len(found) <= 12


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"capacity": 3, "engaged": 1}, "Free places: 2 of 3."),
        ({"capacity": 1, "engaged": 1, "free_on": date(2026, 9, 1)}, "One is to come free on"),
        ({"capacity": 1, "engaged": 1, "free_on": date(2026, 1, 2)}, "its outcome is still to be recorded"),
        ({"capacity": 1, "engaged": 1}, "It is not known when one comes free."),
    ],
)
def test_a_service_says_how_much_room_it_has_and_when_more(
    client: FlaskClient, market: Market, values: dict[str, Any], told: str
) -> None:
    page = client.get(f"/listings/{market.service(**values).id}").get_data(as_text=True)
    assert told in page


def test_a_programme_says_how_many_more_it_can_fund(client: FlaskClient, market: Market) -> None:
    page = client.get(f"/listings/{market.programme(max_pairings=4, engaged=3).id}").get_data(as_text=True)
    assert "It can fund 1 more, of 4 in all." in page
