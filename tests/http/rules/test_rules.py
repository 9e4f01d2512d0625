"""The page of the rules: everybody reads it, an approver answers for what nobody has read in full."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from market import audit
from market.permissions import Office
from market.rules import queries
from market.rules.models import RuleConfirmation
from matching.eligibility.catalogue import CATALOGUE
from tests.conftest import Client
from tests.factories import Market
from tests.http.conftest import MOST_QUERIES, CountQueries

READ = {"note": "Gazette of 2020, article 24."}


def part(page: str, key: str) -> str:
    """What the page says of one rule."""
    return page.split(f'id="{key}"')[1].split("</section>")[0]


def test_everybody_reads_every_rule_with_its_law_and_whether_it_blocks(client: Client) -> None:
    page = client.get("/rules/").text
    assert page.count('class="card panel"') == len(CATALOGUE.rules)
    assert "财政部令第102号" in part(page, "term@1")
    assert "Read at second hand" in part(page, "term@1")
    assert "It only warns" in part(page, "term@1")
    assert "at most 1" in part(page, "term@1")
    assert "Read in the law's own text" in part(page, "related_parties@1")
    assert "September 5, 2024" in part(page, "related_parties@1")
    assert "A condition of this platform" in part(page, "place@1")
    assert "It only warns" in part(page, "standing@1")
    assert "Confirmed" not in part(page, "standing@1")
    assert CATALOGUE.version in page
    assert "Confirm this rule" not in page


def test_the_page_is_found_from_everywhere(client: Client) -> None:
    for path in ("/", "/how-we-match"):
        assert 'href="/rules/"' in client.get(path).text


def test_an_approver_confirms_a_rule_and_takes_it_back(sign_in, market: Market, session: Session) -> None:
    approver = sign_in(market.person(office=Office.APPROVER, name="Qi Lan"))
    assert 'href="/rules/term/1/confirm"' in approver.get("/rules/").text
    assert "Confirm this rule" in approver.get("/rules/term/1/confirm").text
    assert approver.post("/rules/term/1/confirm", data={"note": ""}).status_code == 422
    answer = approver.post("/rules/term/1/confirm", data=READ)
    assert (answer.status_code, answer.location) == (303, "/rules/#term@1")
    page = approver.get("/rules/").text
    assert "Qi Lan" in part(page, "term@1")
    public = sign_in(market.person()).get("/rules/").text
    assert "Qi Lan" not in public
    assert ", by the district" in part(public, "term@1")
    assert READ["note"] in part(page, "term@1")
    assert "Whoever fails it is ruled out." in part(page, "term@1")
    assert approver.post("/rules/term/1/confirm", data=READ).status_code == 409

    assert approver.post("/rules/term/1/withdraw", data={"note": ""}).status_code == 422
    assert approver.post("/rules/term/1/withdraw", data={"note": "Amended."}).status_code == 303
    assert "It only warns" in part(approver.get("/rules/").text, "term@1")
    assert "term@1" not in queries.confirmed(session)
    row = session.scalars(select(RuleConfirmation).where(RuleConfirmation.rule_code == "term")).one()
    assert [event.action for event in audit.events_of(session, "rule_confirmation", row.id)] == [
        "confirm_rule",
        "withdraw_rule",
    ]


@pytest.mark.parametrize("office", [None, Office.INTAKE, Office.AUDITOR, Office.ADMINISTRATOR])
def test_others_may_only_read(sign_in, market: Market, session: Session, office: Office | None) -> None:
    market.confirm("standing")
    person = sign_in(market.person(office=office))
    assert "Withdraw the confirmation" not in person.get("/rules/").text
    for step in ("term/1/confirm", "standing/1/withdraw"):
        assert person.get(f"/rules/{step}").status_code == 403
        assert person.post(f"/rules/{step}", data=READ).status_code == 403
    assert queries.confirmed(session) == {"standing@1"}


def test_a_rule_that_is_not_there_is_not_found(sign_in, market: Market) -> None:
    approver = sign_in(market.person(office=Office.APPROVER))
    assert approver.get("/rules/term/9/confirm").status_code == 404
    assert approver.post("/rules/place/1/confirm", data=READ).status_code == 409


def test_the_page_asks_the_database_little(client: Client, count_queries: CountQueries) -> None:
    with count_queries() as statements:
        client.get("/rules/")
    assert len(statements) <= MOST_QUERIES
