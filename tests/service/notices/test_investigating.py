"""Objections are looked into by somebody new to the case, after both sides were heard."""

from datetime import date, timedelta

import pytest

from market import audit, clock
from market.accounts.models import OfficeGrant
from market.errors import Invalid, NotAllowed, NotPossible
from market.listings.models import Need
from market.notices import queries, service
from market.notices.models import ObjectionState
from market.pairings import service as pairings
from market.pairings.models import PairingState as State
from market.permissions import Office
from market.vocabularies import calendar
from tests.conftest import NOW

WORDS = {"findings": "The register lists four of them.", "reasons": "The condition is met."}


def also_investigates(session, market, office: Office):
    """Somebody who holds another office, too."""
    person = market.person(office=office)
    session.add(OfficeGrant(person=person, office=Office.INVESTIGATOR, starts_on=date(2015, 1, 1)))
    session.flush()
    session.refresh(person)
    return market.actor(person)


@pytest.mark.parametrize(
    ("office", "state", "steps"),
    [
        (Office.INTAKE, State.SUBMITTED, ["take_in", "pass_check"]),
        (Office.FINANCE, State.FINANCE_CHECK, ["pass_budget"]),
        (Office.RECHECK, State.RECHECK, ["pass_file"]),
        (Office.APPROVER, State.APPROVAL, ["approve"]),
    ],
)
def test_whoever_had_an_earlier_duty_in_the_case_does_not_investigate(session, case, office, state, steps) -> None:
    both = also_investigates(session, case.market, office)
    case.pairing.state = state
    session.flush()
    case.town.take(both, case.pairing, *steps)
    if case.pairing.state is not State.PUBLIC_NOTICE:
        case.pairing.state = State.APPROVAL
        session.flush()
        case.approve()
    objection = case.file()
    with pytest.raises(NotAllowed, match="earlier step"):
        service.take_objection(session, both, objection)
    service.take_objection(session, case.investigator, objection)


def test_nobody_investigates_for_a_side_or_with_a_conflict_or_without_the_office(session, on_notice) -> None:
    objection, market = on_notice.file(), on_notice.market
    tied = market.actor(office=Office.INVESTIGATOR)
    pairings.declare(session, tied, on_notice.pairing, has_conflict=True, text="My cousin works there.")
    person = market.person(of=on_notice.pairing.offer, office=Office.INVESTIGATOR)
    session.refresh(person)
    for actor in (tied, market.actor(person), on_notice.side(), market.actor(), on_notice.town.superior):
        with pytest.raises(NotAllowed):
            service.take_objection(session, actor, objection)
    assert objection.state is ObjectionState.FILED


def test_each_side_answers_once_within_three_working_days(session, on_notice) -> None:
    objection, us = on_notice.file(), on_notice.side()
    ours = on_notice.pairing.offer.organization_id
    with pytest.raises(NotPossible):
        service.answer_objection(session, us, objection, ours, "We have four of them.")
    service.take_objection(session, on_notice.investigator, objection)
    assert objection.answers_due_at == calendar.after(NOW, 3)
    service.answer_objection(session, us, objection, ours, "We have four of them.")
    with pytest.raises(NotPossible):
        service.answer_objection(session, us, objection, ours, "And a fifth.")
    theirs = on_notice.pairing.need.organization_id
    asker = on_notice.market.actor(of=on_notice.pairing.need)
    with clock.held_at(objection.answers_due_at + timedelta(seconds=1)), pytest.raises(NotPossible):
        service.answer_objection(session, asker, objection, theirs, "Too late for this.")
    assert [reply.organization_id for reply in objection.replies] == [ours]


def test_nobody_answers_for_a_side_that_is_not_theirs(session, on_notice) -> None:
    objection = on_notice.file()
    service.take_objection(session, on_notice.investigator, objection)
    with pytest.raises(NotAllowed):
        service.answer_objection(
            session, on_notice.market.actor(), objection, on_notice.pairing.offer.organization_id, "Not ours."
        )
    with pytest.raises(NotPossible):
        service.answer_objection(
            session, on_notice.side(), objection, on_notice.pairing.need.organization_id, "Not ours either."
        )


def test_it_is_not_decided_before_the_sides_had_their_time(session, on_notice) -> None:
    objection = on_notice.file()
    service.take_objection(session, on_notice.investigator, objection)
    with pytest.raises(NotPossible, match="their time is not over"):
        service.decide_objection(session, on_notice.investigator, objection, uphold=False, no_conflict=True, **WORDS)
    for listing in (on_notice.pairing.offer, on_notice.pairing.need):
        actor = on_notice.market.actor(of=listing)
        service.answer_objection(session, actor, objection, listing.organization_id, "Nothing to add.")
    service.decide_objection(session, on_notice.investigator, objection, uphold=False, no_conflict=True, **WORDS)
    assert objection.state is ObjectionState.DISMISSED


