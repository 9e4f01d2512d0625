"""Pages of emergencies: public ones that tell of each, and the acts of the duty officer and the superior."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from flask import current_app, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import login_required
from sqlalchemy.orm import Session

from market import clock, web
from market.errors import Message, NotFound
from market.oversight import emergency_queries, labels, service
from market.oversight.emergency_forms import DeclareForm, DiscloseForm, ExtendForm, NoteForm
from market.oversight.emergency_queries import InForce
from market.oversight.permissions import DECLARE_EMERGENCY, END_EMERGENCY, RATIFY_EMERGENCY, SEE_OFFICES
from market.oversight.routes.blueprint import pages
from market.pairings.models import Emergency, EmergencyState
from market.permissions import Actor
from market.submitting import WITH_NOT_ALLOWED, submit, went_well

KEPT_FOR = timedelta(seconds=15)
Act = Callable[[Session, Actor, Emergency, Any], object]
ACTS: dict[str, tuple[type[Any], Act]] = {
    "disclose": (DiscloseForm, lambda s, a, e, form: service.disclose(s, a, e, form.text.data or "")),
    "ratify": (NoteForm, lambda s, a, e, form: service.ratify_emergency(s, a, e, form.note.data or "")),
    "extend": (
        ExtendForm,
        lambda s, a, e, form: service.extend_emergency(s, a, e, form.ends_on.data, form.note.data or ""),
    ),
    "end": (NoteForm, lambda s, a, e, form: service.end_emergency(s, a, e, form.note.data or "")),
}


@pages.get("/emergencies")
def emergencies() -> ResponseReturnValue:
    """Every emergency, the last declared first."""
    rows = emergency_queries.emergencies(web.current_session())
    return render_template(
        "oversight/emergencies.html",
        rows=rows,
        labels=labels.EMERGENCIES,
        now=clock.now(),
        may_declare=DECLARE_EMERGENCY.allows(web.current_actor(), None),
    )


@pages.get("/emergencies/<uuid:emergency_id>")
def emergency(emergency_id: UUID) -> ResponseReturnValue:
    """One emergency: its reason, scope and disclosures; for officials also the files that it covers."""
    return _page(emergency_id)


@pages.route("/emergencies/new", methods=["GET", "POST"])
@login_required
def declare() -> ResponseReturnValue:
    """The duty officer declares an emergency."""
    DECLARE_EMERGENCY.require(web.current_actor(), None)
    form = DeclareForm()

    def change(session: Session) -> UUID:
        made = service.declare_emergency(session, web.current_actor(), **form.values())
        session.flush()
        return made.id

    def done(made_id: UUID) -> ResponseReturnValue:
        words = gettext("Declared. A superior has to ratify it within ten days.")
        return _changed(words, url_for(".emergency", emergency_id=made_id))

    return submit(
        form, change, lambda: render_template("oversight/declare.html", form=form), done, told=WITH_NOT_ALLOWED
    )


def _changed(words: str, address: str) -> ResponseReturnValue:
    """What every page says of emergencies is asked for anew."""
    current_app.extensions.pop("emergencies_in_force", None)
    return went_well(words, address)(None)


@pages.post("/emergencies/<uuid:emergency_id>/<act>")
@login_required
def act_on(emergency_id: UUID, act: str) -> ResponseReturnValue:
    """Disclose, ratify, extend or end; what was typed stays on the page when it cannot be done."""
    if act not in ACTS:
        raise NotFound(Message("There is no such page."))
    kind, do = ACTS[act]
    form = kind(prefix=act)

    def change(session: Session) -> None:
        do(session, web.current_actor(), emergency_queries.get_emergency(session, emergency_id), form)

    def done(_made: object) -> ResponseReturnValue:
        return _changed(gettext("Done."), url_for(".emergency", emergency_id=emergency_id))

    return submit(form, change, lambda: _page(emergency_id, act, form), done, told=WITH_NOT_ALLOWED)


def _page(emergency_id: UUID, act: str = "", form: Any = None) -> str:
    session, actor = web.current_session(), web.current_actor()
    found = emergency_queries.get_emergency(session, emergency_id)
    open_acts = [name for name in ACTS if _is_open(name, found, actor)] + ([act] if act else [])
    due = service.disclosure_due(session, found)
    return render_template(
        "oversight/emergency.html",
        emergency=found,
        state=labels.EMERGENCIES[found.state],
        disclosures=emergency_queries.disclosures(session, found),
        due=due,
        is_overdue=due is not None and due < clock.now(),
        forms={name: form if name == act else ACTS[name][0](prefix=name, formdata=None) for name in open_acts},
        failed=form,
        cases=emergency_queries.cases(session, found) if SEE_OFFICES.allows(actor, None) else [],
        may_review=RATIFY_EMERGENCY.allows(actor, None),
    )


def _is_open(act: str, emergency: Emergency, actor: Actor) -> bool:
    """Whether an act makes sense now for somebody; the service has the last word."""
    active = emergency.is_active(clock.now())
    if act == "disclose":
        return DECLARE_EMERGENCY.allows(actor, None)
    if act == "end":
        return active and END_EMERGENCY.allows(actor, None)
    if not RATIFY_EMERGENCY.allows(actor, None) or actor.person_id == emergency.declared_by_id:
        return False
    if act == "ratify":
        waits = emergency.ratified_at is None and emergency.state is not EmergencyState.LAPSED
        return waits and clock.now() <= emergency.ratify_by
    return active and emergency.ratified_at is not None and emergency.extended_at is None


@pages.route("/emergencies/cases/<uuid:case_id>", methods=["GET", "POST"])
@login_required
def review(case_id: UUID) -> ResponseReturnValue:
    """A superior reviews what was decided under an emergency that nobody ratified."""
    RATIFY_EMERGENCY.require(web.current_actor(), None)
    form = NoteForm()

    def change(session: Session) -> None:
        case = emergency_queries.get_case(session, case_id)
        service.review_decision(session, web.current_actor(), case, form.note.data or "")

    def show() -> str:
        case = emergency_queries.get_case(web.current_session(), case_id)
        return render_template("oversight/review.html", form=form, case=case)

    return submit(form, change, show, went_well(gettext("Reviewed."), url_for("home.desk")))


@pages.app_context_processor
def _mode() -> dict[str, Any]:
    """The emergencies in force, for the banner on officials' pages."""
    return {"emergency_mode": _in_force}


def _in_force() -> Sequence[InForce]:
    """Asked for by every page of an official: kept for some seconds in each process; the services ask anew."""
    if not web.current_actor().offices:
        return ()
    kept: tuple[datetime, Sequence[InForce]] | None = current_app.extensions.get("emergencies_in_force")
    if kept is None or not timedelta() <= clock.now() - kept[0] < KEPT_FOR:
        kept = clock.now(), emergency_queries.in_force(web.current_session())
        current_app.extensions["emergencies_in_force"] = kept
    return kept[1]
