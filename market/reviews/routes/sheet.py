"""The sheet of one expert: declaring, reading, scoring, conferring."""

from uuid import UUID

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import login_required
from sqlalchemy.orm import Session

from market import web
from market.forms import Form
from market.pairings import queries as pairings
from market.pairings import wording as pairing_wording
from market.reviews import queries, service, wording
from market.reviews.forms import DeclarationForm, SheetForm, sheet_form
from market.reviews.models import Panel, SeatState
from market.reviews.permissions import READ_SHEET, scores_visible_to
from market.reviews.routes.blueprint import pages
from market.submitting import submit, went_well


@pages.get("/reviews/<uuid:panel_id>")
@login_required
def sheet(panel_id: UUID) -> ResponseReturnValue:
    """What an expert was drawn for: first the sides, and after the declaration all that is judged."""
    return _page(_mine(panel_id))


@pages.post("/reviews/<uuid:panel_id>")
@login_required
def send(panel_id: UUID) -> ResponseReturnValue:
    """Keep a draft, or send the review for good."""
    panel = _mine(panel_id)
    form, draft = sheet_form(panel, None), "draft" in request.form
    act = service.save_draft if draft else service.submit

    def change(session: Session) -> None:
        act(session, web.current_actor(), queries.get_panel(session, panel_id), form.sheet())

    done = went_well(
        gettext("The draft is kept. Nobody else sees it.") if draft else gettext("Your review is sent."),
        url_for(".sheet", panel_id=panel_id) if draft else url_for(".index"),
    )
    return submit(form, change, lambda: _page(_mine(panel_id), form), done)


@pages.post("/reviews/<uuid:panel_id>/declare")
@login_required
def declare(panel_id: UUID) -> ResponseReturnValue:
    """Say whether anything ties the expert to the case."""
    form, has_conflict = DeclarationForm(), request.form.get("answer") != "none"

    def change(session: Session) -> None:
        panel = queries.get_panel(session, panel_id)
        service.declare(session, web.current_actor(), panel, has_conflict=has_conflict, text=form.text.data or "")

    if has_conflict:
        done = went_well(gettext("Thank you. The next of the drawn order takes your place."), url_for(".index"))
    else:
        done = went_well(gettext("Thank you. You can score it now."), url_for(".sheet", panel_id=panel_id))
    return submit(form, change, lambda: _page(_mine(panel_id), form), done)


def _mine(panel_id: UUID) -> Panel:
    panel = queries.get_panel(web.current_session(), panel_id)
    READ_SHEET.require(web.current_actor(), panel)
    return panel


def _page(panel: Panel, form: Form | None = None) -> str:
    """The page as far as this expert may read it: the file itself only while they sit on the panel."""
    session, actor = web.current_session(), web.current_actor()
    pairing = pairings.get_pairing(session, panel.pairing_id, with_facts=True)
    seat = panel.seat_of(actor.person_id)
    assert seat is not None  # READ_SHEET
    writes = seat.state is SeatState.SITTING and wording.is_waiting(seat)
    if writes and not isinstance(form, SheetForm):
        form = sheet_form(panel, seat.review(panel.round) or seat.final)
    seen = scores_visible_to(actor, panel)
    sent = [review for review in seen if review.submitted_at is not None]
    return render_template(
        "reviews/sheet.html",
        panel=panel,
        pairing=pairing,
        seat=seat,
        title=pairing_wording.title(pairing),
        triple=pairing_wording.triple(pairing),
        money=pairing_wording.money_parts(pairing),
        days_left=pairing_wording.days_left(pairing),
        materials=wording.materials(pairing) if seat.state is SeatState.SITTING else [],
        form=form or DeclarationForm(),
        asks=seat.state is SeatState.CALLED and wording.is_waiting(seat),
        writes=writes,
        stands=wording.waits_for(seat),
        why_out=wording.seat_words(seat),
        verdicts=wording.verdicts(panel, sent),
        scores=wording.score_table(panel, sent),
    )
