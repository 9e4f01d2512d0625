"""The page of a pairing: who sees it, what it says, and the steps that are taken on it."""

import pytest

from market import audit
from market.pairings import service
from market.pairings.models import PairingState as State
from market.permissions import Office
from tests.http.conftest import MOST_QUERIES


def address(pairing, step: str = "") -> str:
    """The page of a pairing, or where a step is taken."""
    return f"/pairings/{pairing.id}" + (f"/{step}" if step else "")


def test_a_side_sees_the_triple_the_money_and_its_steps(sign_in, market) -> None:
    pairing = market.pairing(need=None)
    page = sign_in(market.person(of=pairing.offer)).get(address(pairing)).text
    for words in (
        pairing.offer.title,
        pairing.shares[0].listing.organization.name,
        "¥60,000",
        "Submit to the district",
        "Withdraw",
        "Only private money is in it",
        "20 working days left",
    ):
        assert words in page
    assert "Open the packet" not in page


def test_public_money_is_explained_as_approval(sign_in, market) -> None:
    pairing = market.pairing(need=market.need())
    assert "decides whether it is approved" in sign_in(market.person(of=pairing.need)).get(address(pairing)).text


def test_what_stands_against_submitting_is_said_and_the_button_is_not_there(sign_in, market) -> None:
    pairing = market.pairing(amount_fen=5_000_000, agreed=False)
    page = sign_in(market.person(of=pairing.offer)).get(address(pairing)).text
    assert "2 things stand against submitting it" in page
    assert "10,000 yuan are still missing from the budget." in page
    assert "Submit to the district" not in page


@pytest.mark.parametrize("path", ["", "/terms", "/funding", "/decision"])
def test_strangers_see_nothing_of_it(sign_in, market, client, path) -> None:
    pairing = market.pairing(State.SUBMITTED)
    assert sign_in(market.person()).get(address(pairing) + path).status_code == 403
    assert "/sign-in" in client.get(address(pairing) + path).location


@pytest.mark.parametrize(
    ("state", "office", "status"),
    [
        (State.MUTUAL, Office.INTAKE, 403),
        (State.SUBMITTED, Office.INTAKE, 200),
        (State.SUBMITTED, Office.APPROVER, 200),
        (State.MUTUAL, Office.VERIFIER, 403),
    ],
)
def test_officials_see_it_once_it_is_submitted(sign_in, market, state, office, status) -> None:
    pairing = market.pairing(state)
    assert sign_in(market.person(office=office)).get(address(pairing)).status_code == status


def test_what_does_not_exist_is_not_found(sign_in, market) -> None:
    assert sign_in(market.person()).get("/pairings/00000000-0000-0000-0000-000000000000").status_code == 404


def test_agreeing_is_one_button(sign_in, market, session) -> None:
    pairing = market.pairing(State.INTEREST, agreed=False)
    seen = service.stamp(pairing)
    funder = sign_in(market.person(of=pairing.shares[0].listing))
    response = funder.post(address(pairing, "agree"), data={"revision": seen})
    assert (response.status_code, response.location) == (303, address(pairing))
    assert "You have agreed." in funder.get(address(pairing)).text
    assert pairing.parties[1].agreed_terms + pairing.parties[0].agreed_terms == 1


def test_declining_needs_a_reason_and_what_was_typed_stays(sign_in, market) -> None:
    pairing = market.pairing(State.INTEREST)
    data = {"revision": service.stamp(pairing), "note": ""}
    funder = sign_in(market.person(of=pairing.shares[0].listing))
    response = funder.post(address(pairing, "decline"), data=data)
    assert response.status_code == 422
    assert "Say why: the other side will read it." in response.text
    assert pairing.state is State.INTEREST

    response = funder.post(address(pairing, "decline"), data=data | {"note": "x" * 2001})
    assert response.status_code == 422
    assert "x" * 2001 in response.text

    assert funder.post(address(pairing, "decline"), data=data | {"note": "Another theme."}).status_code == 303
    assert pairing.state is State.DECLINED
    assert "Another theme." in funder.get(address(pairing)).text


def test_a_script_in_a_note_stays_words(sign_in, market) -> None:
    pairing = market.pairing(State.INTEREST)
    data = {"revision": service.stamp(pairing), "note": "<script>alert(1)</script>"}
    funder = sign_in(market.person(of=pairing.shares[0].listing))
    funder.post(address(pairing, "decline"), data=data)
    page = funder.get(address(pairing)).text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "<script>alert" not in page


def test_a_step_on_an_old_page_is_refused_and_the_note_stays(sign_in, market, session) -> None:
    pairing = market.pairing(State.MUTUAL)
    seen = service.stamp(pairing)
    us, them = (sign_in(market.person(of=party.organization)) for party in pairing.parties)
    form = {"revision": seen, "budget_fen": "100000", "own_fen": "40000", "terms": "Twice a week."}
    form |= {f"share-{pairing.shares[0].listing_id}": "60000"}
    assert them.post(address(pairing, "terms"), data=form).status_code == 303
    response = us.post(address(pairing, "withdraw"), data={"revision": seen, "note": "We cannot."})
    assert response.status_code == 409
    assert "Somebody else has changed this pairing" in response.text
    assert "We cannot." in response.text
    assert pairing.state is State.MUTUAL


@pytest.mark.parametrize(
    ("state", "who", "step", "status"),
    [
        (State.INTEREST, "offer", "decline", 403),
        (State.SUBMITTED, "offer", "take_in", 403),
        (State.RECHECK, "offer", "confirm", 403),
        (State.SUBMITTED, None, "withdraw", 403),
        (State.CONTRACTING, "offer", "withdraw", 409),
        (State.MUTUAL, "offer", "fly", 409),
    ],
)
def test_nobody_takes_a_step_of_others_or_out_of_turn(sign_in, market, session, state, who, step, status) -> None:
    pairing = market.pairing(state)
    person = market.person(of=getattr(pairing, who)) if who else market.person(office=Office.INTAKE)
    data = {"revision": service.stamp(pairing), "note": "Because.", "no_conflict": "y"}
    assert sign_in(person).post(address(pairing, step), data=data).status_code == status
    assert pairing.state is state
    assert audit.events_of(session, "pairing", pairing.id) == []


def test_the_page_asks_the_database_few_questions(sign_in, market, count_queries) -> None:
    shares = [market.programme(), market.resource(), market.programme()]
    pairing = market.pairing(need=market.need(), shares=shares)
    us = sign_in(market.person(of=pairing.offer))
    us.get(address(pairing))
    with count_queries() as statements:
        assert us.get(address(pairing)).status_code == 200
    assert len(statements) <= MOST_QUERIES
