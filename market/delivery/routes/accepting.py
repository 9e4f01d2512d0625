"""Pages of acceptance: hearing those who were served, with codes that admit one opinion each, and the decision."""

from collections.abc import Sequence
from uuid import UUID

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import login_required
from sqlalchemy.orm import Session

from market import web
from market.delivery import queries, service
from market.delivery.forms import AcceptanceForm, CodesForm
from market.delivery.routes.blueprint import answer, declared, pages, readable
from market.delivery.routes.doors import doors_of
from market.delivery.service.authority import require_judge
from market.pairings import wording as pairing_words
from market.pairings.models import Pairing
from market.pairings.queries import get_pairing
from market.qr import qr
from market.submitting import submit


@pages.route("/pairings/<uuid:pairing_id>/delivery/acceptance", methods=["GET", "POST"])
@login_required
def judge(pairing_id: UUID) -> ResponseReturnValue:
    """Hear those who were served, and accept the result or have it put right."""
    pairing, form, session = readable(pairing_id), AcceptanceForm(), web.current_session()
    found = queries.get_acceptance(session, pairing_id)
    if not pairing.track.is_public:
        del form.no_conflict, form.few_opinions

    address = web.full_address(url_for("delivery.opinion", token=found.token))

    def show() -> str:
        return render_template(
            "delivery/judge.html",
            form=form,
            pairing=pairing,
            acceptance=found,
            opinions=found.opinions,
            least=service.LEAST_OPINIONS,
            codes=queries.codes_of(session, found.id),
            may_judge=doors_of(session, web.current_actor(), pairing).judges,
            address=address,
            code=qr(address),
            milestones=queries.milestones_of(session, pairing_id),
        )

    rectifies = request.form.get("decision") == "second"

    def change(own: Session, pairing: Pairing) -> None:
        note, few = form.note.data or "", (form.few_opinions.data or "") if "few_opinions" in form else ""
        if rectifies:
            service.rectify(own, web.current_actor(), pairing, note)
        else:
            service.accept(own, web.current_actor(), pairing, note, few_opinions=few, no_conflict=declared(form))

    done = gettext("It is to be put right.") if rectifies else gettext("Accepted. The pairing is closed.")
    return answer(pairing_id, form, change, show, done, "acceptance")


@pages.route("/pairings/<uuid:pairing_id>/delivery/acceptance/codes", methods=["GET", "POST"])
@login_required
def codes(pairing_id: UUID) -> ResponseReturnValue:
    """Make codes for those who were served; they are shown once, to be printed or sent."""
    pairing, form, session = readable(pairing_id), CodesForm(), web.current_session()
    require_judge(session, web.current_actor(), pairing)
    found = queries.get_acceptance(session, pairing_id)

    def show(made: Sequence[str] = ()) -> str:
        addresses = [web.full_address(url_for("delivery.opinion", token=found.token, code=code)) for code in made]
        return render_template(
            "delivery/codes.html",
            form=form,
            pairing=pairing,
            title=pairing_words.title(pairing),
            slips=[(code, address, qr(address)) for code, address in zip(made, addresses, strict=True)],
            counts=queries.codes_of(session, found.id),
        )

    def change(own: Session) -> Sequence[str]:
        return service.make_codes(own, web.current_actor(), get_pairing(own, pairing_id), form.count.data or 0)

    def done(made: Sequence[str]) -> ResponseReturnValue:
        return show(made), 200, {"Cache-Control": "no-store"}

    return submit(form, change, show, done)
