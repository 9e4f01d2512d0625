"""Pages of reports: handing one in, reading it, sending it back."""

from uuid import UUID

from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import login_required
from sqlalchemy.orm import Session

from market import web
from market.delivery import labels, queries, service, wording
from market.delivery.forms import NoteForm, ReportForm
from market.delivery.routes.blueprint import act_page, answer, declared, pages, readable
from market.delivery.routes.doors import doors_of
from market.pairings.models import Pairing


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

    def change(own: Session, pairing: Pairing) -> None:
        row = queries.get_report(own, pairing_id, report_id)
        service.return_report(own, web.current_actor(), pairing, row, form.note.data or "", no_conflict=declared(form))

    done = gettext("Sent back. The side that delivers reads your note.")
    return answer(pairing_id, form, change, show, done, "reports")
