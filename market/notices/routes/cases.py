"""The notice of one pairing for its sides and its officials: how long it stands, what is objected, answering that."""

from uuid import UUID

from flask import render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import login_required
from sqlalchemy.orm import Session
from wtforms import SelectChoice

from market import web
from market.errors import NotAllowed
from market.notices import queries, service, wording
from market.notices.forms import AnswerForm, PeriodForm
from market.notices.models import Objection
from market.notices.permissions import ANSWER_OBJECTION
from market.notices.routes.blueprint import pages
from market.pairings.duties import Duty, Role
from market.pairings.models import Pairing, PairingState
from market.pairings.permissions import READ_PAIRING, is_party
from market.pairings.queries import get_pairing
from market.pairings.service import require_duty
from market.submitting import submit, went_well
from market.vocabularies.calendar import Unit


@pages.get("/pairings/<uuid:pairing_id>/notice")
@login_required
def of_pairing(pairing_id: UUID) -> ResponseReturnValue:
    """The notice of a pairing and the objections to it."""
    return _page(pairing_id, PeriodForm())


def _page(pairing_id: UUID, form: PeriodForm) -> str:
    session, actor = web.current_session(), web.current_actor()
    pairing = get_pairing(session, pairing_id)
    READ_PAIRING.require(actor, pairing)
    notice = queries.find_notice(session, pairing_id)
    form.fill({"count": pairing.notice_count, "unit": pairing.notice_unit.value})
    return render_template(
        "notices/of_pairing.html",
        form=form,
        pairing=pairing,
        period=wording.period_words(pairing.notice_count, pairing.notice_unit),
        notice=notice,
        state=wording.state(notice) if notice else None,
        until=wording.until(notice, queries.ended_at(session, notice)) if notice else "",
        objections=queries.objections_of(session, notice.id) if notice else [],
        is_side=is_party(actor, pairing),
        may_set=pairing.state is PairingState.APPROVAL and _may_approve(pairing),
    )


def _may_approve(pairing: Pairing) -> bool:
    try:
        require_duty(web.current_session(), web.current_actor(), pairing, Role.APPROVER, Duty.DECISION)
    except NotAllowed:
        return False
    return True


@pages.post("/pairings/<uuid:pairing_id>/notice/period")
@login_required
def set_period(pairing_id: UUID) -> ResponseReturnValue:
    """Say for how long the pairing is to be on notice."""
    READ_PAIRING.require(web.current_actor(), get_pairing(web.current_session(), pairing_id))
    form = PeriodForm()

    def change(session: Session) -> None:
        pairing = get_pairing(session, pairing_id)
        service.set_period(session, web.current_actor(), pairing, form.count.data or 0, Unit(form.unit.data))

    done = went_well(gettext("Saved."), url_for(".of_pairing", pairing_id=pairing_id))
    return submit(form, change, lambda: _page(pairing_id, form), done)


@pages.route("/objections/<uuid:objection_id>/answer", methods=["GET", "POST"])
@login_required
def answer(objection_id: UUID) -> ResponseReturnValue:
    """A side reads an objection, without who objects, and answers it once."""
    form = _answer_form(objection_id)

    def change(session: Session) -> None:
        objection, side = queries.get_objection(session, objection_id), UUID(form.side.data)
        service.answer_objection(session, web.current_actor(), objection, side, form.text.data or "")

    def show() -> str:
        objection = _readable(objection_id)
        return render_template("notices/answer.html", form=form, objection=objection, may_answer=form.side.choices)

    done = went_well(gettext("Your answer is given."), url_for(".answer", objection_id=objection_id))
    return submit(form, change, show, done)


def _readable(objection_id: UUID) -> Objection:
    objection = queries.get_objection(web.current_session(), objection_id)
    ANSWER_OBJECTION.require(web.current_actor(), objection)
    return objection


def _answer_form(objection_id: UUID) -> AnswerForm:
    form = AnswerForm()
    sides = service.answering_sides(web.current_actor(), _readable(objection_id))
    form.side.choices = [SelectChoice(str(side.id), side.name) for side in sides]
    if len(sides) == 1:
        form.fill({"side": str(sides[0].id)})
    return form
