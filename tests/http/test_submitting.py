"""A form that was sent leads to the next page, or back to itself with what is wrong and what was typed."""

from collections.abc import Callable

import pytest
from flask import Flask, get_flashed_messages
from wtforms import StringField
from wtforms.validators import InputRequired

from market.errors import Conflict, Invalid, MarketError, Message, NotAllowed, NotPossible
from market.forms import Form
from market.submitting import WITH_NOT_ALLOWED, submit, went_well


class WordsForm(Form):
    """One field."""

    words = StringField("Words", [InputRequired("Fill this in.")])


Send = Callable[..., tuple[object, WordsForm]]


@pytest.fixture
def send(app: Flask) -> Send:
    """Sends the form to a page whose change ends in an error, or in none."""

    def run(error: MarketError | None = None, words: str = "Typed.", method: str = "POST", **more: object):
        with app.test_request_context(method=method, data={"words": words}):
            form = WordsForm()

            def change(_session: object) -> str:
                if error is not None:
                    raise error
                return "made"

            answer = submit(form, change, lambda: f"page with {form.words.data}", lambda made: f"done: {made}", **more)
            return answer, form

    return run


def test_a_page_is_shown_before_anything_is_sent(send: Send) -> None:
    assert send(method="GET")[0] == "page with None"


def test_what_was_made_is_given_to_the_answer(send: Send) -> None:
    assert send()[0] == "done: made"


def test_an_empty_field_shows_the_page_again(send: Send) -> None:
    answer, form = send(words="")
    assert (answer, form.errors) == (("page with ", 422), {"words": ["Fill this in."]})


def test_a_problem_that_the_service_found_stands_beside_its_field_and_the_text_stays(send: Send) -> None:
    answer, form = send(Invalid({"words": Message("Too rude."), "else": Message("No.")}))
    assert answer == ("page with Typed.", 422)
    assert form.words.errors == ["Too rude."]
    assert form.form_errors == ["No."]


@pytest.mark.parametrize("kind", [Conflict, NotPossible])
def test_what_cannot_be_done_is_said_on_the_form(send: Send, kind: type[MarketError]) -> None:
    answer, form = send(kind("Too late."))
    assert (answer, form.form_errors) == (("page with Typed.", 409), ["Too late."])


def test_who_may_not_is_told_by_a_page_of_its_own_unless_the_form_is_to_say_it(send: Send) -> None:
    with pytest.raises(NotAllowed):
        send(NotAllowed("Not you."))
    answer, form = send(NotAllowed("Not you."), told=WITH_NOT_ALLOWED)
    assert (answer, form.form_errors) == (("page with Typed.", 403), ["Not you."])


def test_what_comes_before_is_told_alike_and_nothing_is_changed(send: Send) -> None:
    def refuse() -> None:
        raise NotPossible(Message("Too often."))

    answer, form = send(Conflict("Never reached."), before=refuse)
    assert (answer, form.form_errors) == (("page with Typed.", 409), ["Too often."])


def test_it_went_well_is_said_on_the_next_page(app: Flask) -> None:
    with app.test_request_context():
        response = went_well("Saved.", "/next")(None)
        assert (response.status_code, response.location) == (303, "/next")
        assert get_flashed_messages(with_categories=True) == [("success", "Saved.")]
