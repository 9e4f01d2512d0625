"""Signing up, and the switch of languages."""

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from market.accounts import service
from market.accounts.models import Person
from tests.conftest import Client
from tests.factories import Market

GIVEN = {"name": "Li Ming", "email": "li@example.org", "password": "four words are enough"}


def people(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(Person)) or 0


def test_a_visitor_signs_up_and_is_signed_in(client: Client, session: Session) -> None:
    response = client.post("/sign-up", data=GIVEN | {"email": "Li@Example.org"})
    assert (response.status_code, response.location) == (303, "/desk")
    assert "Your account is ready." in client.get("/").text
    person = session.scalars(select(Person)).one()
    assert (person.email, person.name, person.language) == ("li@example.org", "Li Ming", "en")
    assert person.memberships == []
    assert person.offices == []


@pytest.mark.parametrize(
    ("field", "typed", "told"),
    [
        ("name", "", "Fill this in."),
        ("name", "   ", "Fill this in."),
        ("name", "\u200b", "Fill this in."),
        ("name", "a" * 101, "longer than 100"),
        ("email", "", "Fill this in."),
        ("email", "not an address", "Enter an email address."),
        ("email", "li@example", "Enter an email address."),
        ("email", "li@example.org, wang@example.org", "Enter an email address."),
        ("email", "<script>@example.org", "Enter an email address."),
        ("email", f"{'a' * 64}@{'b' * 200}.org", "longer than 254"),
        ("password", "", "Fill this in."),
        ("password", "short", "Between 10 and 200 characters."),
        ("password", "a" * 201, "Between 10 and 200 characters."),
        ("password", "aaaaaaaaaaaa", "too easy to guess"),
        ("password", "password123", "too easy to guess"),
    ],
)
def test_bad_input_is_told_beside_its_field_and_nothing_is_written(
    client: Client, session: Session, field: str, typed: str, told: str
) -> None:
    response = client.post("/sign-up", data=GIVEN | {field: typed})
    assert response.status_code == 422
    assert f'id="{field}-error"' in response.text
    assert told in response.text
    assert people(session) == 0
    kept = "Li Ming" if field != "name" else "li@example.org"
    assert f'value="{kept}"' in response.text
    assert GIVEN["password"] not in response.text


def test_markup_in_a_name_is_shown_as_text(client: Client) -> None:
    client.post("/sign-up", data=GIVEN | {"name": "<script>alert(1)</script>"})
    page = client.get("/").text
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_an_address_is_used_once(client: Client, market: Market, session: Session) -> None:
    market.person(email="li@example.org")
    response = client.post("/sign-up", data=GIVEN | {"email": "LI@example.org"})
    assert response.status_code == 422
    assert "This address cannot be used." in response.text
    assert people(session) == 1


def test_addresses_cannot_be_tried_out_without_end(
    client: Client, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(service.MOST_ATTEMPTS, "sign_up", 2)
    for number in range(2):
        client.post("/sign-up", data=GIVEN | {"email": f"person{number}@example.org"})
    response = client.post("/sign-up", data=GIVEN)
    assert response.status_code == 422
    assert "Too many attempts." in response.text
    assert people(session) == 2


def test_signing_up_leads_on_to_an_own_path(client: Client) -> None:
    assert client.post("/sign-up", data=GIVEN | {"next": "//evil.example"}).location == "/desk"
    other = GIVEN | {"email": "wang@example.org", "next": "/organizations/new"}
    assert client.post("/sign-up", data=other).location == "/organizations/new"


def test_the_language_is_switched_where_one_is(client: Client) -> None:
    assert '<html lang="en"' in client.get("/organizations/").text
    response = client.post("/language", data={"language": "zh", "next": "/organizations/"})
    assert (response.status_code, response.location) == (303, "/organizations/")
    assert '<html lang="zh-CN"' in client.get("/organizations/").text


@pytest.mark.parametrize("data", [{}, {"language": "fr"}, {"language": "<script>"}])
def test_an_unknown_language_changes_nothing(client: Client, data: dict[str, str]) -> None:
    assert client.post("/language", data=data | {"next": "//evil.example"}).location == "/"
    assert '<html lang="en"' in client.get("/").text


def test_the_language_is_remembered_for_a_person(client: Client, sign_in, market: Market, session: Session) -> None:
    person = market.person(language="en")
    sign_in(person).post("/language", data={"language": "zh"})
    assert person.language == "zh"
    assert '<html lang="zh-CN"' in sign_in(person).get("/").text  # in another browser


def test_the_language_outlasts_signing_out(sign_in, market: Market) -> None:
    browser = sign_in(market.person(language="en"))
    browser.post("/language", data={"language": "zh"})
    browser.post("/sign-out")
    assert '<html lang="zh-CN"' in browser.get("/").text


def test_the_language_does_not_follow_the_browser(client: Client) -> None:
    assert '<html lang="en"' in client.get("/", headers={"Accept-Language": "zh-CN"}).text
