"""The page of the audit trail."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from flask_login import login_required

from market import web
from market.forms import tidy
from market.oversight import labels, queries
from market.permissions import Office, Permission, holds

pages = Blueprint("oversight", __name__)
SEE_TRAIL = Permission[None]("see the audit trail", granted_by=(holds(Office.AUDITOR),))


@pages.get("/audit")
@login_required
def trail() -> ResponseReturnValue:
    """Who did what and when, the newest first; narrowed by action, person or subject."""
    SEE_TRAIL.require(web.current_actor(), None)
    chosen = {name: tidy(request.args.get(name, ""))[:100] for name in ("action", "actor", "subject")}
    page = web.page_number()
    rows, total = queries.trail(
        web.current_session(),
        actions=labels.actions_called(chosen["action"]) if chosen["action"] else (),
        actor=chosen["actor"],
        subject=chosen["subject"],
        page=page,
    )
    return render_template(
        "oversight/trail.html",
        shown=web.Page(rows, page, queries.PAGE_SIZE, total),
        chosen={name: value for name, value in chosen.items() if value},
        labels=labels,
    )
