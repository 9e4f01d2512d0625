"""What may be said in a listing: single values, values beside each other, and what is missing."""

from datetime import date
from typing import Any

import pytest

from market.errors import Invalid
from market.listings import checks
from market.listings.content import digest, names_of, plain
from market.listings.models import ResourceKind
from market.vocabularies.models import Vocabulary
from matching.records import Kind

KNOWN = {
    Vocabulary.FIELD: {"health"},
    Vocabulary.GROUP: {"elderly"},
    Vocabulary.SDG: {"3"},
    Vocabulary.DIVISION: {"440304"},
}


def read(kind: Kind = Kind.NEED, **values: Any) -> dict[str, Any]:
    return checks.read(kind, values, KNOWN)


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("title", "", "Give it a title."),
        ("title", "   \n ", "Give it a title."),
        ("title", "长" * 101, "Use at most 100 characters; these are 101."),
        ("summary", "x" * 2001, "Use at most 2000 characters; these are 2001."),
        ("summary", 7, "Enter text."),
        ("fields", ["health", "magic"], "“magic” is not in the list."),
        ("fields", "health", "Choose from the list."),
        ("fields", [3], "Choose from the list."),
        ("admits", ["wizard"], "“wizard” is not in the list."),
        ("funding_source", "gold", "Choose one of the list."),
        ("closes_on", "tomorrow", "Enter a date, such as 2026-05-31."),
        ("closes_on", 5, "Enter a date, such as 2026-05-31."),
        ("closes_on", date(1066, 10, 14), "Enter a date with a year between 1900 and 2200."),
        ("budget_fen", -1, "An amount cannot be negative."),
        ("budget_fen", 0, "Enter an amount above zero."),
        ("budget_fen", 10**13 + 1, "This amount is too large. Enter it in yuan."),
        ("budget_fen", "12", "Enter an amount in yuan, such as 36000 or 3.6万."),
        ("budget_fen", True, "Enter an amount in yuan, such as 36000 or 3.6万."),
        ("beneficiaries_count", 0, "Enter a number from 1 to 100000000."),
        ("beneficiaries_count", 1.5, "Enter a whole number."),
        ("least_level", 6, "Enter a number from 1 to 5."),
        ("capacity", 3, "There is no such entry here."),
    ],
)
def test_a_value_that_cannot_be_kept_is_named_with_what_is_wrong(name: str, value: Any, says: str) -> None:
    with pytest.raises(Invalid) as caught:
        read(**{name: value})

    assert {field: str(problem) for field, problem in caught.value.problems.items()} == {name: says}


def test_values_are_tidied_but_markup_is_kept_as_text() -> None:
    found = read(
        title="  A\n title ",
        summary="one\r\ntwo\x00 <script>alert(1)</script>",
        fields=["health", "health"],
        groups=None,
    )

    assert found["title"] == "A title"
    assert found["summary"] == "one\ntwo <script>alert(1)</script>"
    assert (found["fields"], found["groups"]) == (["health"], [])


def test_nobody_works_since_a_year_that_has_not_come() -> None:
    with pytest.raises(Invalid, match="from 1900 to 2026"):
        read(Kind.SERVICE, since_year=2027)


def content(kind: Kind, **values: Any) -> dict[str, Any]:
    return dict.fromkeys(names_of(kind)) | {"raised_fen": 0} | values


@pytest.mark.parametrize(
    ("kind", "values", "field"),
    [
        (Kind.NEED, {"starts_on": date(2026, 5, 2), "ends_on": date(2026, 5, 1)}, "ends_on"),
        (Kind.PROGRAMME, {"opens_on": date(2026, 5, 2), "closes_on": date(2026, 5, 1)}, "closes_on"),
        (Kind.PROJECT, {"budget_fen": 10, "raised_fen": 11}, "raised_fen"),
        (Kind.PROJECT, {"budget_fen": 10, "raised_fen": 5, "least_fen": 6}, "least_fen"),
        (Kind.PROGRAMME, {"grant_least_fen": 6, "grant_most_fen": 5}, "grant_most_fen"),
        (Kind.PROGRAMME, {"grant_least_fen": 1, "grant_most_fen": 5, "budget_fen": 4}, "grant_most_fen"),
    ],
)
def test_values_that_contradict_each_other_are_named(kind: Kind, values: dict[str, Any], field: str) -> None:
    assert list(checks.contradictions(content(kind, **values), {})) == [field]


def test_what_is_promised_cannot_be_taken_back() -> None:
    assert list(checks.contradictions(content(Kind.PROGRAMME, budget_fen=9), {"budget_fen": 10})) == ["budget_fen"]


def test_money_needs_an_amount_and_anything_else_a_quantity_with_its_unit() -> None:
    money = checks.gaps(Kind.RESOURCE, content(Kind.RESOURCE, resource_kind=ResourceKind.MONEY), None)
    venue = checks.gaps(Kind.RESOURCE, content(Kind.RESOURCE, resource_kind=ResourceKind.VENUE), None)

    assert {"amount_fen", "quantity", "unit"} & set(money) == {"amount_fen"}
    assert {"amount_fen", "quantity", "unit"} & set(venue) == {"quantity", "unit"}


def test_a_start_needs_an_end() -> None:
    assert "ends_on" in checks.gaps(Kind.NEED, content(Kind.NEED, starts_on=date(2026, 5, 1)), None)
    assert "starts_on" in checks.gaps(Kind.NEED, content(Kind.NEED, ends_on=date(2026, 5, 1)), None)


def test_the_hash_depends_on_what_is_said_and_not_on_the_order() -> None:
    one = plain({"title": "家", "closes_on": date(2026, 5, 1), "fields": ["health"]})
    other = plain({"fields": ["health"], "closes_on": date(2026, 5, 1), "title": "家"})

    assert digest(one) == digest(other)
    assert digest(one) != digest(one | {"title": "屋"})
