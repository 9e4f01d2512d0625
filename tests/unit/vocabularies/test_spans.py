"""Spans: each unit counted as the law counts it, also across years that nobody knows yet."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from market import clock
from market.vocabularies import calendar
from market.vocabularies.calendar import Span, Unit

WEDNESDAY = datetime(2026, 3, 11, 2, 0, tzinfo=UTC)
FIRST = datetime(2019, 1, 1, tzinfo=clock.CHINA)


@pytest.fixture(autouse=True)
def _as_announced() -> Iterator[None]:
    calendar.use({})
    yield
    calendar.use({})


def in_china(year: int, month: int, day: int, hour: int = 12) -> datetime:
    return datetime(year, month, day, hour, tzinfo=clock.CHINA)


@pytest.mark.parametrize(
    ("start", "span", "end"),
    [
        (date(2026, 3, 11), Span(5, Unit.WORKING_DAY), date(2026, 3, 18)),
        (date(2026, 3, 11), Span(5, Unit.DAY), date(2026, 3, 16)),
        (date(2026, 3, 11), Span(2, Unit.DAY), date(2026, 3, 13)),
        (date(2026, 3, 11), Span(3, Unit.DAY), date(2026, 3, 16)),  # a Saturday, so the Monday after
        (date(2026, 2, 4), Span(10, Unit.DAY), date(2026, 2, 14)),  # a Saturday that is worked
        (date(2026, 2, 4), Span(11, Unit.DAY), date(2026, 2, 24)),  # the spring festival, nine days long
        (date(2026, 3, 11), Span(0, Unit.DAY), date(2026, 3, 11)),
        (date(2026, 3, 14), Span(0, Unit.WORKING_DAY), date(2026, 3, 16)),  # nothing ends on a Saturday
        (date(2026, 3, 11), Span(3, Unit.MONTH), date(2026, 6, 11)),
        (date(2025, 9, 30), Span(3, Unit.MONTH), date(2025, 12, 30)),
        (date(2025, 10, 31), Span(1, Unit.MONTH), date(2025, 12, 1)),  # 30 November is a Sunday
        (date(2025, 12, 31), Span(2, Unit.MONTH), date(2026, 2, 28)),  # no 31st; a Saturday that is worked
        (date(2023, 12, 31), Span(2, Unit.MONTH), date(2024, 2, 29)),
        (date(2025, 11, 14), Span(1, Unit.MONTH), date(2025, 12, 15)),  # 14 December is a Sunday
        (date(2024, 2, 29), Span(1, Unit.YEAR), date(2025, 2, 28)),
        (date(2020, 2, 29), Span(4, Unit.YEAR), date(2024, 2, 29)),
        (date(2011, 6, 3), Span(15, Unit.YEAR), date(2026, 6, 3)),
    ],
)
def test_each_unit_is_counted_as_the_law_counts_it(start: date, span: Span, end: date) -> None:
    for hour in (0, 12, 23):
        due = calendar.end_of(in_china(start.year, start.month, start.day, hour), span)
        assert calendar.day_of(due) == end


def test_a_span_is_never_negative() -> None:
    assert Span(0, Unit.DAY).count == 0
    with pytest.raises(ValueError, match="not negative"):
        Span(-1, Unit.DAY)


def test_an_unknown_year_in_the_middle_of_a_span_is_refused_only_where_its_days_are_counted() -> None:
    days = [date(2034, 1, 1) + timedelta(days=place) for place in range(365 + 365 + 366)]
    calendar.use({day: True for day in days if day.year != 2035})
    start = in_china(2034, 12, 20)
    with pytest.raises(calendar.UnknownYear, match="2035"):
        calendar.end_of(start, Span(400, Unit.WORKING_DAY))
    assert calendar.day_of(calendar.end_of(start, Span(400, Unit.DAY))) == date(2036, 1, 24)
    with pytest.raises(calendar.UnknownYear, match="2035"):
        calendar.end_of(start, Span(100, Unit.DAY))


def test_counted_days_of_an_unknown_year_are_refused_also_in_the_middle() -> None:
    calendar.use({date(2036, 1, 1) + timedelta(days=place): True for place in range(366)})
    with pytest.raises(calendar.UnknownYear, match="holidays of 20"):
        calendar.days_between(date(2026, 12, 1), date(2036, 2, 1))
    assert calendar.days_between(date(2026, 12, 1), date(2036, 2, 1), Unit.DAY) == 3349


def test_a_demonstration_counts_weekdays_across_unknown_years() -> None:
    calendar.use({}, assume_weekdays=True)
    assert calendar.day_of(calendar.after(in_china(2035, 12, 28), 3)) == date(2036, 1, 2)
    calendar.use({date(2035, 3, 12): False}, assume_weekdays=True)  # a day that was told is taken as told
    assert not calendar.is_working_day(date(2035, 3, 12))


def test_a_year_told_in_part_is_not_known_and_a_known_day_may_be_told_otherwise() -> None:
    calendar.use({date(2035, 3, 12): True})
    with pytest.raises(calendar.UnknownYear):
        calendar.is_working_day(date(2035, 3, 12))
    assert calendar.days_between(date(2026, 3, 10), date(2026, 3, 13)) == 3
    calendar.use({date(2026, 3, 12): False})
    assert not calendar.is_working_day(date(2026, 3, 12))
    assert calendar.days_between(date(2026, 3, 10), date(2026, 3, 13)) == 2


def test_days_are_counted_after_the_first_and_with_the_last() -> None:
    assert calendar.days_between(date(2026, 3, 13), date(2026, 3, 16)) == 1
    for unit in (Unit.DAY, Unit.MONTH, Unit.YEAR):
        assert calendar.days_between(date(2026, 3, 13), date(2026, 3, 16), unit) == 3
    assert calendar.days_between(date(2026, 3, 16), date(2026, 3, 13)) == 0
    assert calendar.days_between(date(2026, 3, 16), date(2026, 3, 16)) == 0
    assert calendar.days_between(date(2035, 1, 1), date(2035, 1, 1)) == 0  # no calendar is needed
    assert calendar.days_between(date(2025, 1, 1), date(2026, 1, 1)) == 248


@settings(deadline=None)
@given(st.dates(date(2019, 1, 1), date(2026, 12, 31)), st.integers(0, 900))
def test_days_between_are_the_working_days_one_by_one(first: date, length: int) -> None:
    last = min(first + timedelta(days=length), date(2026, 12, 31))
    one_by_one = sum(calendar.is_working_day(first + timedelta(days=place + 1)) for place in range((last - first).days))
    assert calendar.days_between(first, last) == one_by_one


def test_days_left_keep_the_unit_of_the_deadline() -> None:
    due = calendar.end_of(in_china(2026, 3, 11), Span(7, Unit.DAY))
    assert calendar.days_left(due, in_china(2026, 3, 11), Unit.DAY) == 7
    assert calendar.days_left(due, in_china(2026, 3, 11)) == 5
    assert calendar.days_left(due, in_china(2026, 3, 22), Unit.DAY) == -4
    assert calendar.days_left(due, due, Unit.DAY) == -1


moments = st.integers(0, 2_343 * 86_400 - 1).map(lambda seconds: FIRST + timedelta(seconds=seconds))
spans = st.builds(Span, st.integers(0, 120), st.sampled_from([Unit.WORKING_DAY, Unit.DAY]))


@settings(deadline=None)
@given(moments, spans)
def test_nothing_is_due_on_a_day_off(moment: datetime, span: Span) -> None:
    due = calendar.end_of(moment, span)
    assert calendar.is_working_day(calendar.day_of(due))
    assert due.astimezone(clock.CHINA).time() == calendar.LAST_SECOND


@settings(deadline=None)
@given(moments, moments, spans)
def test_who_begins_later_is_not_due_earlier(one: datetime, other: datetime, span: Span) -> None:
    sooner, later = sorted((one, other))
    assert calendar.end_of(sooner, span) <= calendar.end_of(later, span)


@settings(deadline=None)
@given(moments, st.integers(1, 60), st.integers(0, 60))
def test_working_days_add_up(moment: datetime, first: int, second: int) -> None:
    assert calendar.after(calendar.after(moment, first), second) == calendar.after(moment, first + second)
