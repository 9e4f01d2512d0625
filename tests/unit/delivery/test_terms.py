"""Days and hashes of agreements."""

from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest

from market.delivery.terms import GROUNDS, content_of, digest, problems
from market.pairings.models import PartyRole, Track
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


START = date(2026, 3, 11)


def found(ends_on: date, track: Track = Track.PURCHASE, grounds: tuple[str, ...] = (), bond: int = 0) -> dict[str, str]:
    told = problems(track, 1_000, START, ends_on, bond, grounds)
    return {name: str(message) for name, message in told.items()}


YEAR = {"ends_on": "A purchase lasts one year at most, unless all four conditions are met: then three."}
THREE = {"ends_on": "A purchase lasts three years at most."}


@pytest.mark.parametrize(
    ("ends_on", "grounds", "told"),
    [
        (date(2027, 3, 10), (), {}),
        (date(2027, 3, 11), (), YEAR),
        (date(2027, 3, 12), GROUNDS[1:], YEAR),
        (date(2027, 3, 11), GROUNDS, {}),
        (date(2029, 3, 10), GROUNDS, {}),
        (date(2029, 3, 10), (*GROUNDS, "more"), {}),
        (date(2029, 3, 11), GROUNDS, THREE),
        (date(2029, 3, 12), (), THREE),
    ],
)
def test_a_purchase_ends_the_day_before_its_anniversary(
    ends_on: date, grounds: tuple[str, ...], told: dict[str, str]
) -> None:
    assert found(ends_on, grounds=grounds) == told
    assert found(ends_on, Track.GRANT, grounds) == {}


def test_nothing_ends_before_it_begins_whatever_its_money() -> None:
    for track in Track:
        assert found(START, track) == {}
        assert found(date(2026, 3, 10), track) == {"ends_on": "The end is before the beginning."}


def test_a_bond_is_from_nothing_to_a_tenth() -> None:
    told = {"bond_fen": "A bond is at most a tenth of the price."}
    assert [found(START, bond=bond) for bond in (-1, 0, 1, 100, 101)] == [told, {}, {}, {}, told]
    assert list(found(date(2026, 3, 10), bond=101)) == ["ends_on", "bond_fen"]


def test_all_that_is_agreed_is_in_the_text_that_is_signed() -> None:
    def party(role: PartyRole, name: str) -> Any:
        return SimpleNamespace(role=role, organization=SimpleNamespace(name=name, credit_code=f"91{name}"))

    pairing: Any = SimpleNamespace(
        number="2026-1",
        parties=[party(PartyRole.NEED, "B"), party(PartyRole.FUNDING, "C"), party(PartyRole.FUNDING, "A")],
    )
    words = {"subject": "s", "payment": "p", "breach": "b", "dispute": "d"}
    money = {"price_fen": 1_000, "bond_fen": 100, "grounds": ["price_stable"]}
    agreement: Any = SimpleNamespace(number=2, starts_on=START, ends_on=date(2027, 3, 10), **words, **money)
    milestone: Any = SimpleNamespace(title="t", due_on=date(2026, 6, 1), amount_fen=1_000, indicator="i")

    assert content_of(pairing, agreement, [milestone]) == {
        "pairing": "2026-1",
        "number": 2,
        "sides": [
            {"role": "funding", "name": "A", "credit_code": "91A"},
            {"role": "funding", "name": "C", "credit_code": "91C"},
            {"role": "need", "name": "B", "credit_code": "91B"},
        ],
        **words,
        **money,
        "starts_on": "2026-03-11",
        "ends_on": "2027-03-10",
        "milestones": [{"title": "t", "due_on": "2026-06-01", "amount_fen": 1_000, "indicator": "i"}],
    }


def test_the_hash_is_of_the_plain_json() -> None:
    kept = "9e73fc917c4d11c2c666030a8ca52cc348af98e95d652f76c31dbfcac3d1bea1"
    assert digest({"b": "元", "a": [1, None]}) == kept
