"""Pages that open a pairing: a word to the other side, and what happens next."""

from typing import cast
from uuid import UUID

from flask import current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import login_required

from market import web
from market.errors import Conflict, Message, NotFound
from market.listings import queries as listings
from market.listings.models import Listing
from market.pairings import queries, service
from market.pairings.forms import InterestForm
from market.pairings.routes.blueprint import pages
from market.suggestions import evidence_wording as why
from market.suggestions import service as suggestions
from market.suggestions.engine import Engine
from market.suggestions.permissions import ANSWER_SUGGESTIONS

SHOWN = 10  # suggestions that are kept beside the one that was taken up


@pages.get("/pairings/interest")
@login_required
def interest() -> ResponseReturnValue:
    """Both sides at a glance, and a message to write."""
    form = InterestForm()
    form.fill({"asker": request.args.get("asker", ""), "candidate": request.args.get("candidate", "")})
    return _page(form)


@pages.post("/pairings/interest")
@login_required
def express_interest() -> ResponseReturnValue:
    """Open the pairing of two listings."""
    form = InterestForm()
    if not form.validate():
        return _page(form), 422
    try:
        pairing_id = _open(form)
    except Conflict:
        running = _running(form)
        if running is None:
            raise
        flash(gettext("These two are being paired already: here it is."))
        return redirect(url_for(".show", pairing_id=running), 303)
    flash(gettext("Your interest is expressed. The other side can answer within ten working days."), "success")
    return redirect(url_for(".show", pairing_id=pairing_id), 303)


def _open(form: InterestForm) -> UUID:
    actor = web.current_actor()
    with web.transaction() as session:
        asker = listings.get_listing(session, _identity(form.asker.data))
        candidate = listings.get_listing(session, _identity(form.candidate.data))
        pairing = service.open_pairing(session, actor, asker, candidate, form.message.data or "")
        engine = cast(Engine, current_app.extensions["engine"])
        run = suggestions.record_shown(session, engine, asker, candidate, SHOWN)
        suggestions.welcome(session, actor, asker, run, candidate)
        return pairing.id


def _running(form: InterestForm) -> UUID | None:
    return queries.find_running(web.current_session(), *service.places(*_both(form)))


def _page(form: InterestForm) -> str:
    asker, candidate = _both(form)
    ANSWER_SUGGESTIONS.require(web.current_actor(), asker)
    if not candidate.is_published:
        raise NotFound(Message("There is no such listing."))
    return render_template(
        "pairings/interest.html",
        form=form,
        asker=asker,
        candidate=candidate,
        failed=[
            (why.rule_name(check.rule), check.verdict.value, why.evidence_text(check), check.citation or "")
            for check in suggestions.checks(web.current_session(), asker, candidate)
            if check.verdict.value != "pass"
        ],
    )


def _both(form: InterestForm) -> tuple[Listing, Listing]:
    session = web.current_session()
    asker, candidate = _identity(form.asker.data), _identity(form.candidate.data)
    return listings.get_listing(session, asker), listings.get_listing(session, candidate)


def _identity(text: str | None) -> UUID:
    try:
        return UUID(text or "")
    except ValueError:
        raise NotFound(Message("There is no such listing.")) from None
