"""The desk: one list by deadline of all that waits for a person, whatever it comes from, and what they wait for."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from market import clock
from market.listings.models import ListingState
from market.listings.records import records
from market.organizations.models import VerificationState
from market.pairings.models import PairingState as State
from market.pairings.models import Stay
from market.permissions import SYSTEM, Office
from market.suggestions import vectors, waves
from market.suggestions.lists import Tried
from matching.encoders.registry import resolve
from tests.factories import Market
from tests.http.conftest import MOST_QUERIES, CountQueries
from tests.http.home.desks import Desk, SignIn, person, todo, waits
from tests.town import Town


def test_everything_is_one_list_with_what_is_overdue_first(desk: Desk, market: Market) -> None:
    organization, now = market.organization(), clock.now()
    for title, days, state in (("Later", 9, State.SUBMITTED), ("Late", -3, State.FORMAL_CHECK)):
        market.pairing(state, need=market.need(title=title), due_at=now + timedelta(days=days))
    talks = market.pairing(State.MUTUAL, offer=market.project(organization=organization, title="Ours"))
    talks.due_at = now + timedelta(days=2)
    for party in talks.parties:
        party.agreed_terms = 0
    page = desk(market.person(of=organization, office=Office.INTAKE))
    assert todo(page) == ["Check the file", "Agree to the terms, or change them", "Take the file in"]
    assert "Red card: overdue" in page
    assert "Overdue by" in page


def test_a_desk_is_narrowed_to_a_kind(sign_in: SignIn, market: Market) -> None:
    organization = market.organization(verification=VerificationState.AWAITING)
    market.pairing(State.SUBMITTED)
    official = market.person(office=Office.INTAKE)
    client = sign_in(official)
    assert "What waits for you, by kind" not in client.get("/desk").text
    both = sign_in(market.person(office=Office.VERIFIER))
    page = both.get("/desk").text
    assert todo(page) == ["Verify the organization"]
    assert organization.name in page
    assert "Nothing of this kind waits for you." in both.get("/desk?kind=money").text
    assert todo(both.get("/desk?kind=verification").text) == ["Verify the organization"]
    assert todo(both.get("/desk?kind=nonsense").text) == ["Verify the organization"]


@pytest.mark.parametrize(
    ("state", "office", "words"),
    [
        (State.SUBMITTED, Office.INTAKE, "Take the file in"),
        (State.FORMAL_CHECK, Office.INTAKE, "Check the file"),
        (State.FINANCE_CHECK, Office.FINANCE, "Check the budget"),
        (State.RECHECK, Office.RECHECK, "Look through the whole file"),
        (State.APPROVAL, Office.APPROVER, "Approve it, or not"),
    ],
)
def test_each_office_finds_its_files(desk: Desk, market: Market, state: State, office: Office, words: str) -> None:
    market.pairing(state, need=market.need())
    assert todo(desk(market.person(office=office))) == [words]
    others = Office.FINANCE if office is not Office.FINANCE else Office.INTAKE
    assert todo(desk(market.person(office=others))) == []


def test_no_file_waits_for_whoever_had_a_hand_in_it_or_belongs_to_a_side(
    desk: Desk, market: Market, town: Town, session: Session
) -> None:
    pairing = market.pairing(State.SUBMITTED, need=market.need())
    market.member(person(session, town.finance), pairing.need.organization)
    town.take(town.intake, pairing, "take_in", "pass_check")
    assert todo(desk(person(session, town.finance))) == []


def test_the_sides_see_who_has_the_file_next_and_how_long_that_usually_takes(
    desk: Desk, market: Market, session: Session
) -> None:
    now = clock.now()
    for _ in range(5):
        past = market.pairing(State.CLOSED, need=market.need())
        session.add(
            Stay(pairing_id=past.id, track=past.track, state=State.FINANCE_CHECK, office="finance",
                 entered_at=now - timedelta(days=9), clock_since=now - timedelta(days=9),
                 left_at=now - timedelta(days=6))
        )  # fmt: skip
    pairing = market.pairing(State.FINANCE_CHECK, need=market.need())
    page = desk(market.person(of=pairing.offer))
    assert waits(page) == [("Budget check", f"/pairings/{pairing.id}")]
    assert "Next: Budget check" in page
    assert re.search(r"usually [0-9.]+ working days, 8 of 10 within [0-9.]+", page)


def test_the_sides_correct_and_submit(desk: Desk, market: Market) -> None:
    returned = market.pairing(State.CORRECTION, need=market.need())
    market.pairing(State.MUTUAL, offer=market.project(organization=returned.offer.organization))
    for party in returned.parties:
        party.agreed_terms = 0
    found = todo(desk(market.person(of=returned.offer)))
    assert "Correct what the official asked for, and agree" in found
    assert {"Submit it to the district", "Complete what is missing, and submit it"} & set(found)


def test_open_proposals_wait_until_they_lapse(desk: Desk, market: Market, session: Session, app: Flask) -> None:
    need = market.need()
    market.service(capacity=9)
    propose(session, app)
    assert todo(desk(market.person(of=need))) == ["Answer 1 proposed match"]


def propose(session: Session, app: Flask) -> None:
    """Encode what has no vector yet, as the worker does, and share out proposals until no list is due."""
    session.commit()
    engine, tried = app.extensions["engine"], Tried()
    encoder = resolve(vectors.encoder_settings(app.config["SETTINGS"]))
    texts = vectors.missing(session, encoder.id, records(session))
    vectors.add(session, encoder.id, vectors.encode(encoder, texts))
    session.commit()
    while (ranked := waves.rank_next(session, engine, tried)) is not None:
        waves.propose(session, SYSTEM, engine, ranked, tried)
        session.commit()


@pytest.mark.parametrize("office", [None, *Office])
def test_more_cases_ask_the_database_no_more(
    sign_in: SignIn, market: Market, count_queries: CountQueries, office: Office | None
) -> None:
    organization = market.organization()
    client = sign_in(market.person(of=organization, office=office))

    def add() -> None:
        for state in (State.MUTUAL, State.CONTRACTING, State.ACTIVE, State.ACCEPTANCE, State.RECHECK):
            market.pairing(state, offer=market.project(organization=organization))
            market.pairing(state, need=market.need())
        market.project(organization=organization, state=ListingState.DRAFT)

    def count() -> int:
        with count_queries() as statements:
            assert client.get("/desk").status_code == 200
        return len(statements)

    add()
    client.get("/desk")
    few = count()
    for _ in range(3):
        add()
    assert count() == few
    assert few <= MOST_QUERIES + 20


def test_nothing_is_said_twice_of_one_case(desk: Desk, market: Market) -> None:
    pairing = market.pairing(State.MUTUAL)
    for party in pairing.parties:
        party.agreed_terms = 0
    page = desk(market.person(of=pairing.offer))
    assert len(todo(page)) == 1
    assert waits(page) == []
