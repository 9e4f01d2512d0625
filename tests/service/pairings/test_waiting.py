"""What those who wait read, and clocks that begin anew."""

from datetime import timedelta

import pytest

from market import clock
from market.pairings import stays
from market.pairings.models import PairingState as State
from market.pairings.models import Stay
from market.pairings.service import clocks
from market.pairings.service.deadlines import keep_deadline
from market.pairings.service.money import share_problem
from market.pairings.waiting import days, expectation, next_holder, usually
from market.vocabularies import calendar
from market.vocabularies.calendar import Unit
from tests.conftest import NOW
from tests.service.pairings.test_expected import leave


@pytest.mark.parametrize(
    ("state", "holder", "limit"),
    [
        (State.SUBMITTED, "Intake", "The limit is 3 working days."),
        (State.PUBLIC_NOTICE, "Nobody, until the notice ends", "The limit is 5 working days."),
        (State.MUTUAL, "The sides", "The limit is 20 working days."),
        (State.ACTIVE, "The sides, at work", None),
        (State.CONTRACTING, "The sides", "The limit is 30 days."),
        (State.SUSPENDED, "The sides, at work", None),
        (State.RECTIFICATION, "The sides, at work", "The limit is 15 working days."),
    ],
)
def test_whoever_waits_reads_who_has_it_and_how_long_at_most(session, market, app, state, holder, limit) -> None:
    pairing = market.pairing(state, need=market.need())
    with app.test_request_context():
        assert next_holder(pairing).startswith(holder)
        told = [f"It is with: {next_holder(pairing)}."]
        assert expectation(session, pairing) == [*told, *([limit] if limit else [])]


def test_of_what_has_ended_nothing_is_said(session, market, app) -> None:
    pairing = market.pairing(State.LAPSED)
    with app.test_request_context():
        assert (next_holder(pairing), expectation(session, pairing)) == ("", [])


def test_how_long_it_usually_takes_is_told_once_it_is_known(session, market, town, app) -> None:
    for day in (3, 4, 4, 5, 6):
        leave(market, town, day)
    pairing = market.pairing(State.SUBMITTED)
    with app.test_request_context():
        assert expectation(session, pairing)[1] == (
            "This usually takes 2.0 working days; 8 of 10 files were moved on within 3.2 (5 files in 180 days)."
        )
        usual = stays.expected(session, pairing)
        assert usual is not None
        assert usually(usual) == "usually 2.0 working days, 8 of 10 within 3.2"
        assert [days(value) for value in (None, 0.04, 1.25, 1.26)] == ["–", "0.0", "1.2", "1.3"]


def test_a_clock_that_begins_anew_has_its_whole_time_again(session, market) -> None:
    pairing = market.pairing(State.SUBMITTED)
    later = NOW + timedelta(days=1)
    with clock.held_at(later):
        clocks.restart(session, pairing)
        stay = clocks.current_stay(session, pairing)
        assert stay is not None
        assert pairing.due_at == stay.due_at == calendar.after(later, 3)
        assert (stay.clock_since, stay.entered_at, pairing.state_since) == (later, NOW, NOW)


def test_a_file_without_a_stay_has_its_clock_all_the_same(session, market) -> None:
    pairing = market.pairing(State.SUBMITTED)
    for stay in session.query(Stay).where(Stay.pairing_id == pairing.id):
        session.delete(stay)
    with clock.held_at(NOW + timedelta(days=1)):
        clocks.restart(session, pairing)
        assert pairing.due_at == calendar.after(clock.now(), 3)
    assert clocks.current_stay(session, pairing) is None


def test_whole_days_leave_out_the_first_and_the_last_and_what_was_before(session, market) -> None:
    pairing = market.pairing(State.SUBMITTED)  # a Wednesday

    def whole(unit: Unit, since: int | None = None) -> int:
        began = None if since is None else NOW + timedelta(days=since)
        return clocks.whole_days(session, pairing, State.SUBMITTED, unit, since=began)

    for later, working, every in ((0, 0, 0), (1, 0, 0), (2, 1, 1), (6, 3, 5)):
        with clock.held_at(NOW + timedelta(days=later)):
            assert (whole(Unit.WORKING_DAY), whole(Unit.DAY)) == (working, every)
    with clock.held_at(NOW + timedelta(days=6)):
        assert (whole(Unit.DAY, since=2), whole(Unit.DAY, since=-2)) == (3, 5)


def test_a_notice_that_is_over_is_cleared_by_those_who_publish_it(session, market) -> None:
    pairing = market.pairing(State.PUBLIC_NOTICE, need=market.need())
    with clock.held_at(NOW + timedelta(days=60)):
        assert keep_deadline(session, pairing) is False
    assert pairing.state is State.PUBLIC_NOTICE


def test_nothing_lapses_at_the_very_moment_that_it_is_due(session, market) -> None:
    pairing = market.pairing(State.MUTUAL)
    assert pairing.due_at is not None
    with clock.held_at(pairing.due_at):
        assert keep_deadline(session, pairing) is False
    with clock.held_at(pairing.due_at + timedelta(seconds=1)):
        assert keep_deadline(session, pairing) is True


def test_no_more_things_are_promised_than_are_there(market) -> None:
    venue = market.resource(quantity=20, reserved_quantity=15)
    assert share_problem(venue, None, 5) is None
    assert "has not that much left" in str(share_problem(venue, None, 6))
