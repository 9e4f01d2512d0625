"""The investigators' pages: what waits for them, and one objection."""

from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import login_required
from sqlalchemy.orm import Session

from market import clock, web
from market.forms import say
from market.notices import queries, service, wording
from market.notices.forms import VerdictForm
from market.notices.permissions import READ_OBJECTION, READ_OBJECTOR, SEE_OBJECTIONS
from market.notices.routes.blueprint import pages
from market.pairings.conflicts import has_declared
from market.submitting import submit, went_well
from market.vocabularies import calendar


@pages.get("/objections")
@login_required
def objections() -> ResponseReturnValue:
    """All objections that wait for a decision, the first to be answered first."""
    SEE_OBJECTIONS.require(web.current_actor(), None)
    rows = queries.open_objections(web.current_session())
    return render_template("notices/objections.html", rows=wording.objection_rows(rows, "notices.investigation"))


@pages.get("/objections/<uuid:objection_id>")
@login_required
def investigation(objection_id: UUID) -> ResponseReturnValue:
    """What is objected, what the sides say, and what is to be decided."""
    return _page(objection_id, VerdictForm())


def _page(objection_id: UUID, form: VerdictForm) -> str:
    session, actor = web.current_session(), web.current_actor()
    objection = queries.get_objection(session, objection_id)
    READ_OBJECTION.require(actor, objection)
    not_mine = service.why_not_mine(session, actor, objection)
    waiting = service.why_not_yet(objection)
    return render_template(
        "notices/investigation.html",
        form=form,
        objection=objection,
        days_left=calendar.days_left(objection.due_at, clock.now()) if objection.is_open else None,
        sees_objector=READ_OBJECTOR.allows(actor, objection),
        is_mine=objection.investigator_id == actor.person_id,
        not_mine=say(not_mine) if not_mine else "",
        waiting=say(waiting) if waiting else "",
        declared=has_declared(session, actor.person_id, objection.notice.pairing_id),
    )


@pages.post("/objections/<uuid:objection_id>/take")
@login_required
def take(objection_id: UUID) -> ResponseReturnValue:
    """Begin to investigate."""
    with web.transaction() as session:
        service.take_objection(session, web.current_actor(), queries.get_objection(session, objection_id))
    flash(gettext("You investigate this objection now. The sides may answer it."), "success")
    return redirect(url_for(".investigation", objection_id=objection_id), 303)


@pages.post("/objections/<uuid:objection_id>/decide")
@login_required
def decide(objection_id: UUID) -> ResponseReturnValue:
    """Decide with findings and reasons; what was typed stays on the page when it cannot be taken."""
    READ_OBJECTION.require(web.current_actor(), queries.get_objection(web.current_session(), objection_id))
    form = VerdictForm()

    def change(session: Session) -> None:
        service.decide_objection(
            session,
            web.current_actor(),
            queries.get_objection(session, objection_id),
            uphold=form.verdict.data == "uphold",
            findings=form.findings.data or "",
            reasons=form.reasons.data or "",
            no_conflict=form.no_conflict.data,
        )

    words = gettext("Decided. Whoever objected reads it by their link.")
    done = went_well(words, url_for(".investigation", objection_id=objection_id))
    return submit(form, change, lambda: _page(objection_id, form), done)
