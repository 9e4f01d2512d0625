"""Pages of the work itself: milestones with their files, payments, things handed over, reports."""

from datetime import date
from urllib.parse import quote
from uuid import UUID

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import login_required
from sqlalchemy.orm import Session
from wtforms import SelectChoice

from market import clock, web
from market.delivery import labels, queries, service, wording
from market.delivery.forms import CheckForm, EvidenceForm, HandoverForm, NoteForm, PaymentForm, ReportForm, funders
from market.delivery.models import MilestoneState
from market.delivery.permissions import READ_EVIDENCE
from market.delivery.recognition import ENDINGS
from market.delivery.routes.blueprint import act_page, answer, declared, pages, readable
from market.delivery.routes.doors import doors_of
from market.delivery.store import Store
from market.errors import Message, NotFound
from market.forms import Form
from market.pairings import wording as pairing_words
from market.pairings.models import Pairing
from market.pairings.queries import get_pairing

SANDBOX = "default-src 'none'; sandbox"


def _store() -> Store:
    return Store(web.settings().evidence_dir())


@pages.get("/pairings/<uuid:pairing_id>/delivery/milestones/<uuid:milestone_id>")
@login_required
def milestone(pairing_id: UUID, milestone_id: UUID) -> ResponseReturnValue:
    """One milestone: what is to be reached, the files, and what the reader may do."""
    return _milestone_page(pairing_id, milestone_id, EvidenceForm())


def _milestone_page(pairing_id: UUID, milestone_id: UUID, form: Form) -> str:
    session, pairing = web.current_session(), readable(pairing_id)
    found = queries.get_milestone(session, pairing_id, milestone_id)
    doors = doors_of(session, web.current_actor(), pairing)
    return render_template(
        "delivery/milestone.html",
        pairing=pairing,
        title=pairing_words.title(pairing),
        milestone=found,
        form=form,
        facts=wording.milestone_facts(found),
        files=wording.files(pairing_id, found) if READ_EVIDENCE.allows(web.current_actor(), pairing) else None,
        payments=[one for one in queries.payments_of(session, pairing_id) if one.milestone_id == milestone_id],
        may_hand_in=doors.hands_in,
        may_check=doors.checks and not found.requested_fen,
        may_ask=doors.asks_for_money and found.state is MilestoneState.MET and found.requested_fen < found.amount_fen,
    )


@pages.post("/pairings/<uuid:pairing_id>/delivery/milestones/<uuid:milestone_id>/files")
@login_required
def hand_in(pairing_id: UUID, milestone_id: UUID) -> ResponseReturnValue:
    """Keep a file."""
    form, most = EvidenceForm(), web.settings().max_evidence_bytes
    sent = form.file.data

    def change(session: Session, pairing: Pairing) -> None:
        content = sent.stream.read(most + 1) if sent else b""
        found = queries.get_milestone(session, pairing_id, milestone_id)
        name = (sent.filename or "") if sent else ""
        service.hand_in_evidence(session, web.current_actor(), pairing, found, _store(), content, name, most_bytes=most)

    def show() -> str:
        return _milestone_page(pairing_id, milestone_id, form)

    return answer(pairing_id, form, change, show, gettext("The file is kept."), "milestones")


@pages.get("/pairings/<uuid:pairing_id>/delivery/files/<uuid:evidence_id>")
@login_required
def evidence(pairing_id: UUID, evidence_id: UUID) -> ResponseReturnValue:
    """A file, to be saved and never to be shown within the site."""
    session = web.current_session()
    READ_EVIDENCE.require(web.current_actor(), get_pairing(session, pairing_id))
    found = queries.get_evidence(session, pairing_id, evidence_id)
    try:
        content = _store().read(found.sha256)
    except (OSError, ValueError):
        raise NotFound(Message("This file cannot be read any more. Tell whoever runs the site.")) from None
    response = Response(content, content_type=found.media_type)
    response.headers["Content-Disposition"] = disposition(found.name, found.sha256, found.media_type)
    response.headers["Content-Security-Policy"] = SANDBOX
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, no-store"
    return response


def disposition(name: str, sha256: str, media_type: str) -> str:
    """The header that makes browsers save a file: a plain name for old ones, the full name beside it (RFC 6266)."""
    return f"attachment; filename=\"file-{sha256[:8]}{ENDINGS[media_type]}\"; filename*=UTF-8''{quote(name, safe='')}"


