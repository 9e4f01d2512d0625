"""Pages on which the sides write their agreement, plan its milestones, sign it, and add to it."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import login_required
from sqlalchemy.orm import Session
from wtforms import SelectChoice

from market import web
from market.delivery import queries, service, wording
from market.delivery.forms import (
    AgreementForm,
    PlanForm,
    PublicationForm,
    SignForm,
    SupplementForm,
    agreement_form,
    funders,
    plan_form,
)
from market.delivery.models import Agreement, Milestone
from market.delivery.routes.blueprint import act_page, answer, pages, readable
from market.errors import Invalid
from market.organizations.models import Organization
from market.pairings import wording as pairing_words
from market.pairings.models import Pairing, Track
from market.pairings.service.money import brought_fen

LEAST_ROWS, MORE_ROWS = 4, 2


@pages.route("/pairings/<uuid:pairing_id>/delivery/agreement", methods=["GET", "POST"])
@login_required
def agreement(pairing_id: UUID) -> ResponseReturnValue:
    """The terms of the agreement."""
    pairing = readable(pairing_id)
    found = queries.find_agreement(web.current_session(), pairing_id)
    form = agreement_form(purchase=pairing.track is Track.PURCHASE)
    form.fill(vars(service.proposal(pairing)) if found is None else _values(found))
    form.fill({"number": str(found.number if found else 0)})

    def show() -> str:
        return render_template(
            "delivery/agreement.html",
            form=form,
            pairing=pairing,
            title=pairing_words.title(pairing),
            price_fen=brought_fen(pairing),
            signed=bool(found and found.content_hash),
        )

    def change(session: Session, pairing: Pairing) -> None:
        service.change_agreement(session, web.current_actor(), pairing, _typed(form), seen=_number(form.number.data))

    done = gettext("Saved. Now plan the milestones, then everybody signs.")
    return answer(pairing_id, form, change, show, done, "agreement")


def _values(found: Agreement) -> dict[str, object]:
    names = ("subject", "starts_on", "ends_on", "payment", "bond_fen", "breach", "dispute", "grounds")
    return {name: getattr(found, name) for name in names}


def _typed(form: AgreementForm) -> service.Terms:
    return service.Terms(
        subject=form.subject.data or "",
        starts_on=form.starts_on.data or date.min,
        ends_on=form.ends_on.data or date.min,
        payment=form.payment.data or "",
        breach=form.breach.data or "",
        dispute=form.dispute.data or "",
        bond_fen=form.bond_fen.data or 0,
        grounds=tuple(form.grounds.data or ()) if "grounds" in form else (),
    )


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdecimal() else -1


@pages.route("/pairings/<uuid:pairing_id>/delivery/plan", methods=["GET", "POST"])
@login_required
def plan(pairing_id: UUID) -> ResponseReturnValue:
    """The milestones, all on one page."""
    pairing, session = readable(pairing_id), web.current_session()
    found = queries.get_agreement(session, pairing_id)
    milestones = queries.milestones_of(session, pairing_id)
    rows = min(service.MOST_MILESTONES, max(LEAST_ROWS, len(milestones) + MORE_ROWS))
    form = plan_form(milestones, rows=rows)
    form.fill({"number": str(found.number)})

    def show() -> str:
        return render_template(
            "delivery/plan.html",
            form=form,
            pairing=pairing,
            title=pairing_words.title(pairing),
            agreement=found,
            rows=[
                [form[f"{name}-{row}"] for name in ("title", "due_on", "amount_fen", "indicator")] for row in form.rows
            ],
        )

    done = gettext("Saved. Everybody can sign now.")
    return answer(pairing_id, form, lambda own, pairing: _plan(own, pairing, form), show, done, "agreement")


def _plan(session: Session, pairing: Pairing, form: PlanForm) -> Sequence[Milestone]:
    """Raises: Invalid, by the rows of the form: those that were left empty do not count."""
    filled = form.filled()
    missing = {f"due_on-{row}": service.NO_DAY for row in filled if form[f"due_on-{row}"].data is None}
    if missing:
        raise Invalid(missing)
    planned = [
        service.Planned(
            title=form[f"title-{row}"].data or "",
            due_on=form[f"due_on-{row}"].data,
            amount_fen=form[f"amount_fen-{row}"].data or 0,
            indicator=form[f"indicator-{row}"].data or "",
        )
        for row in filled
    ]
    try:
        return service.plan_milestones(session, web.current_actor(), pairing, planned, seen=_number(form.number.data))
    except Invalid as error:
        raise Invalid({_in_form(name, filled): problem for name, problem in error.problems.items()}) from None


def _in_form(name: str, filled: list[int]) -> str:
    field, _, row = name.partition("-")
    return f"{field}-{filled[int(row)]}" if row else name


@pages.route("/pairings/<uuid:pairing_id>/delivery/sign", methods=["GET", "POST"])
@pages.route("/pairings/<uuid:pairing_id>/delivery/supplements/<int:number>", methods=["GET", "POST"])
@login_required
def sign(pairing_id: UUID, number: int = 0) -> ResponseReturnValue:
    """Sign the agreement, or a supplement, for one's side."""
    pairing, session = readable(pairing_id), web.current_session()
    found = queries.get_agreement(session, pairing_id)
    form = SignForm()
    sides = _sides(pairing, found, number)
    form.organization.choices = [SelectChoice(str(side.id), side.name) for side in sides]
    form.fill({"number": str(found.number), "organization": str(sides[0].id) if sides else None})
    form.fill({"name": sides[0].legal_representative if sides else ""})
    supplement = next((one for one in found.supplements if one.number == number), None)

    def show() -> str:
        return render_template(
            "delivery/sign.html",
            form=form,
            pairing=pairing,
            title=pairing_words.title(pairing),
            agreement=found,
            supplement=supplement,
            facts=wording.agreement_facts(found),
            milestones=queries.milestones_of(session, pairing_id),
            sides=sides,
        )

    def change(own: Session, pairing: Pairing) -> None:
        words = {"name": form.name.data or "", "title": form.title.data or ""}
        actor, owner = web.current_actor(), UUID(form.organization.data)
        if number:
            service.sign_supplement(own, actor, pairing, number, owner, **words)
        else:
            service.sign_agreement(own, actor, pairing, owner, seen=_number(form.number.data), **words)

    return answer(pairing_id, form, change, show, gettext("You have signed."), "agreement")


