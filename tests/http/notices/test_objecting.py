"""A stranger objects, keeps what was typed when it cannot be taken, and follows it by a secret link."""

import pytest
from sqlalchemy import select

from market.accounts.models import Person
from market.accounts.service import MOST_ATTEMPTS
from market.notices import service
from market.notices.models import Objection
from market.pairings.models import PairingState
from market.permissions import Office
from tests.http.notices.conftest import TYPED


def file(client, notice, **typed: str):
    return client.post(f"/notices/{notice.id}/object", data=TYPED | typed)


def test_a_stranger_objects_and_gets_a_number_and_a_link(client, session, notice) -> None:
    response = file(client, notice)
    assert response.status_code == 303
    objection = session.scalars(select(Objection)).one()
    assert "/objections/receipt/" in response.location
    page = client.get(response.location)
    assert objection.number in page.text
    assert "Neighbours of Block 3" in page.text
    assert (page.headers["Cache-Control"], page.headers["Referrer-Policy"]) == ("no-store", "no-referrer")
    assert notice.pairing.state is PairingState.OBJECTED
    assert "Further objections are taken" in client.get(f"/notices/{notice.id}").text


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"name": ""}, "Fill this in"),
        ({"contact": "nobody"}, "phone number or an email address"),
        ({"contact": "12"}, "phone number or an email address"),
        ({"statement": "Too short."}, "At least 20 characters"),
        ({"statement": "\u200b" * 40}, "Fill this in"),
        ({"evidence": "x" * 5001}, "5000"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_the_rest_is_kept(client, session, notice, typed, said) -> None:
    response = file(client, notice, **typed)
    assert response.status_code == 422
    assert said in response.text
    assert f"{next(iter(typed))}-error" in response.text
    assert "Neighbours of Block 3" in response.text
    assert session.scalars(select(Objection)).all() == []


@pytest.mark.parametrize("contact", ["13800138000", "+86 755-8291 8333", "１３８００１３８０００", "wang@example.org"])
def test_phones_and_addresses_are_taken_as_people_write_them(client, notice, contact) -> None:
    assert file(client, notice, contact=contact).status_code == 303


def test_too_many_from_one_place_are_asked_to_wait_and_lose_nothing(client, session, notice) -> None:
    for _time in range(MOST_ATTEMPTS["objection"]):
        assert file(client, notice).status_code == 303
    response = file(client, notice, statement="This one comes too soon after the others.")
    assert response.status_code == 409
    assert "Wait a quarter of an hour" in response.text
    assert "This one comes too soon" in response.text
    assert len(session.scalars(select(Objection)).all()) == MOST_ATTEMPTS["objection"]


def test_who_comes_too_late_keeps_the_text_and_reads_what_is_left_to_do(client, notice) -> None:
    notice.pairing.state = PairingState.CONTRACTING
    response = file(client, notice)
    assert response.status_code == 409
    assert "still complain" in response.text
    assert TYPED["statement"] in response.text
    assert "still complain" in client.get(f"/notices/{notice.id}/object").text


@pytest.mark.parametrize("token", ["x", "0" * 32, "%27%20OR%201=1", "é"])
def test_a_wrong_link_leads_nowhere(client, notice, token) -> None:
    file(client, notice)
    assert client.get(f"/objections/receipt/{token}").status_code == 404


def test_markup_in_an_objection_stays_text_on_every_page(client, sign_in, session, market, notice) -> None:
    mark = "<script>alert('object')</script><img src=x onerror=alert(1)>"
    link = file(client, notice, statement=mark, evidence=mark, speaks_for=mark, name=mark).location
    objection = session.scalars(select(Objection)).one()
    investigator = market.person(office=Office.INVESTIGATOR)
    service.take_objection(session, market.actor(investigator), objection)
    official, side = sign_in(investigator), sign_in(market.person(of=notice.pairing.offer))
    pages = [
        client.get(link), official.get(f"/objections/{objection.id}"), side.get(f"/objections/{objection.id}/answer")
    ]  # fmt: skip
    for page in pages:
        assert page.status_code == 200
        assert "&lt;script&gt;alert" in page.text
        assert "<script>alert" not in page.text
        assert "<img src=x" not in page.text


def test_who_objects_is_on_no_page_of_the_public_the_sides_or_other_officials(
    client, sign_in, session, market, notice
) -> None:
    signed_in = market.person(name="Wang Fang")
    file(sign_in(signed_in), notice)
    objection = session.scalars(select(Objection)).one()
    side = sign_in(market.person(of=notice.pairing.offer))
    case = f"/pairings/{notice.pairing_id}"
    seen = [client.get(path).text for path in ("/notices", f"/notices/{notice.id}", "/notices.xml")]
    seen += [side.get(path).text for path in (case, f"{case}/notice", f"/objections/{objection.id}/answer")]
    for office in (Office.INTAKE, Office.APPROVER, Office.SUPERIOR, Office.INVESTIGATOR):
        official = sign_in(market.person(office=office))
        seen += [official.get(path).text for path in (f"{case}/decision", f"{case}/notice", "/queue")]
    seen.append(sign_in(market.person(office=Office.INVESTIGATOR)).get(f"/objections/{objection.id}").text)
    for text in seen:
        assert "Wang Fang" not in text
        assert "138 0013 8000" not in text
    auditor = sign_in(market.person(office=Office.AUDITOR)).get(f"/objections/{objection.id}").text
    assert "138 0013 8000" in auditor


def test_the_form_knows_who_is_signed_in(sign_in, market, notice) -> None:
    person = market.person(name="Chen Jing")
    assert 'value="Chen Jing"' in sign_in(person).get(f"/notices/{notice.id}/object").text


def test_whoever_handled_the_case_reads_where_else_to_turn(sign_in, session, notice, town) -> None:
    official = sign_in(session.get_one(Person, town.approver.person_id))
    page = official.get(f"/notices/{notice.id}/object").text
    assert "Tell the superior or the auditor" in page
    assert 'name="statement"' not in page
    assert file(official, notice).status_code == 403
