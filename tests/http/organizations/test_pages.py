"""Pages of organizations: who sees what, and what waits."""

import pytest
from sqlalchemy.orm import Session

from market.organizations import queries, service
from market.organizations.models import Organization, Standing, VerificationState
from market.permissions import SYSTEM, Office
from tests.conftest import Client
from tests.factories import Market
from tests.http.conftest import MOST_QUERIES, CountQueries
from tests.http.organizations.browsing import edit

RENAMED = "Lotus Centre, renamed"


def test_everybody_reads_of_a_verified_organization(client: Client, market: Market) -> None:
    organization = market.organization("53", assessment_level=4, assessment_valid_until=None)
    market.programme(organization=organization, title="Care for older people")
    page = client.get(f"/organizations/{organization.id}").text
    for shown in (organization.credit_code, "Foundation", "Verified", "Fictitious", "Care for older people"):
        assert shown in page
    assert "Change the file" not in page
    assert "Review" not in page


def test_an_unverified_one_is_for_its_people_and_the_officials(
    client: Client, sign_in, market: Market, awaiting: Organization
) -> None:
    path = f"/organizations/{awaiting.id}"
    assert client.get(path).status_code == 403
    assert sign_in(market.person()).get(path).status_code == 403
    assert "Not verified yet" in sign_in(market.person(of=awaiting)).get(path).text
    assert "Review" in sign_in(market.person(office=Office.VERIFIER)).get(path).text


def test_the_list_has_verified_ones_only_and_can_be_narrowed(
    client: Client, market: Market, awaiting: Organization
) -> None:
    lotus = market.organization("52", name="Lotus Centre", fields=("health",))
    pine = market.organization("53", name="Pine Foundation 100%", fields=("education",))

    def names(**filters: str) -> list[str]:
        page = client.get("/organizations/", query_string=filters).text
        return [name for name in (lotus.name, pine.name, awaiting.name) if name in page]

    assert names() == [lotus.name, pine.name]
    assert names(kind="foundation") == [pine.name]
    assert names(field="health") == [lotus.name]
    assert names(q="lotus") == [lotus.name]
    assert names(q="100%") == [pine.name]
    assert names(q="_") == []
    assert names(kind="nonsense", field="<script>") == [lotus.name, pine.name]


def test_fields_of_work_stand_in_the_list(client: Client, market: Market) -> None:
    market.organization(fields=("health",))
    assert "Health" in client.get("/organizations/").text.split('id="results"')[1]


def test_a_page_beyond_the_last_leads_to_the_last(client: Client, market: Market) -> None:
    for _ in range(queries.PAGE_SIZE + 1):
        market.organization()
    assert "21 organizations" in client.get("/organizations/?page=2").text
    assert client.get("/organizations/?page=9").location == "/organizations/?page=2"


def test_a_sensitive_change_is_shown_as_waiting(client: Client, sign_in, market: Market, session: Session) -> None:
    organization = market.organization(name="Lotus Centre")
    browser = sign_in(market.person(of=organization))
    response = edit(browser, organization, name=RENAMED, mission="We sing.")
    assert response.status_code == 303
    own, public = browser.get(response.location).text, client.get(response.location).text
    assert "Some changes wait for an official" in own
    assert "A change waits for an official" in own
    assert RENAMED in own
    assert RENAMED not in public
    assert "We sing." in public
    assert f'value="{RENAMED}"' in browser.get(f"/organizations/{organization.id}/edit").text
    assert organization.name == "Lotus Centre"


@pytest.mark.parametrize("path", ["", "/{id}", "/{id}/edit", "/{id}/review", "/queue", "/new"])
def test_a_page_asks_the_database_little(
    sign_in, market: Market, session: Session, count_queries: CountQueries, path: str
) -> None:
    organization = market.organization(standing=Standing.ABNORMAL)
    for _ in range(15):
        market.project(organization=market.organization())
        market.project(organization=organization)
        market.organization(verification=VerificationState.AWAITING)
        service.change(session, SYSTEM, market.organization(), {"name": RENAMED})
    person = market.person(of=organization, office=Office.VERIFIER) if "edit" in path else None
    browser = sign_in(person or market.person(office=Office.VERIFIER))
    browser.get("/organizations/")  # the words are read once per process
    with count_queries() as statements:
        assert browser.get(f"/organizations{path or '/'}".format(id=organization.id)).status_code == 200
    assert len(statements) <= MOST_QUERIES, statements
