"""The district's packet: what it shows, and how an official decides with it."""

import pytest
from sqlalchemy.orm import object_session

from market.organizations.models import Standing
from market.packets.basis import basis_of, fingerprint
from market.packets.queries import newest_packet
from market.pairings import service
from market.pairings.models import PairingState as State
from market.permissions import Office
from tests.http.conftest import MOST_QUERIES


def path(pairing, name: str = "decision") -> str:
    """The file of a pairing, or where a side takes a step."""
    return f"/pairings/{pairing.id}/{name}"


def step(pairing, name: str) -> str:
    """Where an official takes a step."""
    return f"/pairings/{pairing.id}/decision/{name}"


def said(pairing, **values: str) -> dict[str, str]:
    """What an official sends who has read the page."""
    session = object_session(pairing)
    newest = newest_packet(session, pairing.id)
    seen = newest.sha256 if newest and pairing.state is State.APPROVAL else fingerprint(basis_of(session, pairing))
    return {"revision": service.stamp(pairing), "packet_hash": seen, "note": ""} | values


def test_the_packet_shows_facts_conditions_terms_and_history(sign_in, market) -> None:
    pairing = market.pairing(State.APPROVAL, need=market.need())
    page = sign_in(market.person(office=Office.APPROVER)).get(path(pairing)).text
    for words in (
        pairing.need.organization.credit_code,
        pairing.offer.organization.credit_code,
        "Good standing",
        "No conflict of interest",
        "政府采购法实施条例第9条",
        "Weekly visits.",
        "version 1, the present one",
        "A: government purchase",
        "Approve",
        "Return for correction",
        "I declare that I have no conflict of interest",
    ):
        assert words in page


def test_three_people_take_a_private_pairing_to_its_confirmation(sign_in, market) -> None:
    pairing = market.pairing(State.MUTUAL)
    us = sign_in(market.person(of=pairing.offer))
    us.post(path(pairing, "submit"), data=said(pairing))
    intake, rechecker = (sign_in(market.person(office=office)) for office in (Office.INTAKE, Office.RECHECK))

    response = intake.post(step(pairing, "take_in"), data=said(pairing))
    assert response.location == path(pairing)
    assert "You can check it now." in intake.get(response.location).text
    response = intake.post(step(pairing, "pass_check"), data=said(pairing, no_conflict="y"))
    assert response.location == "/queue"
    assert rechecker.post(step(pairing, "confirm"), data=said(pairing, no_conflict="y")).status_code == 303
    assert pairing.state is State.CONTRACTING
    assert "Compliance confirmed" in us.get(f"/pairings/{pairing.id}").text


@pytest.mark.parametrize("name", ["confirm", "return_file", "reject"])
def test_what_is_missing_from_a_decision_is_said_at_its_field(sign_in, market, name) -> None:
    pairing = market.pairing(State.RECHECK)
    rechecker = sign_in(market.person(office=Office.RECHECK))
    note = "The indicators are fine." if name == "confirm" else ""
    response = rechecker.post(step(pairing, name), data=said(pairing, note=note, basis="The terms."))
    assert response.status_code == 422
    assert ('id="no_conflict-error"' in response.text) == (name == "confirm")
    assert ('id="note-error"' in response.text) == (name != "confirm")
    assert note in response.text
    assert pairing.state is State.RECHECK


def test_an_official_who_decides_on_an_old_page_is_told_and_keeps_the_note(sign_in, market) -> None:
    pairing = market.pairing(State.RECHECK)
    first, second = (sign_in(market.person(office=Office.RECHECK)) for _ in range(2))
    old = said(pairing, note="All is fine.", no_conflict="y")
    first.post(step(pairing, "return_file"), data=said(pairing, note="One table is missing."))
    response = second.post(step(pairing, "confirm"), data=old)
    assert response.status_code == 409
    assert "All is fine." not in first.get(path(pairing)).text
    assert pairing.state is State.CORRECTION


@pytest.mark.parametrize(
    ("state", "office", "words"),
    [
        (State.RECHECK, Office.INTAKE, "The next step is for another office."),
        (State.SUBMITTED, Office.APPROVER, "The next step is for another office."),
        (State.CONTRACTING, Office.APPROVER, "Nothing waits for the district now."),
        (State.SUBMITTED, Office.AUDITOR, "The next step is for another office."),
    ],
)
def test_whoever_may_not_act_reads_why(sign_in, market, state, office, words) -> None:
    page = sign_in(market.person(office=office)).get(path(market.pairing(state))).text
    assert words in page
    assert "I declare" not in page


def test_an_official_of_one_side_reads_that_others_handle_it(sign_in, market) -> None:
    pairing = market.pairing(State.SUBMITTED)
    person = market.person(office=Office.INTAKE, of=pairing.offer)
    assert "You belong to one of the sides" in sign_in(person).get(path(pairing)).text


def test_a_side_does_not_read_the_packet(sign_in, market) -> None:
    pairing = market.pairing(State.SUBMITTED)
    assert sign_in(market.person(of=pairing.offer)).get(path(pairing)).status_code == 403


def test_a_condition_that_fails_now_stands_out_and_nothing_can_be_confirmed(sign_in, market) -> None:
    pairing = market.pairing(State.RECHECK)
    market.confirm("standing")
    pairing.offer.organization.standing = Standing.SERIOUSLY_DISHONEST
    rechecker = sign_in(market.person(office=Office.RECHECK))
    page = rechecker.get(path(pairing)).text
    assert "A hard condition is not met" in page
    response = rechecker.post(step(pairing, "confirm"), data=said(pairing, no_conflict="y"))
    assert response.status_code == 409
    assert "seriously dishonest" in response.text


def test_what_the_sides_wrote_stays_words(sign_in, market) -> None:
    pairing = market.pairing(State.RECHECK, terms="<script>alert(1)</script>\nline")
    page = sign_in(market.person(office=Office.APPROVER)).get(path(pairing)).text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;<br>line" in page


def test_the_packet_asks_the_database_few_questions(sign_in, market, count_queries) -> None:
    shares = [market.programme(), market.resource(), market.programme()]
    pairing = market.pairing(State.APPROVAL, need=market.need(), offer=market.project(), shares=shares)
    approver = sign_in(market.person(office=Office.APPROVER))
    approver.get(path(pairing))
    with count_queries() as statements:
        assert approver.get(path(pairing)).status_code == 200
    # conflicts of interest, what was declared, namesakes, the packet, who is recused, and the experts
    assert len(statements) <= MOST_QUERIES + 8
