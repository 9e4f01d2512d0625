"""Signing in and out: the same answer for every failure, patience, a new session, and only own paths to go on to."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from market import clock
from market.accounts import passwords, service
from market.accounts.models import Person, SignInAttempt
from market.permissions import Office
from tests.conftest import Client
from tests.factories import LONG_AGO, Market

PASSWORD = "four words are enough"
WRONG = "The email address or the password is wrong."
TOO_MANY = "Too many attempts."


@pytest.fixture
def li(market: Market) -> Person:
    return market.person(email="li@example.org", name="Li Ming", password_hash=passwords.hashed(PASSWORD))


def send(client: Client, email: str = "li@example.org", password: str = PASSWORD, **more: str):
    return client.post("/sign-in", data={"email": email, "password": password, **more})


def test_a_visitor_signs_in_and_out(client: Client, li: Person) -> None:
    response = send(client)
    assert (response.status_code, response.location) == (303, "/desk")
    assert "Li Ming" in client.get("/").text
    assert client.get("/sign-in").location == "/desk"

    assert client.post("/sign-out").status_code == 303
    assert "Li Ming" not in client.get("/").text
    assert "/sign-in" in client.get("/desk").location


def test_signing_out_needs_a_button(client: Client) -> None:
    assert client.get("/sign-out").status_code == 405


@pytest.mark.parametrize(
    ("email", "password"),
    [
        ("li@example.org", "a wrong password"),
        ("nobody@example.org", PASSWORD),
        ("disabled@example.org", PASSWORD),
        ("imported@example.org", "!"),
        ("li@example.org' OR 1=1 --", PASSWORD),
    ],
)
def test_every_failure_gets_the_same_answer(
    client: Client, market: Market, li: Person, email: str, password: str
) -> None:
    market.person(email="disabled@example.org", password_hash=li.password_hash, disabled_at=clock.now())
    market.person(email="imported@example.org")
    response = send(client, email, password)
    assert response.status_code == 422
    assert response.text.count(WRONG) == 1
    assert "_user_id" not in str(client.get_cookie("session"))
    with client.session_transaction() as cookies:
        assert "_user_id" not in cookies


@pytest.mark.parametrize(
    ("email", "password"), [("", ""), ("  ", PASSWORD), ("\x00", PASSWORD), ("li@example.org", "")]
)
def test_nothing_typed_is_said_beside_the_field(client: Client, email: str, password: str) -> None:
    response = send(client, email, password)
    assert response.status_code == 422
    assert "Fill this in." in response.text
    assert WRONG not in response.text


def test_what_was_typed_is_kept_but_never_the_password(client: Client, li: Person) -> None:
    page = send(client, "li@example.org", "a wrong password").text
    assert 'value="li@example.org"' in page
    assert "a wrong password" not in page


@pytest.mark.parametrize("email", ["li@example.org", "nobody@example.org"])
def test_patience_with_an_account_ends_whether_it_exists_or_not(client: Client, li: Person, email: str) -> None:
    for _ in range(service.MOST_ATTEMPTS["account"]):
        assert WRONG in send(client, email, "a wrong password").text
    assert TOO_MANY in send(client, email, PASSWORD).text  # the right one too
    assert send(client, "other@example.org", PASSWORD).text.count(WRONG) == 1

    with clock.held_at(clock.now() + service.WINDOW):
        assert send(client, "li@example.org").status_code == 303


def test_patience_with_a_network_address_ends_over_all_accounts(
    client: Client, li: Person, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(service.MOST_ATTEMPTS, "address", 3)
    for number in range(3):
        assert WRONG in send(client, f"person{number}@example.org").text
    assert TOO_MANY in send(client).text
    elsewhere = {"email": "li@example.org", "password": PASSWORD}
    response = client.post("/sign-in", data=elsewhere, environ_base={"REMOTE_ADDR": "192.0.2.7"})
    assert response.status_code == 303


def test_a_success_forgets_the_failures_of_the_account(client: Client, li: Person, session: Session) -> None:
    send(client, password="a wrong password")
    send(client)
    assert len(session.scalars(select(SignInAttempt)).all()) == 1  # that of the network address


def test_signing_in_starts_a_new_session(client: Client, li: Person) -> None:
    with client.session_transaction() as cookies:
        cookies["planted"] = "by somebody else"
        cookies["csrf_token"] = "known to somebody else"
        cookies["language"] = "en"
    send(client)
    with client.session_transaction() as cookies:
        assert "planted" not in cookies
        assert cookies.get("csrf_token") != "known to somebody else"
        assert cookies["language"] == "en"
        assert cookies["_user_id"] == str(li.id)


def test_the_cookie_is_out_of_reach_for_scripts_and_other_sites(client: Client, li: Person) -> None:
    cookie = send(client).headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


@pytest.mark.parametrize("way", ["query", "form"])
@pytest.mark.parametrize(
    ("wanted", "reached"),
    [
        ("/listings?q=a&page=2", "/listings?q=a&page=2"),
        ("https://evil.example/", "/desk"),
        ("//evil.example", "/desk"),
        ("/\\evil.example", "/desk"),
        ("/\t/evil.example", "/desk"),
        ("/\r/evil.example", "/desk"),
        ("javascript:alert(1)", "/desk"),
        ("", "/desk"),
    ],
)
def test_after_signing_in_one_goes_on_to_own_paths_only(
    client: Client, li: Person, way: str, wanted: str, reached: str
) -> None:
    data = {"email": "li@example.org", "password": PASSWORD}
    if way == "query":
        response = client.post("/sign-in", query_string={"next": wanted}, data=data)
    else:
        response = client.post("/sign-in", data=data | {"next": wanted})
    assert response.location == reached


def test_a_page_that_needs_an_account_sends_to_sign_in_and_back(client: Client, li: Person) -> None:
    response = client.get("/organizations/new")
    page = client.get(response.location)
    assert "Sign in to go on." in page.text
    assert 'name="next" value="/organizations/new"' in page.text
    assert 'href="/sign-up?next=/organizations/new"' in page.text
    assert send(client, next="/organizations/new").location == "/organizations/new"


def test_a_person_disabled_meanwhile_is_out_at_once(client: Client, li: Person) -> None:
    send(client)
    li.disabled_at = clock.now()
    assert "/sign-in" in client.get("/desk").location


def test_an_office_that_ended_opens_nothing(client: Client, market: Market, li: Person) -> None:
    member = market.person(office=Office.VERIFIER)
    send(client)
    assert client.get("/organizations/queue").status_code == 403
    (grant,) = member.offices
    grant.person, grant.ends_on = li, LONG_AGO
    assert client.get("/organizations/queue").status_code == 403
    grant.ends_on = clock.today()
    assert client.get("/organizations/queue").status_code == 200


@pytest.mark.parametrize("kept", ["not a number", "", "00000000-0000-0000-0000-000000000000", "'; DROP TABLE person"])
def test_a_cookie_that_names_nobody_is_a_visitor(client: Client, kept: str) -> None:
    with client.session_transaction() as cookies:
        cookies["_user_id"] = kept
    assert client.get("/").status_code == 200
    assert client.get("/desk").status_code == 302
