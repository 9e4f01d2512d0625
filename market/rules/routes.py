"""The page of all rules, and the two steps by which an official answers for one."""

from collections.abc import Callable

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import login_required
from sqlalchemy.orm import Session

from market import web
from market.permissions import Actor
from market.rules import labels, queries, service, wording
from market.rules.forms import ConfirmationForm, WithdrawalForm
from market.rules.permissions import CONFIRM_RULES
from matching.eligibility.catalogue import CATALOGUE

pages = Blueprint("rules", __name__, url_prefix="/rules")


@pages.get("/")
def index() -> ResponseReturnValue:
    """Every rule in words: what it asks, where it stands, since when, and whether it blocks."""
    return render_template(
        "rules/index.html",
        entries=queries.entries(web.current_session()),
        labels=labels,
        wording=wording,
        catalogue=CATALOGUE.version,
        may_confirm=CONFIRM_RULES.allows(web.current_actor(), None),
    )


@pages.route("/<code>/<int:version>/confirm", methods=["GET", "POST"])
@login_required
def confirm(code: str, version: int) -> ResponseReturnValue:
    """Answer for a rule: from then on it blocks."""
    return _answer(
        code,
        version,
        ConfirmationForm(),
        service.confirm,
        act=gettext("Confirm this rule"),
        consequence=gettext(
            "You answer for it in the district's name: pairs that fail it are ruled out from now on, also those that "
            "were suggested before."
        ),
        done=gettext("The rule is confirmed. Whoever fails it is ruled out from now on."),
    )


@pages.route("/<code>/<int:version>/withdraw", methods=["GET", "POST"])
@login_required
def withdraw(code: str, version: int) -> ResponseReturnValue:
    """Take a confirmation back: from then on the rule only warns."""
    return _answer(
        code,
        version,
        WithdrawalForm(),
        service.withdraw,
        act=gettext("Withdraw the confirmation"),
        consequence=gettext("From now on this rule only warns. What was decided meanwhile stays decided."),
        done=gettext("The confirmation is withdrawn. The rule only warns from now on."),
    )


def _answer(
    code: str,
    version: int,
    form: ConfirmationForm | WithdrawalForm,
    take: Callable[[Session, Actor, str, int, str], object],
    *,
    act: str,
    consequence: str,
    done: str,
) -> ResponseReturnValue:
    """Ask what the answer rests on, and take the step."""
    CONFIRM_RULES.require(web.current_actor(), None)
    rule = queries.get_rule(code, version)
    if not form.validate_on_submit():
        page = render_template(
            "rules/answer.html", rule=rule, form=form, labels=labels, wording=wording, act=act, consequence=consequence
        )
        return page, 422 if form.errors else 200
    with web.transaction() as session:
        take(session, web.current_actor(), code, version, form.note.data or "")
    flash(done)
    return redirect(url_for(".index", _anchor=rule.key), 303)
