"""The pages of cards: open ones by office, answered by the superior."""

from datetime import timedelta

import pytest

from market import clock
from market.oversight import service
from market.pairings.models import PairingState as State
from market.pairings.models import Stay
from market.permissions import Office
from tests.http.conftest import MOST_QUERIES


@pytest.fixture
def overdue(session, market):
    """A file with a red card."""

    def overdue(title: str = "Lies too long", state: State = State.SUBMITTED):
        since, due = clock.now() - timedelta(days=9), clock.now() - timedelta(days=2)
        pairing = market.pairing(state, need=market.need(title=title), state_since=since, due_at=due)
        stay = session.query(Stay).filter_by(pairing_id=pairing.id).one()
        return service.issue_cards(session, stay.id)[-1]

    return overdue


def test_an_official_sees_open_cards_by_office_and_narrows_them(sign_in, market, overdue) -> None:
    overdue("Lies with the intake")
    overdue("Lies with the approver", State.APPROVAL)
    official = sign_in(market.person(office=Office.FINANCE))
    page = official.get("/oversight/cards").text
    assert page.index("Lies with the approver") < page.index("Lies with the intake")
    narrowed = official.get("/oversight/cards?office=intake").text
    assert "Lies with the intake" in narrowed
    assert "Lies with the approver" not in narrowed
    settled = official.get("/oversight/cards?view=settled&office=recheck").text
    assert "No card fits" in settled


def test_a_superior_finds_the_red_card_on_the_desk_and_answers_it(sign_in, market, overdue) -> None:
    card = overdue()
    superior = sign_in(market.person(office=Office.SUPERIOR))
    assert "Answer the red card" in superior.get("/desk").text
    refused = superior.post(f"/oversight/cards/{card.id}", data={"answer": ""})
    assert (refused.status_code, "Fill this in." in refused.text) == (422, True)
    done = superior.post(f"/oversight/cards/{card.id}", data={"answer": "Li takes it over."}, follow_redirects=True)
    assert "Answered." in done.text
    assert "Li takes it over." in superior.get("/oversight/cards?view=settled").text
    assert "Answer the red card" not in superior.get("/desk").text


def test_others_read_cards_but_do_not_answer_them(sign_in, market, overdue) -> None:
    card = overdue()
    intake = sign_in(market.person(office=Office.INTAKE))
    assert "Answer the card" not in intake.get(f"/oversight/cards/{card.id}").text
    answered = intake.post(f"/oversight/cards/{card.id}", data={"answer": "Leave us alone."})
    assert answered.status_code == 403
    assert "You may not do this" in answered.text
    assert sign_in(market.person()).get("/oversight/cards").status_code == 403


def test_a_page_of_cards_asks_the_database_little(sign_in, market, overdue, count_queries) -> None:
    for number in range(6):
        overdue(f"Number {number}")
    for office, path in ((Office.AUDITOR, "/oversight/cards"), (Office.SUPERIOR, "/desk")):
        client = sign_in(market.person(office=office))
        client.get(path)
        with count_queries() as statements:
            assert client.get(path).status_code == 200
        assert len(statements) <= MOST_QUERIES, path