@pages.route("/pairings/<uuid:pairing_id>/delivery/milestones/<uuid:milestone_id>/check", methods=["GET", "POST"])
@login_required
def check(pairing_id: UUID, milestone_id: UUID) -> ResponseReturnValue:
    """Say whether a milestone counts as met."""
    pairing, form = readable(pairing_id), CheckForm()
    form.state.choices = [SelectChoice(state.value, words[0]) for state, words in list(labels.MILESTONES.items())[1:]]
    found = queries.get_milestone(web.current_session(), pairing_id, milestone_id)

    def show() -> str:
        heading = gettext("Is it met?")
        rows, public = wording.milestone_facts(found), pairing.track.is_public
        return act_page(pairing, form, heading, gettext("Save"), rows=rows, declares=public)

    if not form.is_submitted():
        return show()

    def change(session: Session, pairing: Pairing) -> None:
        row = queries.get_milestone(session, pairing_id, milestone_id)
        state, note = MilestoneState(form.state.data), form.note.data or ""
        service.check_milestone(session, web.current_actor(), pairing, row, state, note, no_conflict=declared(form))

    return answer(pairing_id, form, change, show, gettext("Saved."), "milestones")


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

    if not form.is_submitted():
        return show()

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
            gettext("Checked and paid"),
            rows=wording.payment_facts(found),
            second=gettext("Refuse"),
            declares=pairing.track.is_public,
            lead=gettext("Whoever asked for it cannot decide it. A refusal needs a note."),
        )

    if not form.is_submitted():
        return show()
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

    if not form.is_submitted():
        return show()

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

    if not form.is_submitted():
        return show()

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

    if not form.is_submitted():
        return show()
    act = service.return_bond if request.form.get("decision") == "second" else service.hold_bond

    def change(session: Session, pairing: Pairing) -> None:
        act(session, web.current_actor(), pairing, no_conflict=declared(form))

    return answer(pairing_id, form, change, show, gettext("Saved."), "money")


@pages.route("/pairings/<uuid:pairing_id>/delivery/reports/<uuid:report_id>", methods=["GET", "POST"])
@login_required
def report(pairing_id: UUID, report_id: UUID) -> ResponseReturnValue:
    """Hand a report in."""
    pairing, form = readable(pairing_id), ReportForm()
    found = queries.get_report(web.current_session(), pairing_id, report_id)
    form.fill({"text": found.text, "reached_count": found.reached_count, "spent_fen": found.spent_fen})

    def show() -> str:
        heading = str(labels.REPORT_KINDS[found.kind])
        return act_page(pairing, form, heading, gettext("Hand in"), rows=wording.report_facts(found))

    if not form.is_submitted():
        return show()

    def change(session: Session, pairing: Pairing) -> None:
        row = queries.get_report(session, pairing_id, report_id)
        figures = {"reached_count": form.reached_count.data or 0, "spent_fen": form.spent_fen.data or 0}
        service.hand_in_report(session, web.current_actor(), pairing, row, text=form.text.data or "", **figures)

    return answer(pairing_id, form, change, show, gettext("Handed in."), "reports")


@pages.route("/pairings/<uuid:pairing_id>/delivery/reports/<uuid:report_id>/read", methods=["GET", "POST"])
@login_required
def read_report(pairing_id: UUID, report_id: UUID) -> ResponseReturnValue:
    """Read a report; whoever follows the work may send it back."""
    pairing, form, session = readable(pairing_id), NoteForm(), web.current_session()
    found = queries.get_report(session, pairing_id, report_id)
    may = doors_of(session, web.current_actor(), pairing).reads_reports

    def show() -> str:
        heading, submit = str(labels.REPORT_KINDS[found.kind]), gettext("Send it back") if may else ""
        rows, public = wording.report_facts(found, whole=True), pairing.track.is_public
        return act_page(pairing, form, heading, submit, rows=rows, declares=public, warning=True)

    if not form.is_submitted():
        return show()

    def change(own: Session, pairing: Pairing) -> None:
        row = queries.get_report(own, pairing_id, report_id)
        service.return_report(own, web.current_actor(), pairing, row, form.note.data or "", no_conflict=declared(form))

    done = gettext("Sent back. The side that delivers reads your note.")
    return answer(pairing_id, form, change, show, done, "reports")
