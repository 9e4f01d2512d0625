"""Pages of milestones: what is to be reached, the files that show it, and whether it counts."""

from urllib.parse import quote
from uuid import UUID

from flask import Response, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import login_required
from sqlalchemy.orm import Session
from wtforms import SelectChoice

from market import web
from market.delivery import labels, queries, service, wording
from market.delivery.forms import CheckForm, EvidenceForm
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

    def change(session: Session, pairing: Pairing) -> None:
        row = queries.get_milestone(session, pairing_id, milestone_id)
        state, note = MilestoneState(form.state.data), form.note.data or ""
        service.check_milestone(session, web.current_actor(), pairing, row, state, note, no_conflict=declared(form))

    return answer(pairing_id, form, change, show, gettext("Saved."), "milestones")