def test_findings_reasons_and_the_declaration_are_asked_for(session, on_notice) -> None:
    objection = on_notice.file()
    service.take_objection(session, on_notice.investigator, objection)
    with clock.held_at(objection.answers_due_at + timedelta(seconds=1)):
        for words, no_conflict, missing in (
            ({"findings": " ", "reasons": "The condition is met."}, True, {"findings"}),
            ({"findings": "The register lists four.", "reasons": ""}, True, {"reasons"}),
            (WORDS, False, {"no_conflict"}),
        ):
            with pytest.raises(Invalid) as caught:
                service.decide_objection(
                    session, on_notice.investigator, objection, uphold=True, no_conflict=no_conflict, **words
                )
            assert set(caught.value.problems) == missing
    assert objection.is_open


def test_only_whoever_took_it_decides_and_nobody_decides_twice(session, on_notice) -> None:
    objection = on_notice.file()
    service.take_objection(session, on_notice.investigator, objection)
    other = on_notice.market.actor(office=Office.INVESTIGATOR)
    with pytest.raises(NotAllowed, match="has taken"):
        service.decide_objection(session, other, objection, uphold=True, no_conflict=True, **WORDS)
    on_notice.decide(objection)
    with pytest.raises(NotPossible, match="decided already"):
        on_notice.decide(objection, uphold=True)


def test_somebody_else_takes_over_who_cannot_go_on_and_the_sides_get_no_second_time(session, on_notice) -> None:
    objection = on_notice.file()
    service.take_objection(session, on_notice.investigator, objection)
    until, other = objection.answers_due_at, on_notice.market.actor(office=Office.INVESTIGATOR)
    with clock.held_at(NOW + timedelta(days=1)):
        service.take_objection(session, other, objection)
    assert (objection.investigator_id, objection.answers_due_at) == (other.person_id, until)
    details = on_notice.town.details(on_notice.pairing, "take_objection")
    assert details["taken_over_from"] == str(on_notice.investigator.person_id)


def test_an_upheld_objection_cancels_the_pairing_and_frees_the_money(session, market, town, case) -> None:
    programme = market.programme()
    case.pairing = market.pairing(State.APPROVAL, need=market.need(budget_fen=10_000_000), shares=[])
    case.approve()
    before = case.pairing.offer.engaged
    case.decide(case.file(), uphold=True)
    assert case.pairing.state is State.CANCELLED
    assert case.pairing.offer.engaged == before - 1
    assert isinstance(case.pairing.need, Need)
    assert programme.reserved_fen == 0
    assert case.pairing.keep_until is not None


def test_all_dismissed_the_notice_goes_on_with_the_days_that_it_had_not_stood(session, on_notice) -> None:
    with clock.held_at(NOW + timedelta(days=2)):  # Friday: one whole day is over
        objection = on_notice.file()
    with clock.held_at(NOW + timedelta(days=6)):  # Tuesday
        service.take_objection(session, on_notice.investigator, objection)
    decided_at = objection.answers_due_at + timedelta(seconds=1)
    with clock.held_at(decided_at):
        on_notice.decide(objection)
        assert on_notice.pairing.state is State.PUBLIC_NOTICE
        assert on_notice.pairing.due_at == calendar.after(decided_at, 4)
    assert on_notice.notice.published_at == NOW


def test_the_last_of_several_decisions_moves_the_pairing_and_one_upheld_is_enough(session, on_notice) -> None:
    first, second = on_notice.file(), on_notice.file()
    on_notice.decide(first, uphold=True)
    assert on_notice.pairing.state is State.OBJECTED
    on_notice.decide(second)
    assert on_notice.pairing.state is State.CANCELLED
    assert on_notice.town.details(on_notice.pairing, "uphold_objection")["objection"] == first.number


def test_steps_about_objections_are_taken_by_no_button(session, on_notice) -> None:
    on_notice.file()
    for name in ("dismiss_objection", "uphold_objection"):
        with pytest.raises(NotPossible, match="own page"):
            on_notice.town.take(on_notice.investigator, on_notice.pairing, name)


def test_the_record_tells_everything_but_who_objected(session, on_notice) -> None:
    objection = on_notice.file()
    service.take_objection(session, on_notice.investigator, objection)
    ours = on_notice.pairing.offer.organization_id
    service.answer_objection(session, on_notice.side(), objection, ours, "We have four of them.")
    on_notice.decide(objection)
    (row,) = queries.record_of(session, on_notice.pairing.id)["objections"]
    assert (row["state"], row["investigator"]) == ("dismissed", on_notice.investigator.name)
    assert [reply["text"] for reply in row["replies"]] == ["We have four of them."]
    assert row.keys().isdisjoint({"name", "contact"})


def test_whoever_handled_the_case_and_joined_a_side_does_not_answer_for_it(session, on_notice) -> None:
    objection, us = on_notice.file(), on_notice.side()
    service.take_objection(session, on_notice.investigator, objection)
    audit.record(session, us, "comment_budget", on_notice.pairing)
    ours = on_notice.pairing.offer.organization_id
    with pytest.raises(NotAllowed, match="earlier step"):
        service.answer_objection(session, us, objection, ours, "We have four of them.")
