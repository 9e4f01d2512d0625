"""The list of the pairings that I take part in."""

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_login import login_required

from market import web
from market.pairings import queries, wording
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
