"""The audit trail as the auditor reads it."""

import json

import pytest

from market import audit
from market.chain import digest
from market.oversight import anchors
from market.pairings.models import PairingState as State
from market.permissions import SYSTEM, Office
from tests.http.conftest import MOST_QUERIES
from tests.service.oversight.trail import cut_off


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


@pytest.mark.parametrize("page", ["/audit", "/audit/anchors", "/audit/export"])
def test_others_may_not_read_it(sign_in, market, client, page: str) -> None:
    assert sign_in(market.person(office=Office.INTAKE)).get(page).status_code == 403
    assert "/sign-in" in client.get(page).location


@pytest.fixture
def delegated(sign_in, market, session):
    """A step that Qi Lan took in the office of He Ping; the auditor's browser."""
    clerk, holder = market.person(name="Qi Lan"), market.person(name="He Ping")
    need = market.need()
    audit.record(session, market.actor(clerk), "save", need, on_behalf_of=holder.id, note="因为")
    audit.record(session, SYSTEM, "save", market.need())
    session.commit()
    return sign_in(market.person(office=Office.AUDITOR)), need


def test_it_says_whose_office_was_used(delegated, count_queries) -> None:
    auditor, _need = delegated
    assert "Qi Lan for He Ping" in auditor.get("/audit").text
    with count_queries() as statements:
        assert "Qi Lan for He Ping" in auditor.get("/audit?actor=he+ping").text
    assert len(statements) <= MOST_QUERIES


def test_the_auditor_compares_the_head_that_was_kept_last(delegated, session, settings) -> None:
    auditor, _need = delegated
    assert "No head of the trail has been kept yet" in auditor.get("/audit").text
    assert auditor.get("/audit/anchors").status_code == 404

    anchor, _new = anchors.keep(session, settings.anchor_path())
    page = auditor.get("/audit").text
    assert "The trail holds against the head that was kept last" in page
    assert anchor.hash in page
    file = auditor.get("/audit/anchors")
    assert file.data == settings.anchor_path().read_bytes()
    assert 'filename="audit-anchors.jsonl"' in file.headers["Content-Disposition"]

    cut_off(session, after=1)
    assert "The trail no longer holds" in auditor.get("/audit").text


def test_a_damaged_file_of_anchors_is_said_to_be_so(delegated, settings) -> None:
    auditor, _need = delegated
    settings.anchor_path().write_text("{")
    assert "The last line of the file of anchors was cut off." in auditor.get("/audit").text


def test_the_auditor_takes_the_events_of_a_subject_away_as_lines_that_can_be_checked(delegated, session) -> None:
    auditor, need = delegated
    assert f"/audit/export?subject={need.id}" in auditor.get(f"/audit?subject={need.id}").text

    response = auditor.get(f"/audit/export?subject={need.id}")
    assert response.mimetype == "application/jsonl"
    assert f'filename="audit-{need.id}.jsonl"' in response.headers["Content-Disposition"]
    (row,) = map(json.loads, response.text.splitlines())
    assert (row["subject_id"], row["note"], row["hash"]) == (str(need.id), "因为", digest(row))

    every = [json.loads(line) for line in auditor.get("/audit/export").text.splitlines()]
    assert [row["seq"] for row in every] == [1, 2]
    assert all(row["hash"] == digest(row) for row in every)
    assert "on_behalf_of_id" not in every[1]


def test_what_is_no_identity_has_no_events_to_take_away(delegated) -> None:
    auditor, _need = delegated
    assert auditor.get("/audit/export?subject=x").status_code == 404
