"""Pages of conduct: declaring a conflict of interest, asking that somebody be replaced, ruling on that."""

from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import login_required

from market import web
from market.accounts.models import Person
from market.errors import Invalid, MarketError, Message, NotAllowed, NotFound
from market.forms import say
from market.pairings import queries, service, wording
from market.pairings.forms import DeclarationForm, RecusalForm, RulingForm
from market.pairings.models import Pairing, Recusal
from market.pairings.permissions import READ_PACKET, RULE_ON_RECUSAL, is_party
from market.pairings.routes.blueprint import pages, readable


@pages.route("/pairings/<uuid:pairing_id>/declaration", methods=["GET", "POST"])
@login_required
def declaration(pairing_id: UUID) -> ResponseReturnValue:
    """An official says what ties them to a case, and is out of it."""
    pairing = readable(pairing_id, READ_PACKET)
    form = DeclarationForm()
    if form.validate_on_submit():
        with web.transaction() as session:
            found = queries.get_pairing(session, pairing_id)
            service.declare(session, web.current_actor(), found, has_conflict=True, text=form.text.data or "")
        flash(gettext("Declared. Others handle this file."), "success")
        return redirect(url_for(".queue"), 303)
    page = render_template("pairings/declaration.html", form=form, pairing=pairing, title=wording.title(pairing))
    return page, 422 if form.errors else 200


@pages.route("/pairings/<uuid:pairing_id>/recusal/<uuid:person_id>", methods=["GET", "POST"])
@login_required
def recusal(pairing_id: UUID, person_id: UUID) -> ResponseReturnValue:
    """A side asks that somebody who handles its case be replaced."""
    pairing = readable(pairing_id)
    person = _handler(pairing, person_id)
    if not is_party(web.current_actor(), pairing):
        raise NotAllowed(Message("Only a side may ask that somebody be replaced."))
    form = RecusalForm()
    if form.validate_on_submit():
        try:
            _ask(pairing_id, person_id, form.reason.data or "")
        except Invalid as error:
            form.add_problems(error)
        except MarketError as error:
            form.form_errors.append(say(error.message))
        else:
            flash(gettext("Asked. Until it is ruled on, others handle the case."), "success")
            return redirect(url_for(".show", pairing_id=pairing_id), 303)
    page = render_template(
        "pairings/recusal.html", form=form, pairing=pairing, person=person, title=wording.title(pairing)
    )
    return page, 422 if form.errors else 200


def _handler(pairing: Pairing, person_id: UUID) -> Person:
    """Somebody who had a hand in the case for the district. Raises: NotFound."""
    found = next((row for row in queries.handlers(web.current_session(), pairing) if row.id == person_id), None)
    if found is None:
        raise NotFound(Message("Nobody of that name handles this case."))
    return found


def _ask(pairing_id: UUID, person_id: UUID, reason: str) -> None:
    actor = web.current_actor()
    with web.transaction() as session:
        pairing = queries.get_pairing(session, pairing_id)
        side = next(party.organization_id for party in pairing.parties if actor.acts_for(party.organization_id))
        service.ask_recusal(session, actor, pairing, session.get_one(Person, person_id), side, reason)


@pages.get("/recusals")
@login_required
def recusals() -> ResponseReturnValue:
    """Requests that wait for a ruling, the oldest first."""
    RULE_ON_RECUSAL.require(web.current_actor(), None)
    return render_template("pairings/recusals.html", rows=queries.open_recusals(web.current_session()))


@pages.route("/recusals/<uuid:recusal_id>", methods=["GET", "POST"])
@login_required
def ruling(recusal_id: UUID) -> ResponseReturnValue:
    """A superior grants or refuses a request."""
    RULE_ON_RECUSAL.require(web.current_actor(), None)
    request = queries.get_recusal(web.current_session(), recusal_id)
    form = RulingForm()
    if form.validate_on_submit():
        try:
            _rule(recusal_id, form)
        except Invalid as error:
            form.add_problems(error)
        except MarketError as error:
            form.form_errors.append(say(error.message))
        else:
            flash(gettext("Ruled. The side reads your reasons."), "success")
            return redirect(url_for(".recusals"), 303)
    pairing = readable(request.pairing_id)
    page = render_template("pairings/ruling.html", form=form, request_=request, title=wording.title(pairing))
    return page, 422 if form.errors else 200


def _rule(recusal_id: UUID, form: RulingForm) -> None:
    with web.transaction() as session:
        found: Recusal = queries.get_recusal(session, recusal_id)
        pairing = queries.get_pairing(session, found.pairing_id)
        service.rule_on_recusal(
            session,
            web.current_actor(),
            pairing,
            found,
            grant=form.grant.data == "yes",
            ruling=form.ruling.data or "",
        )
