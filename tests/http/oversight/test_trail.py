"""The audit trail as the auditor reads it."""

import pytest

from market import audit
from market.pairings.models import PairingState as State
from market.permissions import SYSTEM, Office


@pytest.fixture
def trail(sign_in, market, session):
    pairing, need = market.pairing(State.FORMAL_CHECK), market.need()
    clerk = market.actor(market.person(office=Office.INTAKE, name="Qi Lan"))
    audit.record(session, clerk, "take_in", pairing, before=State.SUBMITTED, after=State.FORMAL_CHECK)
    audit.record(session, SYSTEM, "save", need)
    audit.record(session, SYSTEM, "polish", need, after="shiny")
    session.commit()
    auditor = sign_in(market.person(office=Office.AUDITOR))
    return lambda query="": auditor.get(f"/audit{query}").text.split("<tbody")[-1]


def test_it_says_in_words_who_did_what_and_what_became_of_it(trail) -> None:
    rows = trail()
    assert "Qi Lan" in rows
    assert "Taken in" in rows
    assert "Submitted → Formal check" in rows
    assert "the system" in rows
    assert "take_in" not in rows


def test_what_has_no_words_is_shown_as_it_was_written(trail) -> None:
    assert "polish" in trail()
    assert "– → shiny" in trail()


@pytest.mark.parametrize("typed", ["Taken", "taken in", "take_in"])
def test_it_can_be_narrowed_by_the_words_or_the_code_of_an_action(trail, typed: str) -> None:
    rows = trail(f"?action={typed}")
    assert "Qi Lan" in rows
    assert "polish" not in rows


def test_others_may_not_read_it(sign_in, market, client) -> None:
    assert sign_in(market.person(office=Office.INTAKE)).get("/audit").status_code == 403
    assert "/sign-in" in client.get("/audit").location
