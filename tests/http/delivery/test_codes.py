"""Pages of codes: made by whoever judges, typed by those who were served, counted in the result."""

import re

import pytest

from market.accounts.service import MOST_ATTEMPTS
from market.delivery import queries
from tests.conftest import Client
from tests.http.delivery.test_pages import Case, case  # noqa: F401  # a fixture

CODE = re.compile(r"slip__code\">\s*([2-9A-Z]{5}-[2-9A-Z]{5})\s*<")


@pytest.fixture
def asked(case: Case) -> Case:  # noqa: F811
    case.signed().met()
    case.post(case.deliverer, "acceptance/request", note="Done.")
    return case


def address_of(asked: Case) -> str:
    return f"/opinions/{queries.get_acceptance(asked.session, asked.pairing.id).token}"


def codes_of(asked: Case, count: int) -> list[str]:
    answer = asked.acceptor.post(f"{asked.base}/acceptance/codes", data={"count": str(count)})
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-store")
    return CODE.findall(answer.text)


def test_codes_are_made_shown_once_and_only_by_whoever_judges(asked: Case) -> None:
    assert "Make codes" in asked.page(asked.acceptor, "acceptance")
    assert "Make codes" not in asked.page(asked.deliverer, "acceptance")
    assert asked.deliverer.get(f"{asked.base}/acceptance/codes").status_code == 403
    asked.post(asked.deliverer, "acceptance/codes", 403, count="3")
    text = asked.post(asked.acceptor, "acceptance/codes", 422, count="900")
    assert "Enter a number from 1 to 100." in text.split('id="count-error"')[1].split("</p>")[0]
    codes = codes_of(asked, 3)
    assert len(codes) == 3
    page = asked.page(asked.acceptor, "acceptance/codes")
    assert "Codes made: 3, used: 0." in page
    assert not any(code in page for code in codes)


def test_a_code_is_filled_in_by_its_link_and_several_people_share_one_browser(asked: Case, client: Client) -> None:
    one, two = codes_of(asked, 2)
    address = address_of(asked)
    assert f'value="{one}"' in client.get(f"{address}?code={one}").text
    assert client.post(address, data={"rating": "5", "code": one}).status_code == 303
    page = client.get(address).text
    assert "Somebody else with a code of their own" in page
    assert 'name="code"' in client.get(f"{address}?another=1").text
    text = client.post(f"{address}?another=1", data={"rating": "4", "text": "Kind people."}).text
    assert "Others need a code." in text.split('id="code-error"')[1].split("</p>")[0]
    assert "Kind people." in text
    assert client.post(address, data={"rating": "4", "code": two.lower()}).status_code == 303
    assert "Heard so far: 2 with a code, 0 without." in asked.page(asked.acceptor, "acceptance")


def test_a_wrong_code_is_said_beside_the_field_and_what_was_typed_stays(asked: Case, client: Client) -> None:
    [code] = codes_of(asked, 1)
    address = address_of(asked)
    answer = client.post(address, data={"rating": "2", "text": "They were late.", "code": "AAAAA-AAAAA"})
    assert answer.status_code == 422
    assert "This code is not known here." in answer.text.split('id="code-error"')[1].split("</p>")[0]
    assert "They were late." in answer.text
    assert 'value="AAAAA-AAAAA"' in answer.text
    assert re.search(r'<input[^>]*checked[^>]*value="2"', answer.text)
    assert client.post(address, data={"rating": "2", "code": code}).status_code == 303
    client.delete_cookie("session")
    assert "used already" in client.post(address, data={"rating": "2", "code": code}).text


def test_codes_cannot_be_guessed_for_long_and_opinions_without_one_go_on(asked: Case, client: Client) -> None:
    address = address_of(asked)
    for number in range(MOST_ATTEMPTS["code"]):
        assert client.post(address, data={"rating": "1", "code": f"AAAAA-AAAA{number}"}).status_code == 422
    answer = client.post(address, data={"rating": "1", "code": "AAAAA-AAAAX"})
    assert (answer.status_code, "Too many attempts." in answer.text) == (409, True)
    assert client.post(address, data={"rating": "1"}).status_code == 303


def test_the_result_says_how_many_had_a_code_in_both_languages(asked: Case, client: Client) -> None:
    for rating, code in zip((5, 4, 4), codes_of(asked, 3), strict=True):
        client.post(address_of(asked), data={"rating": str(rating), "code": code})
    client.post(address_of(asked), data={"rating": "1"})
    client.delete_cookie("session")
    client.post(address_of(asked), data={"rating": "1"})
    asked.post(asked.acceptor, "acceptance", no_conflict="y", note="Good work.")
    text = client.get(f"/results/{asked.pairing.id}").text
    assert "3 with a code, 1 without" in text
    assert "On average 4.3 of 5" in text
    client.post("/language", data={"language": "zh", "next": "/"})
    assert "凭码 3 人，未凭码 1 人" in client.get(f"/results/{asked.pairing.id}").text
