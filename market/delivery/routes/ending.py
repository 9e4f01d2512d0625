"""Pages that stop, end, accept and evaluate a delivery, and the organization's word on its record."""

from collections.abc import Callable
from uuid import UUID

from flask import url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import login_required
from sqlalchemy.orm import Session
from wtforms import SelectChoice

from market import clock, web
from market.delivery import labels, queries, service
from market.delivery.forms import (
    CommentForm,
    CooperationForm,
    NoteForm,
    OutcomeForm,
    StopForm,
)
from market.delivery.models import Result
from market.delivery.permissions import COMMENT_ON_CREDIT
from market.delivery.routes.blueprint import act_page, answer, pages, readable
from market.pairings.models import Pairing
from market.submitting import submit, went_well

Act = Callable[[Session, Pairing, NoteForm], object]


def _one_note(pairing_id: UUID, form: NoteForm, act: Act, words: tuple[str, str, str, str]) -> ResponseReturnValue:
    """A page with a note and one button; words: heading, lead, button, what is said afterwards."""
    pairing = readable(pairing_id)
    heading, lead, submit, done = words

    def show() -> str:
        return act_page(pairing, form, heading, submit, lead=lead, declares=False)

    return answer(pairing_id, form, lambda session, pairing: act(session, pairing, form), show, done)


@pages.route("/pairings/<uuid:pairing_id>/delivery/suspend", methods=["GET", "POST"])
@login_required
def suspend(pairing_id: UUID) -> ResponseReturnValue:
    """Let the work stand still."""

    def act(session: Session, pairing: Pairing, form: NoteForm) -> None:
        service.suspend(session, web.current_actor(), pairing, form.note.data or "")

    lead = gettext("Nothing is due meanwhile: what is still to come moves by as many days as the work stands still.")
    words = (gettext("Suspend the work"), lead, gettext("Suspend"), gettext("Suspended."))
    return _one_note(pairing_id, NoteForm(), act, words)


@pages.route("/pairings/<uuid:pairing_id>/delivery/resume", methods=["GET", "POST"])
@login_required
def resume(pairing_id: UUID) -> ResponseReturnValue:
    """Let it go on."""

    def act(session: Session, pairing: Pairing, form: NoteForm) -> None:
        service.resume(session, web.current_actor(), pairing, form.note.data or "")

    words = (gettext("Let it go on"), "", gettext("Go on"), gettext("It goes on. What is due has moved."))
    return _one_note(pairing_id, NoteForm(), act, words)


@pages.route("/pairings/<uuid:pairing_id>/delivery/terminate", methods=["GET", "POST"])
@login_required
def terminate(pairing_id: UUID) -> ResponseReturnValue:
    """End it before its time."""

    def act(session: Session, pairing: Pairing, form: NoteForm) -> None:
        fault = isinstance(form, StopForm) and bool(form.by_fault.data)
        service.terminate(session, web.current_actor(), pairing, form.note.data or "", by_fault=fault)

    lead = gettext("What was not asked for goes back to the funders. Say why in the note. This cannot be undone.")
    words = (gettext("End it before its time"), lead, gettext("End it"), gettext("Ended."))
    return _one_note(pairing_id, StopForm(), act, words)


@pages.route("/pairings/<uuid:pairing_id>/delivery/acceptance/request", methods=["GET", "POST"])
@login_required
def ask_acceptance(pairing_id: UUID) -> ResponseReturnValue:
    """Ask that the result be accepted."""

    def act(session: Session, pairing: Pairing, form: NoteForm) -> None:
        service.request_acceptance(session, web.current_actor(), pairing, form.note.data or "")

    lead = gettext("You get an address that you pass on to those who were served: they say there how it was.")
    words = (gettext("Ask for acceptance"), lead, gettext("Ask for it"), gettext("Asked for."))
    return _one_note(pairing_id, NoteForm(), act, words)


@pages.route("/pairings/<uuid:pairing_id>/delivery/evaluation", methods=["GET", "POST"])
@login_required
def outcome(pairing_id: UUID) -> ResponseReturnValue:
    """How the side that asked or paid saw the delivery."""
    pairing, form = readable(pairing_id), OutcomeForm()
    form.result.choices = [SelectChoice(result.value, words) for result, words in labels.RESULTS.items()]
    form.fill({"completed_on": clock.today()})

    def show() -> str:
        lead = gettext("Said once. It counts for later recommendations of whoever delivered.")
        return act_page(pairing, form, gettext("Rate the delivery"), gettext("Send"), lead=lead)

    def change(session: Session, pairing: Pairing) -> None:
        service.record_outcome(
            session,
            web.current_actor(),
            pairing,
            result=Result(form.result.data),
            rating=int(form.rating.data),
            reached_count=form.reached_count.data,
            completed_on=form.completed_on.data or clock.today(),
            note=form.note.data or "",
        )

    return answer(pairing_id, form, change, show, gettext("Thank you."), "evaluation")


@pages.route("/pairings/<uuid:pairing_id>/delivery/cooperation", methods=["GET", "POST"])
@login_required
def cooperation(pairing_id: UUID) -> ResponseReturnValue:
    """How the side that delivered saw the cooperation."""
    pairing, form = readable(pairing_id), CooperationForm()

    def show() -> str:
        return act_page(pairing, form, gettext("Rate the cooperation"), gettext("Send"), lead=gettext("Said once."))

    def change(session: Session, pairing: Pairing) -> None:
        rating, note = int(form.rating.data), form.note.data or ""
        service.rate_cooperation(session, web.current_actor(), pairing, rating=rating, note=note)

    return answer(pairing_id, form, change, show, gettext("Thank you."), "evaluation")


@pages.route("/record/<uuid:event_id>", methods=["GET", "POST"])
@login_required
def comment(event_id: UUID) -> ResponseReturnValue:
    """An organization's own word about an entry of its record."""
    event, form = queries.get_credit(web.current_session(), event_id), CommentForm()
    COMMENT_ON_CREDIT.require(web.current_actor(), event)
    back = url_for("organizations.show", organization_id=event.organization_id)
    form.fill({"comment": event.comment})

    def show() -> str:
        lead, heading = gettext("Everybody who reads the record reads it too."), gettext("Your word on this entry")
        rows = [(gettext("Entry"), labels.CREDIT[event.kind][0]), (gettext("Note"), event.note or "–")]
        return act_page(event.pairing, form, heading, gettext("Save"), lead=lead, rows=rows, back=back)

    def change(session: Session) -> None:
        found = queries.get_credit(session, event_id)
        service.comment_on_credit(session, web.current_actor(), found, form.comment.data or "")

    return submit(form, change, show, went_well(gettext("Saved."), back))
