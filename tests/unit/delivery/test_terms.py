"""Days and hashes of agreements."""

from datetime import date

import pytest

from market.delivery.terms import digest
from market.vocabularies.calendar import months_later


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2026, 11, 30), 3, date(2027, 2, 28)),
        (date(2026, 9, 15), 3, date(2026, 12, 15)),
        (date(2026, 12, 31), 12, date(2027, 12, 31)),
        (date(2027, 11, 29), 3, date(2028, 2, 29)),
    ],
)
def test_months_later_is_the_same_day_or_the_last_that_there_is(day: date, months: int, expected: date) -> None:
    assert months_later(day, months) == expected


def test_a_leap_day_has_its_anniversary_on_the_twenty_eighth() -> None:
    assert months_later(date(2028, 2, 29), 12) == date(2029, 2, 28)


def test_the_hash_does_not_depend_on_the_order_of_the_fields() -> None:
    assert digest({"a": 1, "b": "元"}) == digest({"b": "元", "a": 1})
    assert digest({"a": 1}) != digest({"a": 2})
