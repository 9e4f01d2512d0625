"""From a form that was sent to the next page, or back to the same one with what is wrong: one way for all pages."""

from collections.abc import Callable
from typing import TypeVar

from flask import flash, redirect
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from market import web
from market.errors import Conflict, Invalid, MarketError, NotAllowed, NotPossible
from market.forms import Form, say

Made = TypeVar("Made")
Change = Callable[[Session], Made]
Show = Callable[[], str]
# What the person is told on the form itself; other errors have pages of their own.
ON_THE_FORM: tuple[type[MarketError], ...] = (Conflict, NotPossible)
WITH_NOT_ALLOWED = (*ON_THE_FORM, NotAllowed)  # where somebody may read the page, and not do what it offers to others


def submit(
    form: Form,
    change: Change[Made],
    show: Show,
    done: Callable[[Made], ResponseReturnValue],
    *,
    told: tuple[type[MarketError], ...] = ON_THE_FORM,
    before: Callable[[], None] | None = None,
) -> ResponseReturnValue:
    """Show a form; once it is sent, do in one transaction what it asks for, or show what is wrong and what was typed.

    Args:
        change: does it; what it returns is given to `done`.
        show: the page with the form, its errors beside the fields.
        done: the answer once all is written.
        told: the errors that are told on the form.
        before: what comes before the transaction, such as counting attempts; its errors are treated alike.

    Returns: the page; the answer of `done`; or the page again, with 422 for what was typed wrong, 409 for what
        cannot be done, and 403 for what is for others to do.
    Raises: other errors of the change, which have pages of their own.
    """
    if not form.is_submitted():
        return show()
    if not form.validate():
        return show(), 422
    try:
        if before is not None:
            before()
        with web.transaction() as session:
            made = change(session)
    except Invalid as error:
        form.add_problems(error)
        return show(), 422
    except told as error:
        form.form_errors.append(say(error.message))
        return show(), web.STATUS_OF.get(type(error), 409)
    return done(made)


def went_well(words: str, address: str) -> Callable[[object], ResponseReturnValue]:
    """An answer that says what was done, on the page that comes next."""

    def answer(_made: object = None) -> ResponseReturnValue:
        flash(words, "success")
        return redirect(address, 303)

    return answer
