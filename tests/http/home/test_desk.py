"""The desk: one list by deadline of all that waits for a person, whatever it comes from, and what they wait for."""

import re
from collections.abc import Callable
from datetime import timedelta
from html import unescape
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from market import clock
from market.accounts.models import Person
from market.delivery import service as delivery
from market.delivery.models import ReportState
from market.delivery.queries import reports_of
from market.delivery.store import Store
from market.listings.models import ListingState
from market.listings.records import records
from market.notices import queries as notices
from market.notices import service as objections
from market.organizations.models import VerificationState
from market.oversight import service as oversight
from market.pairings.models import PairingState as State
from market.pairings.models import Stay
from market.permissions import SYSTEM, Office
from market.suggestions import vectors, waves
from market.suggestions.lists import Tried
from matching.encoders.registry import resolve
from tests.conftest import Client
from tests.factories import Market
from tests.http.conftest import MOST_QUERIES, CountQueries
from tests.http.notices.conftest import TYPED
from tests.reviewing import Jury
from tests.service.delivery.conftest import PDF, Work, terms
from tests.town import Town

SignIn = Callable[[Person], Client]
Desk = Callable[[Person], str]
ROW = re.compile(r'<li class="queue__row.*?<a class="govuk-link" href="([^"]+)">(.*?)<span', re.S)


def rows(page: str) -> list[tuple[str, str]]:
    """(what is to be done, where) of the rows that wait for whoever reads the page."""
    part = page.partition('aria-label="Waits for you"')[2].partition("</ol>")[0]
    return [(unescape(todo), unescape(href)) for href, todo in ROW.findall(part)]


def waits(page: str) -> list[tuple[str, str]]:
    """(what others do, where it is seen) of the rows that somebody waits for."""
    part = page.partition('aria-label="Waits for others"')[2].partition("</ol>")[0]
    found = re.findall(r'<a class="govuk-link" href="([^"]+)">.*?govuk-tag--blue">(.*?)</strong>', part, re.S)
    return [(unescape(words), unescape(href)) for href, words in found]


def todo(page: str) -> list[str]:
    """What waits for whoever reads the page, in its order."""
    return [words for words, _href in rows(page)]


@pytest.fixture
def desk(sign_in: SignIn) -> Desk:
    """The desk of a person; every link on it leads to a page that they may see."""

    def read(person: Person) -> str:
        client = sign_in(person)
        page = client.get("/desk").text
        for _words, href in rows(page) + waits(page):
            assert client.get(href).status_code == 200, href
        return page

    return read


@pytest.fixture
def work(session: Session, market: Market, tmp_path: Path) -> Work:
    """A purchase that waits for signatures."""
    pairing = market.pairing(State.CONTRACTING, need=market.need(), offer=market.service(engaged=1))
    return Work(session, market, pairing, Store(tmp_path / "evidence"))


def person(session: Session, actor: object) -> Person:
    """The person that an actor is."""
    return session.get_one(Person, actor.person_id)  # type: ignore[attr-defined]


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


def test_an_agreement_is_written_then_planned_then_signed(desk: Desk, work: Work, session: Session) -> None:
    deliverer = person(session, work.deliverer)
    assert todo(desk(deliverer)) == ["Write the agreement"]
    delivery.change_agreement(session, work.deliverer, work.pairing, terms())
    assert todo(desk(deliverer)) == ["Plan the milestones"]
    work.written()
    assert todo(desk(deliverer)) == ["Sign the agreement"]
    work.sign(*work.sides[[actor for _owner, actor in work.sides].index(work.deliverer)])
    page = desk(deliverer)
    assert todo(page) == []
    assert waits(page) == [("Waits for signatures", f"/pairings/{work.pairing.id}")]
    assert todo(desk(person(session, work.payer))) == ["Sign the agreement"]


def test_work_puts_each_next_thing_on_the_desk_of_whoever_does_it(desk: Desk, work: Work, session: Session) -> None:
    work.signed()
    deliverer, officer = person(session, work.deliverer), person(session, work.follower)
    assert todo(desk(deliverer)) == []
    first = work.milestones[0]
    with clock.held_at(clock.now() + timedelta(days=25)):
        assert todo(desk(deliverer)) == ["Show that it is reached: Part 1"]
        delivery.hand_in_evidence(
            session, work.deliverer, work.pairing, first, work.store, PDF, "a.pdf", most_bytes=1000
        )
        assert todo(desk(deliverer)) == []
        assert todo(desk(officer)) == ["Judge the milestone: Part 1"]
        work.met()
        assert todo(desk(deliverer)) == ["Ask for acceptance"]
        payment = work.ask(100_000)
        assert payment.amount_fen == 100_000
        assert todo(desk(person(session, work.finance))) == ["Check the payment request: ¥1,000"]
        page = desk(deliverer)
        href = f"/pairings/{work.pairing.id}/delivery/payments/{payment.id}"
        assert ("The payment request is being checked: ¥1,000", href) in waits(page)