def _sides(pairing: Pairing, found: Agreement, number: int) -> list[Organization]:
    """The sides that the reader may still sign for."""
    signed = {one.organization_id for one in found.signatures if one.supplement == number}
    actor = web.current_actor()
    return [
        party.organization
        for party in pairing.parties
        if actor.acts_for(party.organization_id) and party.organization_id not in signed
    ]


@pages.route("/pairings/<uuid:pairing_id>/delivery/publication", methods=["GET", "POST"])
@login_required
def publication(pairing_id: UUID) -> ResponseReturnValue:
    """When the agreement was announced and filed."""
    pairing = readable(pairing_id)
    found = queries.get_agreement(web.current_session(), pairing_id)
    form = PublicationForm()
    form.fill({"announced_on": found.announced_on, "filed_on": found.filed_on})

    def show() -> str:
        return act_page(
            pairing, form, gettext("Announced and filed"), gettext("Save"), rows=wording.legal_days(pairing, found)
        )

    def change(session: Session, pairing: Pairing) -> None:
        days = {"announced_on": form.announced_on.data, "filed_on": form.filed_on.data}
        service.record_publication(session, web.current_actor(), pairing, **days)

    return answer(pairing_id, form, change, show, gettext("Saved."), "agreement")


@pages.route("/pairings/<uuid:pairing_id>/delivery/supplements", methods=["GET", "POST"])
@login_required
def supplement(pairing_id: UUID) -> ResponseReturnValue:
    """Propose to add to the agreement."""
    pairing, session = readable(pairing_id), web.current_session()
    commitments = queries.commitments_of(session, pairing_id)
    form = SupplementForm()
    form.commitment.choices = [SelectChoice("", "–"), *funders(commitments)]

    def show() -> str:
        lead = gettext("It counts once all sides have signed it.")
        return act_page(pairing, form, gettext("Add to the agreement"), gettext("Propose"), lead=lead)

    def change(own: Session, pairing: Pairing) -> None:
        chosen = form.commitment.data
        funder = queries.get_commitment(own, pairing_id, UUID(chosen)) if chosen else None
        amount, text = form.amount_fen.data or 0, form.text.data or ""
        service.propose_supplement(
            own, web.current_actor(), pairing, text, amount, funder, form.due_on.data or date.min
        )

    return answer(pairing_id, form, change, show, gettext("Proposed. All sides have to sign it."), "agreement")
