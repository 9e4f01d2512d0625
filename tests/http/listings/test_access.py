"""Who may begin and change which listing."""

from collections.abc import Callable
from uuid import UUID

from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from market.accounts.models import Person
from market.audit import AuditEvent
from market.listings.models import Listing, ListingState
from tests.conftest import Client
from tests.factories import Market
from tests.http.listings.conftest import count

SignIn = Callable[[Person], Client]


def test_nobody_begins_a_listing_for_others(sign_in: SignIn, market: Market, session: Session) -> None:
    mine, other = market.organization("52"), market.organization("52")
    client = sign_in(market.person(of=mine))

    for organization in (other.id, "", "nonsense"):
        answer = client.post("/listings/new/project", data={"organization": str(organization), "title": "x"})
        assert answer.status_code == 422
        assert "Choose an organization." in answer.get_data(as_text=True)
    assert count(session, Listing) == 0


def test_only_kinds_that_an_organization_may_list_are_offered(
    sign_in: SignIn, market: Market, session: Session
) -> None:
    foundation = market.organization("53")
    client = sign_in(market.person(of=foundation))

    page = client.get("/listings/new").get_data(as_text=True)
    assert "/listings/new/programme" in page
    assert "/listings/new/need" not in page
    assert client.post("/listings/new/need", data={"organization": str(foundation.id), "title": "x"}).status_code == 422
    assert client.get("/listings/new/dragon").status_code == 404
    assert count(session, Listing) == 0


def test_somebody_without_an_organization_is_sent_to_register_one(sign_in: SignIn, market: Market) -> None:
    assert "/organizations/new" in sign_in(market.person()).get("/listings/new").get_data(as_text=True)


def addresses(listing_id: UUID) -> list[tuple[str, str]]:
    own = f"/listings/{listing_id}"
    return [
        ("GET", f"{own}/edit"),
        ("GET", f"{own}/edit/about"),
        ("POST", f"{own}/edit/about"),
        ("GET", f"{own}/check"),
        ("GET", f"{own}/sent"),
        ("GET", f"{own}/history"),
        ("POST", f"{own}/publish"),
        ("POST", f"{own}/pause"),
        ("POST", f"{own}/resume"),
        ("POST", f"{own}/close"),
    ]


def test_strangers_and_other_organizations_are_refused_everywhere(
    client: FlaskClient, sign_in: SignIn, market: Market, session: Session
) -> None:
    project = market.project()
    stranger, rival = sign_in(market.person()), sign_in(market.person(of=market.organization("52")))

    for method, address in [*addresses(project.id), ("GET", "/listings/new"), ("POST", "/listings/new/project")]:
        answer = client.open(address, method=method)
        assert (answer.status_code, "/sign-in" in (answer.location or "")) == (302, True), address
    for method, address in addresses(project.id):
        assert stranger.open(address, method=method).status_code == 403, address
        assert rival.open(address, method=method).status_code == 403, address
    assert (project.state, count(session, AuditEvent)) == (ListingState.PUBLISHED, 0)
