"""The sheet of one expert: declaring, reading, scoring, conferring."""

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import login_required

from market import web
from market.errors import Invalid, NotPossible
from market.forms import Form, say
from market.pairings import queries as pairings
from market.pairings import wording as pairing_wording
from market.reviews import queries, service, wording
from market.reviews.forms import DeclarationForm, SheetForm, sheet_form
from market.reviews.models import Panel, SeatState
from market.reviews.permissions import READ_SHEET, scores_visible_to
from market.reviews.routes.blueprint import pages


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
    if not form.validate():
        return _page(panel, form), 422
    act = service.save_draft if draft else service.submit
    try:
        with web.transaction() as session:
            act(session, web.current_actor(), queries.get_panel(session, panel_id), form.sheet())
    except Invalid as error:
        form.add_problems(error)
        return _page(_mine(panel_id), form), 422
    except NotPossible as error:
        form.form_errors.append(say(error.message))
        return _page(_mine(panel_id), form), 409
    flash(gettext("The draft is kept. Nobody else sees it.") if draft else gettext("Your review is sent."), "success")
    return redirect(url_for(".sheet", panel_id=panel_id) if draft else url_for(".index"), 303)


@pages.post("/reviews/<uuid:panel_id>/declare")
@login_required
def declare(panel_id: UUID) -> ResponseReturnValue:
    """Say whether anything ties the expert to the case."""
    form = DeclarationForm()
    if not form.validate():
        return _page(_mine(panel_id), form), 422
    has_conflict = request.form.get("answer") != "none"
    try:
        with web.transaction() as session:
            panel = queries.get_panel(session, panel_id)
            service.declare(session, web.current_actor(), panel, has_conflict=has_conflict, text=form.text.data or "")
    except Invalid as error:
        form.add_problems(error)
        return _page(_mine(panel_id), form), 422
    if has_conflict:
        flash(gettext("Thank you. The next of the drawn order takes your place."), "success")
        return redirect(url_for(".index"), 303)
    flash(gettext("Thank you. You can score it now."), "success")
    return redirect(url_for(".sheet", panel_id=panel_id), 303)


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
