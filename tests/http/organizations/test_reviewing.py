"""How officials decide on organizations, and what happens when two act at once."""

import pytest
from sqlalchemy.orm import Session

from market.organizations import service
from market.organizations.models import Organization, VerificationState
from market.permissions import Office
from tests.conftest import Client
from tests.factories import Market
from tests.http.organizations.browsing import decide, edit, form_of

RENAMED = "Lotus Centre, renamed"


def test_of_two_who_edit_the_second_is_told(sign_in, market: Market) -> None:
    organization = market.organization()
    first, second = (sign_in(market.person(of=organization)) for _ in range(2))
    old = form_of(second, f"/organizations/{organization.id}/edit")
    assert edit(first, organization, mission="First.").status_code == 303
    response = edit(second, organization, mission="Second.", seen=old["seen"])
    assert response.status_code == 409
    assert "Somebody else has just changed this." in response.text
    assert organization.mission == "First."
    assert edit(second, organization, mission="Second.").status_code == 303


@pytest.mark.parametrize("page", ["edit", "review"])
def test_others_may_neither_edit_nor_review(client: Client, sign_in, market: Market, page: str) -> None:
    organization = market.organization()
    path = f"/organizations/{organization.id}/{page}"
    assert "/sign-in" in client.get(path).location
    for person in (market.person(), market.person(of=market.organization()), market.person(office=Office.APPROVER)):
        assert sign_in(person).get(path).status_code == 403
        assert sign_in(person).post(path, data={"decision": "approve"}).status_code == 403


def test_an_official_verifies_what_waits(sign_in, market: Market, awaiting: Organization) -> None:
    browser = sign_in(market.person(office=Office.VERIFIER))
    assert awaiting.name in browser.get("/organizations/queue").text
    assert decide(browser, awaiting, "approve").location == "/organizations/queue"
    assert awaiting.is_verified
    assert awaiting.name not in browser.get("/organizations/queue").text
    assert "Nothing waits for a decision." in browser.get(f"/organizations/{awaiting.id}/review").text
    assert decide(browser, awaiting, "approve", seen=str(awaiting.revision)).status_code == 409


def test_an_official_finds_own_organizations_in_no_queue(sign_in, market: Market, awaiting: Organization) -> None:
    browser = sign_in(market.person(of=awaiting, office=Office.VERIFIER))
    assert awaiting.name not in browser.get("/organizations/queue").text.split("<main")[1]
    assert browser.get(f"/organizations/{awaiting.id}/review").status_code == 403


@pytest.mark.parametrize("decision", ["", "perhaps", None])
def test_neither_yes_nor_no_decides_nothing(
    sign_in, market: Market, awaiting: Organization, decision: str | None
) -> None:
    browser = sign_in(market.person(office=Office.VERIFIER))
    sent = {"note": "A reason", "seen": "1"} | ({} if decision is None else {"decision": decision})
    assert browser.post(f"/organizations/{awaiting.id}/review", data=sent).status_code == 422
    assert awaiting.verification is VerificationState.AWAITING


def test_a_refusal_needs_a_reason_which_its_people_read(sign_in, market: Market, awaiting: Organization) -> None:
    official, member = sign_in(market.person(office=Office.VERIFIER)), sign_in(market.person(of=awaiting))
    response = decide(official, awaiting, "refuse")
    assert response.status_code == 422
    assert "Say why: the organization will read it." in response.text
    assert decide(official, awaiting, "refuse", "Send the certificate.").status_code == 303
    page = member.get(f"/organizations/{awaiting.id}").text
    assert "The verification was refused" in page
    assert "Send the certificate." in page


def test_an_official_decides_on_what_they_saw_only(sign_in, market: Market, session: Session) -> None:
    organization = market.organization(name="Lotus Centre")
    official = sign_in(market.person(office=Office.VERIFIER))
    member = market.actor(of=organization)
    service.change(session, member, organization, {"name": RENAMED})
    session.commit()
    page = official.get(f"/organizations/{organization.id}/review").text
    assert "Lotus Centre" in page
    assert RENAMED in page
    seen = form_of(official, f"/organizations/{organization.id}/review")["seen"]

    service.change(session, member, organization, {"name": "Something else"})
    assert decide(official, organization, "approve", seen=seen).status_code == 409
    assert organization.name == "Lotus Centre"
    assert decide(official, organization, "approve").status_code == 303
    assert organization.name == "Something else"
