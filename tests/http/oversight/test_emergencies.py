"""The pages of emergencies, from the declaration to the public disclosures."""

from datetime import timedelta

import pytest

from market import clock
from market.oversight import service
from market.permissions import Office


@pytest.fixture
def flood(session, market):
    """An emergency in force."""
    return service.declare_emergency(
        session, market.actor(office=Office.DUTY), reason="Flood in the north.", divisions=[], fields=[],
        tracks=["A"], ends_on=clock.today() + timedelta(days=20),
    )  # fmt: skip


def test_the_duty_officer_declares_and_everybody_can_read_it(sign_in, market, client) -> None:
    duty = sign_in(market.person(office=Office.DUTY))
    refused = duty.post("/emergencies/new", data={"reason": "Flood.", "tracks": "A", "ends_on": "2027-01-01"})
    assert (refused.status_code, "At most 30 days at once." in refused.text) == (422, True)
    assert "Flood." in refused.text
    made = duty.post("/emergencies/new", data={"reason": "Flood.", "tracks": "A", "ends_on": "2026-03-20"})
    assert made.status_code == 303
    assert "Flood." in client.get("/emergencies").text
    assert "the whole district" in client.get(made.location).text


def test_a_superior_ratifies_and_the_duty_officer_discloses(sign_in, market, flood, client) -> None:
    superior, duty = (sign_in(market.person(office=office)) for office in (Office.SUPERIOR, Office.DUTY))
    at = f"/emergencies/{flood.id}"
    assert superior.post(f"{at}/ratify", data={"ratify-note": ""}).status_code == 422
    assert superior.post(f"{at}/ratify", data={"ratify-note": "Right."}).status_code == 303
    assert duty.post(f"{at}/ratify", data={"ratify-note": "Right."}).status_code == 403
    assert duty.post(f"{at}/disclose", data={"disclose-text": "300 tents came in."}).status_code == 303
    page = client.get(at).text
    assert "300 tents came in." in page
    assert "Ratified" in page
    assert "Files that it covers" not in page


def test_officials_see_the_emergency_on_every_page_in_words_and_others_do_not(sign_in, market, flood, client) -> None:
    page = sign_in(market.person(office=Office.INTAKE)).get("/desk").text
    assert 'data-mode="war"' in page
    assert "Emergency in force until" in page
    for other in (client, sign_in(market.person())):
        assert 'data-mode="war"' not in other.get("/").text


def test_a_disclosure_that_is_overdue_says_so(client, flood) -> None:
    assert "Overdue" not in client.get(f"/emergencies/{flood.id}").text
    with clock.held_at(clock.now() + timedelta(days=6)):
        assert "Overdue" in client.get(f"/emergencies/{flood.id}").text
