"""The desk from the agreement on: signing, working, judging, objecting, overseeing."""

from datetime import timedelta

from sqlalchemy.orm import Session

from market import clock
from market.delivery import service as delivery
from market.delivery.models import ReportState
from market.delivery.queries import reports_of
from market.notices import queries as notices
from market.notices import service as objections
from market.oversight import service as oversight
from market.pairings.models import PairingState as State
from market.pairings.models import Stay
from market.permissions import Office
from tests.factories import Market
from tests.http.home.desks import Desk, person, todo, waits
from tests.http.notices.conftest import TYPED
from tests.reviewing import Jury
from tests.service.delivery.conftest import PDF, Work, terms
from tests.town import Town


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
