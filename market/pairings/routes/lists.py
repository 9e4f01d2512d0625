"""Lists of pairings: those that I take part in, and those that wait for the district."""

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_login import login_required

from market import web
from market.pairings import queries, service, wording
from market.pairings.permissions import SEE_QUEUE, past_of
from market.pairings.routes.blueprint import pages


@pages.get("/pairings")
@login_required
def index() -> ResponseReturnValue:
    """The pairings of my organizations: running ones by deadline, ended ones by date."""
    session, actor = web.current_session(), web.current_actor()
    ended = request.args.get("view") == "ended"
    return render_template(
        "pairings/index.html",
        ended=ended,
        rows=wording.rows(queries.pairings_of(session, actor, ended=ended)),
        running_count=queries.count_of(session, actor, ended=False),
        ended_count=queries.count_of(session, actor, ended=True),
    )


@pages.get("/queue")
@login_required
def queue() -> ResponseReturnValue:
    """What waits for the district by deadline: what I may handle, or everything."""
    session, actor = web.current_session(), web.current_actor()
    SEE_QUEUE.require(actor, None)
    everything = queries.queue(session)
    past = past_of(session, actor, everything)
    mine = [pairing for pairing in everything if service.office_steps(actor, pairing, past)]
    view = "all" if request.args.get("view") == "all" else "mine"
    return render_template(
        "pairings/queue.html",
        view=view,
        rows=wording.rows(everything if view == "all" else mine, "packets.decision"),
        mine_count=len(mine),
        all_count=len(everything),
    )
