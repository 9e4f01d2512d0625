"""What becomes of typed text, and of messages from the business rules."""

import pytest
from flask import Flask

from market.accounts.forms import SignInForm
from market.errors import Invalid, Message
from market.forms import say, tidy
from market.organizations.forms import DecisionForm


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  a  ", "a"),
        ("a\r\nb", "a\nb"),
        ("a\x00b\x07c", "abc"),
        ("e\u0301", "é"),
        ("\u200b\ufeff", ""),
        ("evil\u202etxt.exe", "eviltxt.exe"),
        ("👩\u200d🔬", "👩\u200d🔬"),
        ("　福田　", "福田"),
        (None, None),
    ],
)
def test_text_is_kept_without_what_nobody_sees(typed: str | None, kept: str | None) -> None:
    assert tidy(typed) == kept


@pytest.mark.parametrize("typed", ["", "   ", "\u200b", "\x00\x01"])
def test_unseen_characters_do_not_fill_in_a_required_field(app: Flask, typed: str) -> None:
    with app.test_request_context(method="POST", data={"email": typed, "password": "something long"}):
        form = SignInForm()
        assert not form.validate()
        assert form.errors == {"email": ["Fill this in."]}


def test_a_problem_is_put_beside_its_field_and_others_above_the_form(app: Flask) -> None:
    with app.test_request_context(method="POST"):
        form = DecisionForm()
        form.add_problems(Invalid({"note": Message("Say {n} words.", {"n": 3}), "elsewhere": Message("And this.")}))
        assert form.errors == {"note": ["Say 3 words."], "": ["And this."]}


def test_a_message_within_a_message_is_said_too(app: Flask) -> None:
    with app.test_request_context():
        assert say(Message("Refused: {why}", {"why": Message("{n} reasons", {"n": 2})})) == "Refused: 2 reasons"


def test_several_values_become_a_list_in_words(app: Flask) -> None:
    message = Message("Waiting for {names}.", {"names": ("A", Message("{n} others", {"n": 2}))})
    with app.test_request_context():
        assert say(message) == "Waiting for A, 2 others."
    assert str(message) == "Waiting for A, 2 others."
