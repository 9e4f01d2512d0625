"""Pages of money: asking for it, paying or refusing, handing things over, bonds, closing an account."""

from datetime import date
from uuid import UUID

from flask import request
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import login_required
from sqlalchemy.orm import Session

from market import clock, web
from market.delivery import labels, queries, service, wording
from market.delivery.forms import HandoverForm, NoteForm, PaymentForm, funders
from market.delivery.models import PaymentState
from market.delivery.routes.blueprint import act_page, answer, declared, pages, readable
from market.pairings.models import Pairing


@pages.route("/pairings/<uuid:pairing_id>/delivery/milestones/<uuid:milestone_id>/payment", methods=["GET", "POST"])
@login_required
def ask_payment(pairing_id: UUID, milestone_id: UUID) -> ResponseReturnValue:
    """Ask for money against a milestone."""
    pairing, session = readable(pairing_id), web.current_session()
    found, form = queries.get_milestone(session, pairing_id, milestone_id), PaymentForm()
    commitments = queries.commitments_of(session, pairing_id)
    form.commitment.choices = funders(commitments)
    left = min([found.amount_fen - found.requested_fen, *(one.free_fen for one in commitments if one.committed_fen)])
    form.fill({"amount_fen": left, "commitment": form.commitment.choices[0].value if form.commitment.choices else None})

    def show() -> str:
        rows = [*wording.milestone_facts(found), *wording.left_of(commitments)]
        return act_page(pairing, form, gettext("Ask for payment"), gettext("Ask for it"), rows=rows)

    def change(own: Session, pairing: Pairing) -> None:
        row = queries.get_milestone(own, pairing_id, milestone_id)
        funder = queries.get_commitment(own, pairing_id, UUID(form.commitment.data))
        amount, note = form.amount_fen.data or 0, form.note.data or ""
        service.request_payment(own, web.current_actor(), pairing, row, funder, amount, note)

    done = gettext("Asked for. Somebody else checks and pays it.")
    return answer(pairing_id, form, change, show, done, "money")


@pages.route("/pairings/<uuid:pairing_id>/delivery/payments/<uuid:payment_id>", methods=["GET", "POST"])
@login_required
def payment(pairing_id: UUID, payment_id: UUID) -> ResponseReturnValue:
    """Pay a request, or refuse it."""
    pairing, form = readable(pairing_id), NoteForm()
    found = queries.get_payment(web.current_session(), pairing_id, payment_id)

    def show() -> str:
        return act_page(
            pairing,
            form,
            gettext("Payment request"),
            gettext("Checked and paid") if found.state is PaymentState.REQUESTED else "",
            rows=wording.payment_facts(found),
            second=gettext("Refuse"),
            declares=pairing.track.is_public,
            lead=gettext("Whoever asked for it cannot decide it. A refusal needs a note."),
        )

    refuses = request.form.get("decision") == "second"

    def change(session: Session, pairing: Pairing) -> None:
        row, note = queries.get_payment(session, pairing_id, payment_id), form.note.data or ""
        act = service.refuse_payment if refuses else service.pay
        act(session, web.current_actor(), pairing, row, note, no_conflict=declared(form))

    done = gettext("Refused. Whoever asked for it reads your note.") if refuses else gettext("Noted as paid.")
    return answer(pairing_id, form, change, show, done, "money")


@pages.route("/pairings/<uuid:pairing_id>/delivery/funders/<uuid:commitment_id>/handover", methods=["GET", "POST"])
@login_required
def hand_over(pairing_id: UUID, commitment_id: UUID) -> ResponseReturnValue:
    """Note what was handed over."""
    pairing, form = readable(pairing_id), HandoverForm()
    found = queries.get_commitment(web.current_session(), pairing_id, commitment_id)
    form.fill({"handed_on": clock.today()})

    def show() -> str:
        rows = [(gettext("Promised"), found.quantity), (gettext("Handed over so far"), found.handed_over)]
        return act_page(pairing, form, gettext("Handed over"), gettext("Save"), rows=rows)

    def change(session: Session, pairing: Pairing) -> None:
        row = queries.get_commitment(session, pairing_id, commitment_id)
        quantity, day, note = form.quantity.data or 0, form.handed_on.data or date.min, form.note.data or ""
        service.hand_over(session, web.current_actor(), pairing, row, quantity, day, note)

    return answer(pairing_id, form, change, show, gettext("Saved."), "money")


@pages.route("/pairings/<uuid:pairing_id>/delivery/funders/<uuid:commitment_id>/settle", methods=["GET", "POST"])
@login_required
def settle(pairing_id: UUID, commitment_id: UUID) -> ResponseReturnValue:
    """Give the rest back to its programme."""
    pairing, form = readable(pairing_id), NoteForm()
    found = queries.get_commitment(web.current_session(), pairing_id, commitment_id)
    del form.note

    def show() -> str:
        lead = gettext("What was neither asked for nor paid goes back to the programme. This cannot be undone.")
        rows, heading = wording.left_of([found]), gettext("Close the account")
        public = pairing.track.is_public
        return act_page(pairing, form, heading, gettext("Give it back"), rows=rows, lead=lead, declares=public)

    def change(session: Session, pairing: Pairing) -> None:
        row = queries.get_commitment(session, pairing_id, commitment_id)
        service.settle(session, web.current_actor(), pairing, row, no_conflict=declared(form))

    return answer(pairing_id, form, change, show, gettext("Given back."), "money")


@pages.route("/pairings/<uuid:pairing_id>/delivery/bond", methods=["GET", "POST"])
@login_required
def bond(pairing_id: UUID) -> ResponseReturnValue:
    """Note that the bond was received, or given back."""
    pairing, form = readable(pairing_id), NoteForm()
    found = queries.get_agreement(web.current_session(), pairing_id)
    del form.note

    def show() -> str:
        rows = [(gettext("Bond"), web.yuan(found.bond_fen)), (gettext("It is"), labels.BONDS[found.bond_state])]
        return act_page(
            pairing,
            form,
            gettext("Performance bond"),
            gettext("Received"),
            rows=rows,
            second=gettext("Given back"),
            declares=pairing.track.is_public,
        )

    act = service.return_bond if request.form.get("decision") == "second" else service.hold_bond

    def change(session: Session, pairing: Pairing) -> None:
        act(session, web.current_actor(), pairing, no_conflict=declared(form))

    return answer(pairing_id, form, change, show, gettext("Saved."), "money")
