"""The page of one pairing's agreement and delivery."""

from typing import Any
from uuid import UUID

from flask import render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import login_required

from market import web
from market.delivery import queries, wording
from market.delivery.models import Acceptance, Commitment
from market.delivery.routes.blueprint import pages, readable
from market.delivery.routes.doors import ENDED, Doors, doors_of
from market.delivery.service.evaluate import EVALUATION_DAYS
from market.pairings import wording as pairing_words
from market.pairings.models import Pairing, PairingState
from market.qr import qr


@pages.get("/pairings/<uuid:pairing_id>/delivery")
@login_required
def show(pairing_id: UUID) -> ResponseReturnValue:
    """Agreement, milestones, money, reports, acceptance and evaluation, and what the reader may do."""
    session, actor = web.current_session(), web.current_actor()
    pairing = readable(pairing_id)
    doors = doors_of(session, actor, pairing)
    agreement = queries.find_agreement(session, pairing_id)
    outcome = queries.find_outcome(session, pairing_id)
    return render_template(
        "delivery/show.html",
        pairing=pairing,
        title=pairing_words.title(pairing),
        days_left=pairing_words.days_left(pairing),
        agreement=agreement,
        facts=wording.agreement_facts(agreement) if agreement else [],
        legal=wording.legal_days(pairing, agreement) if agreement else [],
        signatures=wording.signatures(pairing, agreement),
        supplements=_supplements(pairing, agreement),
        doors=doors,
        wording=wording,
        milestones=queries.milestones_of(session, pairing_id),
        funders=[_funder(pairing, doors, one) for one in queries.commitments_of(session, pairing_id)],
        payments=queries.payments_of(session, pairing_id),
        ledger=wording.ledger_rows(queries.ledger_of(session, pairing_id)),
        reports=queries.reports_of(session, pairing_id),
        acceptance=_acceptance(queries.find_acceptance(session, pairing_id)),
        outcome=outcome,
        cooperation=queries.find_cooperation(session, pairing_id),
        evaluate_until=wording.last_day_of_evaluation(pairing, EVALUATION_DAYS),
        links=_links(pairing, doors, bool(agreement), outcome is not None),
    )


def _supplements(pairing: Pairing, agreement: Any) -> list[dict[str, Any]]:
    if agreement is None:
        return []
    return [
        {
            "number": one.number,
            "text": one.text,
            "amount_fen": one.amount_fen,
            "counts": one.signed_at is not None,
            "signatures": wording.signatures(pairing, agreement, one.number),
            "href": url_for("delivery.sign", pairing_id=pairing.id, number=one.number),
        }
        for one in agreement.supplements
    ]


def _funder(pairing: Pairing, doors: Doors, one: Commitment) -> dict[str, Any]:
    actor = web.current_actor()
    at: dict[str, Any] = {"pairing_id": pairing.id, "commitment_id": one.id}
    own = actor.acts_for(one.organization_id)
    rest = one.free_fen or one.quantity - one.handed_over - one.released_quantity
    settles = doors.is_treasurer and (own or pairing.track.is_public) and pairing.state in ENDED
    return {
        "row": one,
        "parts": wording.funder_parts(one),
        "hand_over": url_for("delivery.hand_over", **at)
        if own and one.quantity and pairing.state is PairingState.ACTIVE
        else "",
        "settle": url_for("delivery.settle", **at) if settles and rest and not one.payable_fen else "",
    }


def _acceptance(found: Acceptance | None) -> dict[str, Any] | None:
    if found is None:
        return None
    address = web.full_address(url_for("delivery.opinion", token=found.token))
    return {
        "row": found,
        "heard": wording.heard(found),
        "mean": wording.mean(found),
        "address": address,
        "code": qr(address) if found.verdict is None else None,
    }


def _links(pairing: Pairing, doors: Doors, written: bool, rated: bool) -> list[tuple[str, str]]:
    """The pages on which the reader may do something now, the likeliest first."""
    active = pairing.state is PairingState.ACTIVE
    write = gettext("Change the agreement") if written else gettext("Write the agreement")
    found = [
        (doors.writes and written, gettext("Sign"), "delivery.sign"),
        (doors.writes, write, "delivery.agreement"),
        (doors.writes and written, gettext("Plan the milestones"), "delivery.plan"),
        (doors.judges, gettext("Accept the result, or have it put right"), "delivery.judge"),
        (doors.asks_for_acceptance, gettext("Ask for acceptance"), "delivery.ask_acceptance"),
        (doors.rates_delivery and not rated, gettext("Rate the delivery"), "delivery.outcome"),
        (doors.rates_cooperation, gettext("Rate the cooperation"), "delivery.cooperation"),
        (doors.publishes and active, gettext("Note announcement and filing"), "delivery.publication"),
        (doors.supplements, gettext("Add to the agreement"), "delivery.supplement"),
        (doors.resumes, gettext("Let it go on"), "delivery.resume"),
        (doors.stops and active, gettext("Suspend the work"), "delivery.suspend"),
        (doors.stops, gettext("End it before its time"), "delivery.terminate"),
    ]
    return [(label, url_for(endpoint, pairing_id=pairing.id)) for wanted, label, endpoint in found if wanted]
