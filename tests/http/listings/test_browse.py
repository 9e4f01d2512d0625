"""The list of what is on the market: filters in the address, counts, pages and the download."""

import csv
import io
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from market import clock
from market.listings.models import ListingState
from tests.factories import Market
from tests.http.listings.conftest import Counter


def text(client: FlaskClient, address: str = "/listings") -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.get_data(as_text=True)


def test_visitors_see_what_is_published_and_nothing_else(client: FlaskClient, market: Market) -> None:
    market.project(title="Shown")
    market.project(title="Hidden", state=ListingState.DRAFT)

    page = text(client)

    assert "Shown" in page
    assert "Hidden" not in page
    assert 'role="status"' in page
    assert "1 listing" in page


def test_filters_stand_in_the_address_and_can_be_taken_away_one_by_one(client: FlaskClient, market: Market) -> None:
    market.need(title="Near and open", closes_on=clock.today() + timedelta(days=5))
    market.need(title="Far away", tags={"places": ("440304005",)}, closes_on=clock.today() + timedelta(days=5))
    market.project(title="A project")

    page = text(client, "/listings?kind=need&division=440304004&closing=7&amount=2&sort=closing_soon")

    assert "Near and open" in page
    assert "Far away" not in page
    assert "A project" not in page
    assert "/listings?kind=need&amp;division=440304004&amp;amount=2&amp;sort=closing_soon" in page  # without closing
    assert "Closes in 5 days" in page


def test_words_are_looked_for(client: FlaskClient, market: Market) -> None:
    market.project(title="独居老人每周探访")
    market.project(title="Reading with children")

    assert "独居老人每周探访" in text(client, "/listings?q=探访")
    assert "Reading with children" not in text(client, "/listings?q=探访")


def test_what_the_search_ranks_is_shown_in_its_order(client: FlaskClient, app: Flask, market: Market) -> None:
    first, second = market.project(title="Aaaa"), market.project(title="Bbbb")
    asked: list[str] = []
    app.extensions["search"] = lambda _session, words: asked.append(words) or [second.id, first.id]

    page = text(client, "/listings?q=anything")

    assert page.index("Bbbb") < page.index("Aaaa")
    assert "Best match first" in page
    assert asked == ["anything"]


@pytest.mark.parametrize(
    "address",
    [
        "/listings?kind=dragon&field=x&group=x&division=x&amount=9&closing=soon&sort=magic&owner=me&page=-3",
        "/listings?q=" + "x" * 5000,
        "/listings?q=%00%27%22%3Cscript%3Ealert(1)%3C/script%3E",
        "/listings?page=99999999999999",
        "/listings?kind=need&kind=project",
    ],
)
def test_nonsense_in_the_address_does_no_harm(client: FlaskClient, market: Market, address: str) -> None:
    market.project()

    assert "<script>alert" not in text(client, address)


def test_an_empty_list_says_what_to_do(client: FlaskClient) -> None:
    assert "Nothing fits these filters." in text(client, "/listings?q=zzz")


def test_a_long_list_has_pages_that_keep_the_filters(client: FlaskClient, market: Market) -> None:
    organization = market.organization("52")
    for _number in range(25):
        market.project(organization=organization)

    page = text(client, "/listings?kind=project&page=2")

    assert page.count('class="card listing"') == 5
    assert "25 listings" in page
    assert "/listings?kind=project&amp;page=1" in page


def test_the_listings_of_one_organization_are_named_after_it(client: FlaskClient, market: Market) -> None:
    project = market.project(organization=market.organization("52", name="Lantern Centre"))

    assert "Lantern Centre" in text(client, f"/listings?owner={project.organization_id}")


def test_what_i_filtered_can_be_downloaded_and_opened_safely(client: FlaskClient, market: Market) -> None:
    market.project(title='=HYPERLINK("http://example.org")', summary="@SUM(1)\nsecond line")
    market.need(title="Not asked for")

    response = client.get("/listings/download.csv?kind=project")

    assert response.mimetype == "text/csv"
    assert response.data.startswith(b"\xef\xbb\xbf")
    head, row = csv.reader(io.StringIO(response.data.decode("utf-8-sig")))
    assert head[:3] == ["Kind", "Title", "Organization"]
    assert row[1] == '\'=HYPERLINK("http://example.org")'
    assert row[3].startswith("'@SUM(1)")
    assert "still needs" in row[4]


def test_a_page_takes_few_statements(
    client: FlaskClient, market: Market, session: Session, statements: Counter
) -> None:
    for make in (market.need, market.project, market.service, market.programme, market.resource):
        for _number in range(4):
            make()
    text(client, "/listings?q=first")  # the matcher is read once per process
    with statements() as found:
        text(client, "/listings?q=visits&division=440304004&field=social_service")

    assert len(found) <= 12
