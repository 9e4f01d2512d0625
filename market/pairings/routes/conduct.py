"""Pages of conduct: declaring a conflict of interest, asking that somebody be replaced, ruling on that."""

from uuid import UUID

from flask import render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import login_required
from sqlalchemy.orm import Session

from market import web
from market.accounts.models import Person
from market.errors import Message, NotAllowed, NotFound
from market.pairings import queries, service, wording
from market.pairings.forms import DeclarationForm, RecusalForm, RulingForm
from market.pairings.models import Pairing, Recusal
from market.pairings.permissions import READ_PACKET, RULE_ON_RECUSAL, is_party
from market.pairings.routes.blueprint import pages, readable
from market.submitting import WITH_NOT_ALLOWED, submit, went_well


@pages.route("/pairings/<uuid:pairing_id>/declaration", methods=["GET", "POST"])
@login_required
def declaration(pairing_id: UUID) -> ResponseReturnValue:
    """An official says what ties them to a case, and is out of it."""
    pairing = readable(pairing_id, READ_PACKET)
    form = DeclarationForm()

    def change(session: Session) -> None:
        found = queries.get_pairing(session, pairing_id)
        service.declare(session, web.current_actor(), found, has_conflict=True, text=form.text.data or "")

    def show() -> str:
        return render_template("pairings/declaration.html", form=form, pairing=pairing, title=wording.title(pairing))

    return submit(form, change, show, went_well(gettext("Declared. Others handle this file."), url_for(".queue")))


@pages.route("/pairings/<uuid:pairing_id>/recusal/<uuid:person_id>", methods=["GET", "POST"])
@login_required
def recusal(pairing_id: UUID, person_id: UUID) -> ResponseReturnValue:
    """A side asks that somebody who handles its case be replaced."""
    pairing = readable(pairing_id)
    person = _handler(pairing, person_id)
    if not is_party(web.current_actor(), pairing):
        raise NotAllowed(Message("Only a side may ask that somebody be replaced."))
    form = RecusalForm()

    def change(session: Session) -> None:
        actor, found = web.current_actor(), queries.get_pairing(session, pairing_id)
        side = next(party.organization_id for party in found.parties if actor.acts_for(party.organization_id))
        service.ask_recusal(session, actor, found, session.get_one(Person, person_id), side, form.reason.data or "")

    def show() -> str:
        title = wording.title(pairing)
        return render_template("pairings/recusal.html", form=form, pairing=pairing, person=person, title=title)

    words = gettext("Asked. Until it is ruled on, others handle the case.")
    done = went_well(words, url_for(".show", pairing_id=pairing_id))
    return submit(form, change, show, done, told=WITH_NOT_ALLOWED)


def _handler(pairing: Pairing, person_id: UUID) -> Person:
    """Somebody who had a hand in the case for the district. Raises: NotFound."""
    found = next((row for row in queries.handlers(web.current_session(), pairing) if row.id == person_id), None)
    if found is None:
        raise NotFound(Message("Nobody of that name handles this case."))
    return found


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

    def show() -> str:
        title = wording.title(readable(request.pairing_id))
        return render_template("pairings/ruling.html", form=form, request_=request, title=title)

    def change(session: Session) -> None:
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

    done = went_well(gettext("Ruled. The side reads your reasons."), url_for(".recusals"))
    return submit(form, change, show, done, told=WITH_NOT_ALLOWED)
