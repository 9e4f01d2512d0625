"""What waits for an expert, how far the panels are for the district, and the button that lets the lot be drawn."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext
from flask_login import login_required

from market import web
from market.pairings.permissions import SEE_QUEUE
from market.permissions import Office
from market.reviews import queries, wording
from market.reviews.permissions import OPEN_REVIEWS
from market.reviews.routes.blueprint import pages
from market.reviews.work import draw_all


@pages.get("/reviews")
@login_required
def index() -> ResponseReturnValue:
    """My panels, and for the district all that are under way."""
    session, actor = web.current_session(), web.current_actor()
    OPEN_REVIEWS.require(actor, None)
    seats = queries.seats_of(session, actor)
    overview = SEE_QUEUE.allows(actor, None) or actor.holds(Office.AUDITOR)
    return render_template(
        "reviews/index.html",
        waiting=wording.seat_rows(seat for seat in seats if wording.is_waiting(seat)),
        others=wording.seat_rows(seat for seat in seats if not wording.is_waiting(seat)),
        is_expert=actor.holds(Office.EXPERT),
        panels=wording.panel_rows(queries.panel_states(session)) if overview else [],
        undrawn=len(queries.waiting_pairings(session)),
    )


@pages.post("/reviews/draw")
@login_required
def draw() -> ResponseReturnValue:
    """Let the lot be drawn for every pairing that waits: by the system, whoever presses the button."""
    OPEN_REVIEWS.require(web.current_actor(), None)
    drawn, waiting = draw_all(web.database())
    if drawn:
        flash(ngettext("%(num)s panel was drawn", "%(num)s panels were drawn", drawn), "success")
    if waiting:
        flash(gettext("For some pairings too few experts are free of ties. They wait until there are more."), "warning")
    if not drawn and not waiting:
        flash(gettext("No pairing waits for a panel."))
    return redirect(url_for(".index"), 303)
