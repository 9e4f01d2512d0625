"""Clocks: used time, cards and pauses."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from market import clock, clocks, workflow
from market.clocks import Card, Clock, Pause
from market.vocabularies import calendar
from market.vocabularies.calendar import Span, Unit, UnknownYear
from tests.unit.days import DUE, FIVE, MONDAY, SECOND, march

FIRST = datetime(2019, 1, 1, tzinfo=clock.CHINA)


@pytest.fixture(autouse=True)
def _as_announced() -> Iterator[None]:
    calendar.use({})
    yield
    calendar.use({})


# Used time


@pytest.mark.parametrize(
    ("at", "share"),
    [
        (march(5), 0),  # before it began
        (march(8), 0),
        (MONDAY, 0),
        (march(9, 23, 59, 59), 0),  # the day of the event is not counted
        (march(10, 0), 0),
        (march(10, 12), 0.1),
        (march(10, 18), 0.15),
        (march(10, 23, 59, 58), (1 - 2 / 86_400) / 5),
        (march(10, 23, 59, 59), 0.2),  # whole with its last second
        (march(11, 0), 0.2),
        (march(13, 23, 59, 59), 0.8),
        (march(14, 18), 0.8),  # nothing is used on a weekend
        (march(16, 0), 0.8),
        (march(16, 12), 0.9),
        (DUE, 1),
        (march(17, 12), 1.1),
    ],
)
def test_working_days_are_used_on_working_days_only(at: datetime, share: float) -> None:
    assert clocks.used(MONDAY, DUE, at, Unit.WORKING_DAY) == pytest.approx(share, abs=1e-9)
    assert Clock(MONDAY, FIVE).used(at) == pytest.approx(share, abs=1e-9)


def test_days_are_used_on_every_day_up_to_the_one_that_a_weekend_moved_the_end_to() -> None:
    due = calendar.end_of(MONDAY, Span(5, Unit.DAY))  # Saturday, so Monday: seven days
    assert due == DUE
    assert clocks.used(MONDAY, due, march(14, 12), Unit.DAY) == pytest.approx(4.5 / 7)
    assert clocks.used(MONDAY, due, march(15, 12), Unit.DAY) == pytest.approx(5.5 / 7)


def test_microseconds_count_and_the_day_is_that_of_china() -> None:
    at = datetime(2026, 3, 9, 16, 0, 0, 500_000, tzinfo=UTC)  # already the 10th
    assert clocks.elapsed(MONDAY, at, Unit.WORKING_DAY) == timedelta(microseconds=500_000)
    assert clocks.elapsed(MONDAY, march(10, 1, 2, 3), Unit.DAY) == timedelta(hours=1, minutes=2, seconds=3)
    assert clocks.elapsed(MONDAY, march(10, 23, 59, 59) + timedelta(microseconds=1), Unit.DAY) == clocks.ONE_DAY


def test_a_deadline_on_the_day_of_the_event_is_used_up_when_it_comes() -> None:
    due = calendar.after(MONDAY, 0)
    assert clocks.used(MONDAY, due, due - SECOND, Unit.WORKING_DAY) == 0
    assert clocks.used(MONDAY, due, due, Unit.WORKING_DAY) == 1
    assert clocks.used(MONDAY, due, due + SECOND, Unit.WORKING_DAY) == 1
    assert clocks.used(MONDAY, due, due + clocks.ONE_DAY, Unit.WORKING_DAY) == 1
    assert clocks.yellow_at(MONDAY, Span(0, Unit.WORKING_DAY)) == due


# Cards


@pytest.mark.parametrize(
    ("span", "yellow"),
    [
        (FIVE, march(13, 23, 59, 59)),
        (Span(3, Unit.WORKING_DAY), march(12, 9, 36)),
        (Span(1, Unit.WORKING_DAY), march(10, 19, 12)),
        (Span(6, Unit.WORKING_DAY), march(16, 19, 12)),
        (Span(10, Unit.WORKING_DAY), march(19, 23, 59, 59)),
        (Span(5, Unit.DAY), march(15, 14, 24)),  # 80 % of seven days
        (Span(1, Unit.DAY), march(10, 19, 12)),
        (Span(1, Unit.MONTH), datetime(2026, 4, 3, 19, 12, tzinfo=clock.CHINA)),  # 31 days
    ],
)
def test_a_card_turns_yellow_at_four_fifths(span: Span, yellow: datetime) -> None:
    assert clocks.yellow_at(MONDAY, span) == yellow
    assert clocks.yellow_at(MONDAY, span).tzinfo is UTC
    turning = Clock(MONDAY, span)
    assert turning.yellow_at == yellow
    assert turning.card(yellow) is Card.YELLOW
    assert turning.card(yellow - SECOND) is Card.NONE


def test_a_card_is_red_from_the_deadline_on() -> None:
    turning = Clock(MONDAY, FIVE)
    assert turning.due == DUE
    assert turning.card(DUE - SECOND) is Card.YELLOW
    assert turning.card(DUE) is Card.RED
    assert turning.card(DUE + timedelta(days=9999)) is Card.RED  # needs no calendar of that year


def test_a_weekend_turns_no_card() -> None:
    friday = march(13, 9)
    due = calendar.after(friday, 1)
    assert workflow.card_at(march(15, 23), friday, due) is workflow.Card.NONE
    assert workflow.card_at(march(16, 19, 11), friday, due) is Card.NONE
    assert workflow.card_at(march(16, 19, 12), friday, due) is Card.YELLOW
    assert workflow.card_at(due, friday, due) is Card.RED
    assert workflow.card_at(march(15, 23), friday, due, Unit.DAY) is Card.NONE
    assert workflow.card_at(march(16, 9, 36), friday, due, Unit.DAY) is Card.YELLOW


def test_without_a_deadline_there_is_no_card_and_before_one_on_a_day_off_none_is_red() -> None:
    assert clocks.card_at(march(31), MONDAY, None) is Card.NONE
    assert clocks.card_at(march(15, 3), march(6), march(15, 12)) is Card.YELLOW  # a Sunday
    assert clocks.card_at(DUE, DUE, march(9)) is Card.RED
    assert clocks.card_at(datetime(2035, 1, 1, tzinfo=UTC), MONDAY, DUE) is Card.RED


def test_the_words_of_cards_stay() -> None:
    assert list(Card) == ["none", "yellow", "red"]


# Pauses


@pytest.mark.parametrize(
    ("start", "end", "due"),
    [
        (march(10, 9), march(10, 17), 16),  # begins and ends on one day
        (march(10, 9), march(10, 9), 16),
        (march(10, 9), march(11, 0), 17),
        (march(10, 23), march(12, 9), 18),
        (MONDAY, march(10, 1), 17),  # from the very beginning
        (march(5), march(10, 1), 17),  # before it
        (march(13, 9), march(15, 9), 16),  # over a weekend only
        (march(13, 9), march(16, 9), 17),
        (march(16, 9), march(18, 9), 16),  # from its last day on, which stays whole
        (march(17, 9), march(18, 9), 16),
    ],
)
def test_a_pause_moves_the_end_by_the_working_days_that_it_covered(start: datetime, end: datetime, due: int) -> None:
    assert Clock(MONDAY, FIVE, [(start, end)]).due == march(due, 23, 59, 59)


def test_a_pause_moves_days_by_days_and_nothing_ends_while_it_lasts() -> None:
    ten = Span(8, Unit.DAY)  # to Tuesday, the 17th
    assert Clock(MONDAY, ten, [(march(13, 9), march(15, 9))]).due == march(19, 23, 59, 59)
    assert Clock(MONDAY, ten, [(march(13, 9), march(17, 9))]).due == march(23, 23, 59, 59)  # the 21st is a Saturday
    assert Clock(MONDAY, Span(5, Unit.DAY), [(march(14, 9), march(18, 9))]).due == march(19, 23, 59, 59)
    assert Clock(march(11), Span(1, Unit.MONTH), [(march(16), march(19))]).due == datetime(
        2026, 4, 14, 23, 59, 59, tzinfo=clock.CHINA
    )
    assert Clock(MONDAY, Span(0, Unit.DAY), [(march(6), march(10))]).due == march(11, 23, 59, 59)


def test_a_paused_clock_stands_still() -> None:
    paused = Clock(MONDAY, FIVE, [(march(10, 9), march(12, 9))])
    assert paused.used(march(10, 12)) == pytest.approx(0.1)  # the day on which it begins is counted
    assert paused.used(march(10, 23, 59, 59)) == 0.2
    assert paused.used(march(12, 23)) == 0.2
    assert paused.used(march(13, 12)) == pytest.approx(0.3)
    assert paused.yellow_at == march(17, 23, 59, 59)
    assert paused.card(march(17, 23, 59, 59)) is Card.YELLOW
    assert paused.card(march(17, 12)) is Card.NONE
    assert paused.due == march(18, 23, 59, 59)
    assert paused.used(paused.due) == 1


def test_while_a_pause_lasts_nothing_after_it_is_known() -> None:
    open_since_friday = Clock(MONDAY, FIVE, [(march(11, 9), march(11, 10)), (march(13, 9), None)])
    assert open_since_friday.due is None
    assert open_since_friday.yellow_at == march(13, 23, 59, 59)
    assert open_since_friday.used(march(31)) == 0.8
    assert open_since_friday.card(march(31)) is Card.YELLOW
    open_since_thursday = Clock(MONDAY, FIVE, [(march(13, 9), None), (march(12, 9), None)])
    assert open_since_thursday.yellow_at is None
    assert open_since_thursday.used(march(12, 12)) == pytest.approx(0.5)
    assert open_since_thursday.used(march(31)) == pytest.approx(0.6)
    assert open_since_thursday.card(march(31)) is Card.NONE


def test_a_pause_that_begins_on_the_last_day_or_later_holds_back_nothing() -> None:
    late = Clock(MONDAY, FIVE, [(march(16, 9), None)])
    assert late.due == DUE
    assert late.card(march(16, 12)) is Card.YELLOW
    assert late.card(march(31)) is Card.RED
    assert Clock(MONDAY, FIVE, [(march(20), None)]).due == DUE


def test_several_pauses_count_each_day_once() -> None:
    pauses: list[Pause] = [(march(10, 9), march(12, 9)), (march(11, 9), march(12, 17)), (march(12, 20), march(13, 8))]
    assert Clock(MONDAY, FIVE, pauses).due == march(19, 23, 59, 59)


def test_a_pause_does_not_end_before_it_begins() -> None:
    with pytest.raises(ValueError, match="before it begins"):
        Clock(MONDAY, FIVE, [(march(10), None), (march(10), march(10) - SECOND)])


def test_covered_days_begin_with_the_day_after() -> None:
    assert clocks.covered([(march(10, 23), march(12, 1)), (march(20), march(20, 13))]) == {
        date(2026, 3, 11),
        date(2026, 3, 12),
    }


def test_unknown_years_are_refused_in_words_or_counted_by_weekdays() -> None:
    december = datetime(2034, 12, 28, tzinfo=UTC)
    known = {date(2034, 1, 1) + timedelta(days=place): place % 7 < 5 for place in range(365)}
    calendar.use(known)
    for ask in (lambda: Clock(december, FIVE).due, lambda: clocks.yellow_at(december, FIVE)):
        with pytest.raises(UnknownYear, match="holidays of 2035 are not known"):
            ask()
    calendar.use(known, assume_weekdays=True)
    assert Clock(december, FIVE).due is not None


# Properties

moments = st.integers(0, 2_343 * 86_400 - 1).map(lambda seconds: FIRST + timedelta(seconds=seconds))
spans = st.builds(Span, st.integers(1, 40), st.sampled_from([Unit.WORKING_DAY, Unit.DAY]))
hours = st.timedeltas(timedelta(), timedelta(days=60))


@settings(deadline=None)
@given(moments, spans, hours, hours)
def test_used_time_never_shrinks(since: datetime, span: Span, one: timedelta, other: timedelta) -> None:
    running = Clock(since, span)
    sooner, later = sorted((since + one, since + other))
    assert running.used(sooner) <= running.used(later)


@settings(deadline=None)
@given(moments, spans, st.lists(st.tuples(hours, hours), max_size=3))
def test_a_clock_begins_at_nothing_and_is_used_up_when_it_is_due(
    since: datetime, span: Span, pauses: list[tuple[timedelta, timedelta]]
) -> None:
    paused = Clock(since, span, [(since + start, since + start + length) for start, length in pauses])
    assert paused.used(since) == 0
    assert paused.due is not None
    assert paused.used(paused.due) == 1
    assert calendar.is_working_day(calendar.day_of(paused.due))
    assert paused.yellow_at is not None
    assert since < paused.yellow_at <= paused.due
    assert paused.used(paused.yellow_at) >= 0.8 > paused.used(paused.yellow_at - SECOND)
    assert paused.card(paused.due - SECOND) is Card.YELLOW


@settings(deadline=None)
@given(moments, spans, hours)
def test_a_pause_of_no_length_changes_nothing(since: datetime, span: Span, start: timedelta) -> None:
    paused, running = Clock(since, span, [(since + start, since + start)]), Clock(since, span)
    assert (paused.due, paused.yellow_at) == (running.due, running.yellow_at)


@settings(deadline=None)
@given(moments, st.integers(1, 40), hours, hours)
def test_what_a_pause_covers_is_what_it_adds(since: datetime, days: int, start: timedelta, length: timedelta) -> None:
    span = Span(days, Unit.WORKING_DAY)
    pause = (since + start, since + start + length)
    due, before = Clock(since, span, [pause]).due, Clock(since, span).due
    assert due is not None
    assert before is not None
    covered = (
        sum(map(calendar.is_working_day, clocks.covered([pause])))
        if calendar.day_of(pause[0]) < (calendar.day_of(before))
        else 0
    )
    assert calendar.days_between(calendar.day_of(before), calendar.day_of(due)) == covered


@settings(deadline=None)
@given(moments, hours, hours, st.sampled_from([Unit.WORKING_DAY, Unit.DAY]))
def test_time_adds_up_at_the_ends_of_days(since: datetime, one: timedelta, other: timedelta, unit: Unit) -> None:
    middle = (since + one).replace(hour=23, minute=59, second=59, microsecond=0)
    end = middle + other
    parts = clocks.elapsed(since, middle, unit) + clocks.elapsed(middle, end, unit)
    assert clocks.elapsed(since, end, unit) == parts
