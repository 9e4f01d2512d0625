"""My pairings, and the district's queue."""

from datetime import timedelta

import pytest

from market import clock
from market.pairings.models import PairingState as State
from market.permissions import Office
from tests.http.conftest import MOST_QUERIES


def test_i_see_my_running_pairings_by_deadline_and_the_ended_ones_apart(sign_in, market) -> None:
    project = market.project(title="A")
    later = market.pairing(State.MUTUAL, need=market.need(title="Due later"), offer=project, shares=[])
    sooner = market.pairing(State.INTEREST, need=market.need(title="Due sooner"), offer=project, shares=[])
    market.pairing(State.DECLINED, need=market.need(title="Is over"), offer=project, shares=[])
    market.pairing(State.MUTUAL, need=market.need(title="Of others"))
    us = sign_in(market.person(of=project))

    page = us.get("/pairings").text
    assert page.index("Due sooner") < page.index("Due later")
    assert "Is over" not in page
    assert "Of others" not in page
    assert f"/pairings/{later.id}" in page
    assert sooner.number in page

    ended = us.get("/pairings?view=ended").text
    assert "Is over" in ended
    assert "Due later" not in ended


def test_a_stranger_has_no_pairings_and_a_visitor_signs_in_first(sign_in, market, client) -> None:
    market.pairing()
    assert "No pairing is running." in sign_in(market.person()).get("/pairings").text
    for path in ("/pairings", "/queue"):
        assert "/sign-in" in client.get(path).location


def test_an_official_sees_first_what_they_may_handle(sign_in, market) -> None:
    submitted = market.pairing(State.SUBMITTED, need=market.need(title="To be taken in"))
    waiting = market.pairing(State.APPROVAL, need=market.need(title="To be approved"))
    market.pairing(State.MUTUAL, need=market.need(title="Still talked about"))
    intake = sign_in(market.person(office=Office.INTAKE))
    mine = intake.get("/queue").text
    assert "To be taken in" in mine
    assert "To be approved" not in mine
    everything = intake.get("/queue?view=all").text
    assert f"/pairings/{submitted.id}/decision" in everything
    assert f"/pairings/{waiting.id}/decision" in everything
    assert "Still talked about" not in everything


def test_a_case_of_their_own_side_is_not_theirs_to_handle(sign_in, market) -> None:
    pairing = market.pairing(State.SUBMITTED)
    person = market.person(office=Office.INTAKE, of=pairing.offer)
    assert "Nothing waits for you." in sign_in(person).get("/queue").text


@pytest.mark.parametrize("who", ["nobody", "side", Office.VERIFIER, Office.AUDITOR])
def test_the_queue_is_for_the_offices_that_handle_it(sign_in, market, who) -> None:
    pairing = market.pairing(State.SUBMITTED)
    people = {"nobody": lambda: market.person(), "side": lambda: market.person(of=pairing.offer)}
    person = people[who]() if who in people else market.person(office=who)
    assert sign_in(person).get("/queue").status_code == 403


@pytest.mark.parametrize(
    ("since", "left", "words"),
    [(1, 5, "working days left"), (9, 1, "Yellow card"), (9, -2, "Red card: overdue")],
)
def test_deadlines_are_cards_in_words(sign_in, market, since, left, words) -> None:
    now = clock.now()
    due = {"state_since": now - timedelta(days=since), "due_at": now + timedelta(days=left)}
    market.pairing(State.SUBMITTED, **due)
    assert words in sign_in(market.person(office=Office.INTAKE)).get("/queue").text


def test_lists_ask_the_database_few_questions_however_long_they_are(sign_in, market, count_queries) -> None:
    project = market.project()
    for _ in range(6):
        market.pairing(State.SUBMITTED, offer=project)
        market.pairing(State.APPROVAL, need=market.need(), offer=project, shares=[market.programme()])
    us, official = sign_in(market.person(of=project)), sign_in(market.person(office=Office.INTAKE))
    for client, path in ((us, "/pairings"), (official, "/queue"), (official, "/queue?view=all")):
        client.get(path)
        with count_queries() as statements:
            assert client.get(path).status_code == 200
        assert len(statements) <= MOST_QUERIES, path
