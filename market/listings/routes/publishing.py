"""Pages that put listings on the market and take them off again."""

from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import login_required

from market import web
from market.errors import Invalid
from market.forms import say
from market.listings import fairness, inference, labels, queries, service, wording
from market.listings.models import Listing, ListingState
from market.listings.routes.blueprint import mine, pages


@pages.get("/<uuid:listing_id>/check")
@login_required
def check(listing_id: UUID) -> ResponseReturnValue:
    """All answers, and what still stands in the way of publishing them."""
    return _check_page(mine(listing_id))


def _check_page(listing: Listing) -> str:
    found = inference.reasons(listing) if listing.state is ListingState.DRAFT else {}
    taken = inference.taken(listing, found)
    problems = service.problems(web.current_session(), listing, taken)
    return render_template(
        "listings/check.html",
        listing=listing,
        answers=wording.answers(listing, inference.shown(listing, taken), inference.explained(taken, found)),
        inferred=inference.written(taken),
        problems=[(say(problem), wording.place_of(listing, name)) for name, problem in problems.items()],
        warnings=[
            (passage, text, wording.place_of(listing, name)) for name, passage, text in fairness.warnings(listing)
        ],
    )


@pages.post("/<uuid:listing_id>/publish")
@login_required
def publish(listing_id: UUID) -> ResponseReturnValue:
    """Put a draft on the market."""
    try:
        with web.transaction() as session:
            listing = queries.get_listing(session, listing_id)
            service.publish(session, web.current_actor(), listing, inference.read(request.form.get("inferred", "")))
    except Invalid:
        return _check_page(mine(listing_id)), 422
    return redirect(url_for(".sent", listing_id=listing_id), 303)


@pages.get("/<uuid:listing_id>/sent")
@login_required
def sent(listing_id: UUID) -> ResponseReturnValue:
    """What happens next."""
    listing = mine(listing_id)
    return render_template("listings/sent.html", listing=listing, counterparts=labels.COUNTERPARTS[listing.kind])


@pages.post("/<uuid:listing_id>/confirm-tags")
@login_required
def confirm_tags(listing_id: UUID) -> ResponseReturnValue:
    """Let the words that were inferred count as chosen by a person."""
    _change(listing_id, service.confirm_tags)
    flash(gettext("Thank you. These words count as yours now."), "success")
    return redirect(url_for(".show", listing_id=listing_id), 303)


@pages.post("/<uuid:listing_id>/pause")
@login_required
def pause(listing_id: UUID) -> ResponseReturnValue:
    """Take a listing off the market for a while."""
    _change(listing_id, service.pause)
    flash(gettext("The listing is paused. Nobody finds it until you put it back."), "success")
    return redirect(url_for(".show", listing_id=listing_id), 303)


@pages.post("/<uuid:listing_id>/resume")
@login_required
def resume(listing_id: UUID) -> ResponseReturnValue:
    """Put a paused listing back."""
    try:
        _change(listing_id, service.resume)
    except Invalid as error:
        for problem in error.problems.values():
            flash(say(problem), "error")
    else:
        flash(gettext("The listing is on the market again."), "success")
    return redirect(url_for(".show", listing_id=listing_id), 303)


@pages.post("/<uuid:listing_id>/close")
@login_required
def close(listing_id: UUID) -> ResponseReturnValue:
    """Take a listing off the market for good."""
    _change(listing_id, service.close)
    flash(gettext("The listing is closed."), "success")
    return redirect(url_for(".show", listing_id=listing_id), 303)


def _change(listing_id: UUID, step: Any) -> None:
    with web.transaction() as session:
        step(session, web.current_actor(), queries.get_listing(session, listing_id))
