"""The clocks of one pairing among others: which stay is its own, what goes on, and what begins anew."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from market import clock
from market.pairings.models import Pairing, Stay
from market.pairings.models import PairingState as State
from market.pairings.service import clocks
from market.pairings.workflow import workflow_of
from market.vocabularies import calendar
from market.vocabularies.calendar import Span, Unit
from tests.conftest import NOW
from tests.factories import Market

DAY = timedelta(days=1)


def stay(pairing: Pairing, state: State, entered: int, left: int | None) -> Stay:
    """A stay from one day to another, both counted from now."""
    found = clocks.stay_of(pairing, NOW)
    found.state, found.entered_at = state, NOW + entered * DAY
    found.left_at = None if left is None else NOW + left * DAY
    return found


def step(pairing: Pairing, name: str):
    return next(one for one in workflow_of(pairing.track).steps if one.name == name)


@pytest.fixture
def between(market: Market) -> Pairing:
    """A file whose identity lies between those of two others in the same state, all without a stay."""
    first, middle, last = (market.pairing(State.SUBMITTED, id=UUID(int=number << 100)) for number in (1, 2, 3))
    market.session.query(Stay).delete()
    for one, entered in ((first, 1), (middle, 0), (last, 1)):
        market.session.add(stay(one, State.SUBMITTED, entered, None))
        market.session.add(stay(one, State.SUBMITTED, -20, -10))
    market.session.flush()
    return middle


def test_of_many_files_each_has_the_newest_of_its_own_stays_that_lasts(session, between) -> None:
    session.add(stay(between, State.RECHECK, -1, None))
    session.add(stay(between, State.RECHECK, 2, 3))
    session.flush()
    found = clocks.current_stay(session, between)
    assert found is not None
    assert (found.pairing_id, found.state, found.entered_at) == (between.id, State.SUBMITTED, NOW)


def test_days_are_counted_of_ones_own_stays_in_that_state_alone(session, between) -> None:
    for state in (State.ACTIVE, State.WITHDRAWN):  # before and after "submitted"
        session.add(stay(between, state, -40, -30))
    session.flush()
    with clock.held_at(NOW + 4 * DAY):
        assert clocks.whole_days(session, between, State.SUBMITTED, Unit.DAY) == 9 + 3
        assert clocks.whole_days(session, between, State.SUBMITTED, Unit.DAY, since=NOW + DAY) == 2


def test_a_step_ends_one_stay_and_begins_the_next_with_its_clock(session, market) -> None:
    pairing = market.pairing(State.FORMAL_CHECK)
    before = clocks.current_stay(session, pairing)
    later = NOW + 2 * DAY
    with clock.held_at(later):
        clocks.enter(session, pairing, step(pairing, "pass_check"))
    session.flush()
    after = clocks.current_stay(session, pairing)
    assert (before.left_at, before.step) == (later, "pass_check")
    assert (pairing.state, pairing.state_since, pairing.due_at) == (State.RECHECK, later, calendar.after(later, 3))
    told = (after.track, after.state, after.office, after.entered_at, after.clock_since, after.due_at, after.step)
    assert told == (pairing.track, State.RECHECK, "recheck", later, later, pairing.due_at, None)
    assert (after.limit_count, after.limit_unit) == (3, Unit.WORKING_DAY)


@pytest.mark.parametrize("known", [True, False])
def test_taking_in_lets_the_clock_run_on(session, market, known) -> None:
    pairing = market.pairing(State.SUBMITTED)
    found, due = clocks.current_stay(session, pairing), pairing.due_at
    since = NOW
    if known:
        found.clock_since = since = NOW - DAY
    else:
        session.delete(found)
    with clock.held_at(NOW + 2 * DAY):
        clocks.enter(session, pairing, step(pairing, "take_in"))
    session.flush()
    after = clocks.current_stay(session, pairing)
    assert (after.clock_since, after.due_at, pairing.due_at) == (since, due, due)
    assert after.entered_at == NOW + 2 * DAY


def test_a_stay_without_a_limit_or_an_office_says_neither(market) -> None:
    found = clocks.stay_of(market.pairing(State.ACTIVE), NOW)
    assert (found.office, found.limit_count, found.limit_unit, found.due_at) == ("", None, None, None)


def test_every_state_but_the_notice_has_the_deadline_of_the_table_alone(market) -> None:
    pairing = market.pairing(State.SUBMITTED, need=market.need(), notice_count=30)
    table = workflow_of(pairing.track).deadlines
    for state in set(State) - {State.PUBLIC_NOTICE}:
        assert clocks.deadlines_of(pairing, state) == [table[one] for one in [state] if one in table]


@pytest.fixture
def noticed(market: Market) -> Pairing:
    """A file on public notice since today, for thirty days and at least five working days."""
    return market.pairing(State.PUBLIC_NOTICE, need=market.need(), notice_count=30, notice_unit=Unit.DAY)


def test_a_notice_has_its_own_period_and_at_least_that_of_the_table(session, noticed) -> None:
    own, table = clocks.deadlines_of(noticed, State.PUBLIC_NOTICE)
    assert (own.span, own.then) == (Span(30, Unit.DAY), "clear")
    assert (table.span, table.then) == (Span(5, Unit.WORKING_DAY), "clear")
    found = clocks.stay_of(noticed, NOW)
    assert (found.limit_count, found.limit_unit) == (30, Unit.DAY)
    for count, span in ((30, Span(30, Unit.DAY)), (6, Span(5, Unit.WORKING_DAY))):
        noticed.notice_count = count
        clocks.restart(session, noticed)
        assert noticed.due_at == calendar.end_of(NOW, span)


@pytest.mark.parametrize(
    ("left", "count", "unit"), [(5, 26, Unit.DAY), (29, 2, Unit.DAY), (30, 1, Unit.DAY), (40, 1, Unit.DAY)]
)
def test_after_an_objection_the_notice_has_what_it_had_left_and_at_least_a_day(
    session, noticed, left, count, unit
) -> None:
    with clock.held_at(NOW + left * DAY):
        clocks.enter(session, noticed, step(noticed, "object"))
    session.flush()
    later = NOW + (left + 10) * DAY
    with clock.held_at(later):
        clocks.enter(session, noticed, step(noticed, "dismiss_objection"))
    assert noticed.due_at == calendar.end_of(later, Span(count, unit))


def test_what_begins_anew_has_its_whole_time_however_long_it_ran(session, market) -> None:
    pairing = market.pairing(State.SUBMITTED)
    later = NOW + 7 * DAY
    with clock.held_at(later):
        clocks.restart(session, pairing)
    assert pairing.due_at == calendar.after(later, 3)


def test_another_step_into_the_same_state_has_its_whole_time(session, noticed) -> None:
    with clock.held_at(NOW + 5 * DAY):
        clocks.enter(session, noticed, replace(step(noticed, "dismiss_objection"), brings=()))
    assert noticed.due_at == calendar.end_of(NOW + 5 * DAY, Span(30, Unit.DAY))
