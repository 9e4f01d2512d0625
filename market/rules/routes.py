"""The page of all rules, and the two steps by which an official answers for one."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import login_required

from market import web
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
    CONFIRM_RULES.require(web.current_actor(), None)
    rule, form = queries.get_rule(code, version), ConfirmationForm()
    if not form.validate_on_submit():
        page = render_template("rules/confirm.html", rule=rule, form=form, labels=labels, wording=wording)
        return page, 422 if form.errors else 200
    with web.transaction() as session:
        service.confirm(session, web.current_actor(), code, version, form.note.data or "")
    flash(gettext("The rule is confirmed. Whoever fails it is ruled out from now on."))
    return redirect(url_for(".index", _anchor=rule.key), 303)


@pages.route("/<code>/<int:version>/withdraw", methods=["GET", "POST"])
@login_required
def withdraw(code: str, version: int) -> ResponseReturnValue:
    """Take a confirmation back: from then on the rule only warns."""
    CONFIRM_RULES.require(web.current_actor(), None)
    rule, form = queries.get_rule(code, version), WithdrawalForm()
    if not form.validate_on_submit():
        page = render_template("rules/withdraw.html", rule=rule, form=form, labels=labels, wording=wording)
        return page, 422 if form.errors else 200
    with web.transaction() as session:
        service.withdraw(session, web.current_actor(), code, version, form.note.data or "")
    flash(gettext("The confirmation is withdrawn. The rule only warns from now on."))
    return redirect(url_for(".index", _anchor=rule.key), 303)
