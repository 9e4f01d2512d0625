"""Objecting to a notice, and following what becomes of the objection by a secret link."""

from typing import Any
from uuid import UUID

from flask import flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy.orm import Session

from market import web
from market.accounts import service as accounts
from market.forms import say
from market.notices import queries, service, wording
from market.notices.forms import ObjectionForm
from market.notices.routes.blueprint import pages
from market.submitting import submit


@pages.route("/notices/<uuid:notice_id>/object", methods=["GET", "POST"])
def object_to(notice_id: UUID) -> ResponseReturnValue:
    """Object, signed in or not; what was typed stays on the page when it cannot be taken."""
    form = ObjectionForm()
    form.fill({"name": web.current_actor().name if web.current_actor().is_known else ""})

    def change(session: Session) -> str:
        notice = queries.get_notice(session, notice_id)
        texts: dict[str, Any] = {name: form[name].data or "" for name in _TEXTS}
        return service.file_objection(session, web.current_actor(), notice, **texts).token

    return submit(form, change, lambda: _page(notice_id, form), _filed, before=_count_attempt)


def _page(notice_id: UUID, form: ObjectionForm) -> str:
    notice = queries.get_notice(web.current_session(), notice_id)
    closed = service.why_closed(notice.pairing)
    return render_template(
        "notices/object.html",
        form=form,
        notice=notice,
        until=wording.until(notice, queries.ended_at(web.current_session(), notice)),
        closed=say(closed) if closed else "",
        handled=service.has_handled(web.current_session(), web.current_actor(), notice.pairing),
    )


def _count_attempt() -> None:
    """Raises: NotPossible after too many of them."""
    attempt = {"objection": request.remote_addr or ""}
    accounts.require_patience(web.current_session(), attempt)
    with web.transaction() as session:  # of its own: it counts whatever comes of it
        accounts.note_attempt(session, attempt)


def _filed(token: str) -> ResponseReturnValue:
    flash(gettext("Your objection is filed. Keep the address of this page: it is the only way back."))
    return redirect(url_for(".follow", token=token), 303)


_TEXTS = ("name", "contact", "speaks_for", "statement", "evidence")


@pages.get("/objections/receipt/<token>")
def follow(token: str) -> ResponseReturnValue:
    """The receipt of an objection, and what became of it, for whoever has the link."""
    objection = queries.find_by_token(web.current_session(), token)
    response = make_response(render_template("notices/follow.html", objection=objection))
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "no-referrer"  # the address is the secret
    response.headers["X-Robots-Tag"] = "noindex"
    return response
