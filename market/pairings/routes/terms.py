"""Pages on which the sides settle what they agree on: the terms, and whose money."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import login_required
from sqlalchemy.orm import Session

from market import web
from market.errors import Conflict, Invalid, NotPossible
from market.forms import say
from market.listings import queries as listings
from market.listings.models import Listing
from market.pairings import queries, service, wording
from market.pairings.forms import FundingForm, ShareForm, TermsForm, terms_form
from market.pairings.models import Pairing
from market.pairings.permissions import CHANGE_TERMS
from market.pairings.routes.blueprint import pages, readable
from market.pairings.workflow import CHANGEABLE

FOUND = 8  # programmes, and resources, that a search shows


@pages.route("/pairings/<uuid:pairing_id>/terms", methods=["GET", "POST"])
@login_required
def terms(pairing_id: UUID) -> ResponseReturnValue:
    """Budget, own money, words, and how much each share brings."""
    pairing = readable(pairing_id, CHANGE_TERMS)
    form = terms_form(pairing, seen=service.stamp(pairing))
    if not form.is_submitted():
        return _terms_page(pairing, form)
    if not form.validate():
        return _terms_page(pairing, form), 422
    try:
        _change(pairing_id, form)
    except Invalid as error:
        form.add_problems(error)
        return _terms_page(pairing, form), 422
    except (Conflict, NotPossible) as error:
        form.form_errors.append(say(error.message))
        form.revision.data = service.stamp(pairing)
        return _terms_page(pairing, form, changed=isinstance(error, Conflict)), 409
    flash(gettext("Saved. You agree to these terms; all other sides have to agree to them."), "success")
    return redirect(url_for(".show", pairing_id=pairing_id), 303)


def _change(pairing_id: UUID, form: TermsForm) -> None:
    with web.transaction() as session:
        pairing = queries.get_pairing(session, pairing_id)
        service.change_terms(
            session,
            web.current_actor(),
            pairing,
            budget_fen=form.budget_fen.data or 0,
            own_fen=form.own_fen.data or 0,
            terms=form.terms.data or "",
            amounts=form.amounts(pairing),
            wants_review=bool(form.wants_review.data),
            seen=form.revision.data or "",
        )


def _terms_page(pairing: Pairing, form: TermsForm, *, changed: bool = False) -> str:
    return render_template(
        "pairings/terms.html",
        form=form,
        pairing=pairing,
        title=wording.title(pairing),
        triple=wording.triple(pairing),
        shares=[(form[f"share-{share.listing_id}"], share.listing) for share in pairing.shares],
        changed=changed,
        fixed=pairing.state not in CHANGEABLE,
    )


@pages.get("/pairings/<uuid:pairing_id>/funding")
@login_required
def funding(pairing_id: UUID) -> ResponseReturnValue:
    """Who funds it, and who else could."""
    return _funding_page(pairing_id)


@pages.post("/pairings/<uuid:pairing_id>/funding")
@login_required
def add_share(pairing_id: UUID) -> ResponseReturnValue:
    """Ask one more funder."""

    def add(session: Session, pairing: Pairing, form: ShareForm) -> None:
        listing = listings.get_listing(session, form.listing_id)
        service.add_share(session, web.current_actor(), pairing, listing, seen=form.revision.data or "")

    return _do(pairing_id, add, gettext("Added. It takes part now and has to agree, as all other sides have to."))


@pages.post("/pairings/<uuid:pairing_id>/funding/remove")
@login_required
def remove_share(pairing_id: UUID) -> ResponseReturnValue:
    """Take a funder out."""

    def remove(session: Session, pairing: Pairing, form: ShareForm) -> None:
        service.remove_share(session, web.current_actor(), pairing, form.listing_id, seen=form.revision.data or "")

    return _do(pairing_id, remove, gettext("Removed. All other sides have to agree to the terms as they are now."))


def _do(pairing_id: UUID, change: Callable[[Session, Pairing, ShareForm], None], done: str) -> ResponseReturnValue:
    form = ShareForm()
    if not form.validate():
        return _funding_page(pairing_id, gettext("Choose one of the list.")), 422
    try:
        with web.transaction() as session:
            change(session, queries.get_pairing(session, pairing_id), form)
    except (Conflict, NotPossible) as error:
        return _funding_page(pairing_id, say(error.message)), 409
    flash(done, "success")
    return redirect(url_for(".show", pairing_id=pairing_id), 303)


def _funding_page(pairing_id: UUID, problem: str = "") -> str:
    pairing = readable(pairing_id, CHANGE_TERMS)
    form = FundingForm(request.args)
    words = (form.q.data or "").strip() if form.validate() else ""
    session = web.current_session()
    found = _search(session, words) if words else queries.suggested_funding(session, pairing)
    taken: set[Any] = {share.listing_id for share in pairing.shares}
    return render_template(
        "pairings/funding.html",
        form=form,
        words=words,
        problem=problem,
        pairing=pairing,
        title=wording.title(pairing),
        missing_fen=service.missing_fen(pairing),
        money=wording.money_parts(pairing),
        stamp=service.stamp(pairing),
        shares=[(share, wording.share_amount(share)) for share in pairing.shares],
        found=[listing for listing in found if listing.id not in taken],
        fixed=pairing.state not in CHANGEABLE,
    )


def _search(session: Session, words: str) -> list[Listing]:
    """Programmes first, then resources."""
    return [
        listing
        for kind in queries.FUNDING_KINDS
        for listing in listings.browse(session, listings.Filters(q=words, kind=kind), size=FOUND)[0]
    ]
