"""The page of the audit trail, and what auditors take away from it."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue
from flask_login import login_required

from market import web
from market.database import Database
from market.errors import Message, NotFound
from market.forms import tidy
from market.oversight import anchors, export, labels, queries
from market.oversight.permissions import SEE_TRAIL
from market.oversight.routes.blueprint import pages


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
        holders=queries.names_of_holders(web.current_session(), rows),
        labels=labels,
        anchor=_last_anchor(),
    )


@pages.get("/audit/anchors")
@login_required
def download_anchors() -> ResponseReturnValue:
    """The file of anchors, as it is."""
    SEE_TRAIL.require(web.current_actor(), None)
    path = web.settings().anchor_path()
    if not path.exists():
        raise NotFound(Message("No head of the trail has been kept yet."))
    return _lines(iter([path.read_bytes()]), "audit-anchors")


@pages.get("/audit/export")
@login_required
def export_trail() -> ResponseReturnValue:
    """The events of one subject, or all, one line of JSON each; sent while they are read."""
    SEE_TRAIL.require(web.current_actor(), None)
    typed = tidy(request.args.get("subject", ""))
    try:
        subject = UUID(typed) if typed else None
    except ValueError as error:
        raise NotFound(Message("That is not the identity of a subject.")) from error
    return _lines(_exported(web.database(), subject), f"audit-{subject or 'trail'}")


def _exported(database: Database, subject: UUID | None) -> Iterator[bytes]:
    with database.reader() as session:  # its own: the one of the request is closed before the last line is sent
        for line in export.lines(session, subject):
            yield line.encode()


def _lines(content: Iterator[bytes], name: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}.jsonl"'}
    return Response(content, mimetype="application/jsonl", headers=headers)


def _last_anchor() -> dict[str, Any]:
    """The head that was kept last, and whether the trail still holds against it; or why the file cannot be read."""
    try:
        kept = anchors.read(web.settings().anchor_path())[-1:]
    except anchors.DamagedAnchors as error:
        return {"last": None, "problem": error.message}
    holds = not list(anchors.against(web.current_session(), kept))
    return {"last": kept[0] if kept else None, "problem": None, "holds": holds}
