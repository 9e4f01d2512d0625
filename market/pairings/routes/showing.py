"""The page of one pairing for those who take part, and the steps that are taken on it."""

from typing import Any
from uuid import UUID

from flask import render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import login_required
from sqlalchemy.orm import Session

from market import audit, web
from market.forms import say
from market.pairings import labels, queries, service, wording
from market.pairings.forms import StepForm
from market.pairings.models import Pairing
from market.pairings.permissions import CHANGE_TERMS, READ_PACKET, is_party, past_of
from market.pairings.routes.blueprint import pages, readable
from market.pairings.waiting import expectation
from market.pairings.workflow import CHANGEABLE, ENDED, FALLEN
from market.submitting import submit, went_well
from market.suggestions import wording as why
from matching.records import Reason


@pages.get("/pairings/<uuid:pairing_id>")
@login_required
def show(pairing_id: UUID) -> ResponseReturnValue:
    """The triple, the money, what is missing, who agreed, what happened, and my next steps."""
    return _page(pairing_id, StepForm())


@pages.post("/pairings/<uuid:pairing_id>/<step>")
@login_required
def take_step(pairing_id: UUID, step: str) -> ResponseReturnValue:
    """Take one step of the workflow; what was typed stays on the page when it cannot be taken."""
    readable(pairing_id)
    form = StepForm()

    def change(session: Session) -> None:
        pairing = queries.get_pairing(session, pairing_id)
        note, seen = form.note.data or "", form.revision.data or ""
        service.take_step(session, web.current_actor(), pairing, step, note, seen=seen)

    words = str(labels.DONE.get(step, labels.DONE_ANYHOW))
    done = went_well(words, url_for(".show", pairing_id=pairing_id))
    return submit(form, change, lambda: _page(pairing_id, form), done)


def _page(pairing_id: UUID, form: StepForm) -> str:
    session, actor = web.current_session(), web.current_actor()
    pairing = readable(pairing_id)
    form.revision.data = service.stamp(pairing)
    steps = [
        step for step in service.open_steps(actor, pairing, past_of(session, actor, [pairing])) if not step.through
    ]
    events = audit.events_of(session, Pairing.__tablename__, pairing_id)
    changeable = pairing.state in CHANGEABLE
    return render_template(
        "pairings/show.html",
        form=form,
        pairing=pairing,
        title=wording.title(pairing),
        triple=wording.triple(pairing),
        money=wording.money_parts(pairing),
        problems=[say(problem) for problem in service.problems(pairing)] if changeable else [],
        missing_fen=service.missing_fen(pairing),
        agreements=wording.agreements(pairing, events),
        timeline=wording.timeline(pairing, events),
        days_left=wording.days_left(pairing),
        expectation=expectation(session, pairing),
        steps=wording.buttons(pairing_id, steps),
        may_change=changeable and CHANGE_TERMS.allows(actor, pairing),
        may_read_packet=READ_PACKET.allows(actor, pairing),
        takes_part=is_party(actor, pairing),
        suggested=_suggested(session, pairing),
        handlers=queries.handlers(session, pairing) if pairing.submitted_at else [],
        recusals=queries.recusals_in(session, pairing) if pairing.submitted_at else [],
        ended=pairing.state in ENDED,
        next_in_rank=queries.next_in_rank(session, pairing) if pairing.state in FALLEN else [],
        seeker=pairing.need or pairing.offer,
    )


def _suggested(session: Session, pairing: Pairing) -> dict[str, Any] | None:
    """The reasons and cautions with which one side was suggested to the other, as they were then."""
    suggestion = queries.suggestion_behind(session, pairing)
    if suggestion is None:
        return None
    kept = suggestion.explanation
    return {
        "band": suggestion.band,
        "reasons": [why.reason_text(Reason(**row)) for row in kept.get("reasons", [])],
        "cautions": [why.caution_text(Reason(**row)) for row in kept.get("cautions", [])],
    }