def test_a_report_waits_until_it_is_handed_in_and_again_when_it_is_sent_back(
    desk: Desk, work: Work, session: Session
) -> None:
    work.signed()
    report = reports_of(session, work.pairing.id)[0]
    with clock.held_at(clock.now() + (report.due_on - clock.today())):
        found = todo(desk(person(session, work.deliverer)))
        assert any(words.startswith("Hand in: ") for words in found)
        report.state = ReportState.RETURNED
        found = todo(desk(person(session, work.deliverer)))
        assert any(words.startswith("Hand in again, as asked: ") for words in found)
        assert not any("Hand in" in words for words in todo(desk(person(session, work.payer))))


def test_a_result_is_accepted_by_the_office_and_then_rated_by_both(desk: Desk, work: Work, session: Session) -> None:
    work.signed().asked_for_acceptance()
    assert todo(desk(person(session, work.acceptor))) == ["Accept the result, or have it put right"]
    assert todo(desk(person(session, work.follower))) == []
    work.hear(5, 4, 4)
    delivery.accept(session, work.judges, work.pairing, "Well done.", no_conflict=True)
    assert todo(desk(person(session, work.payer))) == ["Rate the delivery"]
    assert "Rate the cooperation" in todo(desk(person(session, work.deliverer)))
    with clock.held_at(clock.now() + timedelta(days=31)):
        assert todo(desk(person(session, work.payer))) == []


def test_experts_are_asked_then_score_then_wait_for_the_others(desk: Desk, jury: Jury) -> None:
    panel = jury.drawn()
    expert = panel.sitting[0].person
    assert todo(desk(expert)) == ["Say whether anything ties you to it"]
    jury.declare_all(panel)
    assert todo(desk(expert)) == ["Score it"]
    jury.score(panel, 0.8)
    page = desk(expert)
    assert todo(page) == []
    assert waits(page) == [("The panel is scoring", f"/reviews/{panel.id}")]


def test_an_objection_goes_from_the_investigator_to_the_sides_and_back(
    desk: Desk, market: Market, town: Town, session: Session
) -> None:
    pairing = market.pairing(State.APPROVAL, need=market.need())
    town.take(town.approver, pairing, "approve")
    notice = notices.find_notice(session, pairing.id)
    filed = objections.file_objection(session, market.actor(), notice, **TYPED).objection
    investigator, side = market.person(office=Office.INVESTIGATOR), market.person(of=pairing.offer)
    assert todo(desk(investigator)) == [f"Take up objection {filed.number}"]
    assert todo(desk(side)) == []
    objections.take_objection(session, market.actor(investigator), filed)
    page = desk(investigator)
    assert waits(page) == [(f"Objection {filed.number} is being answered", f"/objections/{filed.id}")]
    assert todo(desk(side)) == [f"Answer objection {filed.number}"]
    with clock.held_at(filed.answers_due_at + timedelta(seconds=1)):
        assert todo(desk(investigator)) == [f"Decide objection {filed.number}"]
        assert todo(desk(side)) == []
    assert todo(desk(person(session, town.approver))) == []


def test_a_superior_finds_cards_emergencies_and_recusals(
    desk: Desk, market: Market, town: Town, session: Session
) -> None:
    since, due = clock.now() - timedelta(days=9), clock.now() - timedelta(days=2)
    late = market.pairing(State.SUBMITTED, need=market.need(title="Lies too long"), state_since=since, due_at=due)
    stay = session.query(Stay).filter_by(pairing_id=late.id).one()
    oversight.issue_cards(session, stay.id)
    duty = market.person(office=Office.DUTY)
    oversight.declare_emergency(
        session, market.actor(duty), reason="Flood in the north.", divisions=[], fields=[], tracks=["A"],
        ends_on=clock.today() + timedelta(days=20),
    )  # fmt: skip
    page = desk(market.person(office=Office.SUPERIOR))
    assert todo(page)[0] == "Answer the red card: Intake"
    assert "Ratify the emergency, or end it" in todo(page)
    assert todo(desk(duty)) == ["Disclose how the emergency stands"]


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
