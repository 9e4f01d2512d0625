"""The fields that people type amounts, days and numbers into, and what becomes of any text."""

from collections.abc import Iterator
from datetime import date

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict
from wtforms import SelectChoice, StringField
from wtforms.validators import DataRequired, Optional

from market.forms import ChoiceField, DayField, Form, MultiCheckboxField, WholeNumberField, YuanField

BUDGET = [SelectChoice("1", "One"), SelectChoice("2", "Two")]
NONE_OR_BUDGET = [SelectChoice("", "None"), *BUDGET]


class SampleForm(Form):
    """One field of each sort."""

    name = StringField("Name", validators=[DataRequired("Fill this in.")])
    budget = YuanField("Budget", validators=[Optional()])
    starts_on = DayField("First day", validators=[Optional()])
    count = WholeNumberField("Number", validators=[Optional()])
    level = ChoiceField("Level", coerce=lambda value: int(value) if value else None, choices=NONE_OR_BUDGET)
    several = MultiCheckboxField("Several", choices=BUDGET)


@pytest.fixture
def _request(app: Flask) -> Iterator[None]:
    with app.test_request_context(method="POST"):
        yield


def sent(**values: str) -> SampleForm:
    form = SampleForm(formdata=MultiDict({"name": "A name"} | values))
    form.validate()
    return form


@pytest.mark.usefixtures("_request")
@pytest.mark.parametrize(
    ("typed", "fen"),
    [
        ("36000", 3_600_000),
        ("36,000.50", 3_600_050),
        ("¥36000", 3_600_000),
        ("￥ 36，000", 3_600_000),
        ("3.6万", 3_600_000),
        ("3.6 万元", 3_600_000),
        ("0.0001万", 100),
        ("３６０００元", 3_600_000),
        ("0", 0),
        ("0.01", 1),
        ("36000.000", 3_600_000),
        ("", None),
        ("   ", None),
        ("100000000000", 10**13),
    ],
)
def test_an_amount_may_be_typed_as_people_write_it(typed: str, fen: int | None) -> None:
    form = sent(budget=typed)
    assert form.budget.errors == []
    assert form.budget.data == fen


@pytest.mark.usefixtures("_request")
@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("-1", "cannot be negative"),
        ("－５", "cannot be negative"),
        ("−5", "cannot be negative"),
        ("-¥5", "cannot be negative"),
        ("¥-5", "cannot be negative"),
        ("1.005", "at most two decimal places"),
        ("0.0000001万", "at most two decimal places"),
        ("100000000001", "too large"),
        ("1" * 39, "too large"),
        ("9" * 100_000, "Enter an amount"),
        ("about 5000", "Enter an amount"),
        ("12元34", "Enter an amount"),
        ("5亿", "Enter an amount"),
        ("1e5", "Enter an amount"),
        ("NaN", "Enter an amount"),
        ("Infinity", "Enter an amount"),
        ("1.2.3", "Enter an amount"),
        (".", "Enter an amount"),
        ("万", "Enter an amount"),
        ("<script>alert(1)</script>", "Enter an amount"),
    ],
)
def test_another_amount_is_refused_in_words_and_kept(typed: str, told: str) -> None:
    form = sent(budget=typed)
    assert told in form.budget.errors[0]
    assert form.budget.data is None
    assert form.budget._value() == typed


@pytest.mark.usefixtures("_request")
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.text(max_size=60))
def test_no_text_breaks_a_field(text: str) -> None:
    form = sent(budget=text, starts_on=text, count=text, level=text, several=text)
    assert form.budget.data is None or form.budget.data >= 0
    assert form.starts_on.data is None or 1900 <= form.starts_on.data.year <= 2200


@pytest.mark.usefixtures("_request")
def test_a_stored_amount_is_shown_in_yuan() -> None:
    form = SampleForm(formdata=None, data={"budget": 3_600_050})
    assert form.budget._value() == "36000.50"
    form.budget.data = 3_600_000
    assert form.budget._value() == "36000"
    form.budget.data = None
    assert form.budget._value() == ""


@pytest.mark.usefixtures("_request")
@pytest.mark.parametrize(
    "typed", ["2026-05-31", "2026/5/31", "2026.05.31", "2026年5月31日", "２０２６－０５－３１", " 2026-05-31 "]
)
def test_a_day_may_be_typed_as_people_write_it(typed: str) -> None:
    assert sent(starts_on=typed).starts_on.data == date(2026, 5, 31)


@pytest.mark.usefixtures("_request")
@pytest.mark.parametrize("typed", ["2026-02-30", "2026-13-01", "31.5.2026", "20260531", "tomorrow", "2026-W22-7", "0"])
def test_another_day_is_refused(typed: str) -> None:
    form = sent(starts_on=typed)
    assert "Enter a date, such as" in form.starts_on.errors[0]
    assert form.starts_on.data is None


@pytest.mark.usefixtures("_request")
@pytest.mark.parametrize("typed", ["0001-01-01", "1899-12-31", "2201-01-01", "9999-12-31"])
def test_a_year_that_cannot_be_meant_is_refused(typed: str) -> None:
    assert "between 1900 and 2200" in sent(starts_on=typed).starts_on.errors[0]


@pytest.mark.usefixtures("_request")
@pytest.mark.parametrize(("typed", "number"), [("12", 12), ("１，２００", 1200), ("0", 0), ("", None), (" 7 ", 7)])
def test_a_whole_number_may_be_typed_in_any_width(typed: str, number: int | None) -> None:
    form = sent(count=typed)
    assert form.count.errors == []
    assert form.count.data == number


@pytest.mark.usefixtures("_request")
@pytest.mark.parametrize(
    ("typed", "told"),
    [("-3", "cannot be negative"), ("1.5", "whole number"), ("many", "whole number"), ("9" * 13, "whole number")],
)
def test_another_number_is_refused(typed: str, told: str) -> None:
    assert told in sent(count=typed).count.errors[0]


@pytest.mark.usefixtures("_request")
@pytest.mark.parametrize("typed", ["3", "two", "\x00", "1 "])
def test_a_choice_that_is_not_offered_is_refused(typed: str) -> None:
    form = sent(level=typed, several=typed)
    if typed != "1 ":  # which int() reads
        assert form.level.errors == ["Choose one of the list."]
    assert form.several.errors


@pytest.mark.usefixtures("_request")
def test_an_empty_choice_is_none_and_no_ticks_are_an_empty_list() -> None:
    form = sent(level="")
    assert (form.level.data, form.level.errors) == (None, [])
    assert form.several.data == []
