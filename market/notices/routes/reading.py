"""What everybody reads: the list of notices, one of them, its frozen data, and the feed."""

from typing import Any
from uuid import UUID

from flask import Response, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from market import web
from market.notices import content, queries, service, wording
from market.notices.feed import feed
from market.notices.forms import BrowseForm
from market.notices.routes.blueprint import pages
from market.qr import qr

IN_FEED = 50
REMEMBERED = 50  # notices that a visitor's session knows as read


@pages.get("/notices")
def index() -> ResponseReturnValue:
    """The notices that run, or those that have ended, with a search."""
    form = BrowseForm(request.args)
    words = (form.q.data or "") if form.validate() else ""
    running = request.args.get("view") != "ended"
    chosen: dict[str, Any] = {
        name: value for name, value in (("q", words), ("view", "" if running else "ended")) if value
    }
    reader = web.current_session()
    rows, total = queries.browse(reader, words=words, running=running, page=web.page_number())
    shown = web.Page(rows, web.page_number(), queries.PAGE_SIZE, total)
    if shown.number > shown.pages:
        return redirect(url_for(".index", page=shown.pages, **chosen))
    return render_template(
        "notices/index.html", form=form, running=running, shown=shown, cards=wording.cards(rows), chosen=chosen
    )


@pages.get("/notices/<uuid:notice_id>")
def show(notice_id: UUID) -> ResponseReturnValue:
    """One notice: the frozen text, its hash, until when one may object, and what became of it."""
    reader = web.current_session()
    notice = queries.get_notice(reader, notice_id)
    address = web.full_address(url_for(".show", notice_id=notice_id))
    return render_template(
        "notices/show.html",
        notice=notice,
        address=address,
        code=qr(address),
        state=wording.state(notice),
        days_left=wording.days_left(notice),
        until=wording.until(notice, queries.ended_at(reader, notice)),
        facts=wording.facts(notice.content),
        basis=wording.basis(notice.content),
        objections=queries.objections_of(reader, notice_id),
        open=service.why_closed(notice.pairing) is None,
    )


@pages.get("/notices/<uuid:notice_id>/frozen.json")
def frozen(notice_id: UUID) -> ResponseReturnValue:
    """The very bytes that the hash of a notice is of."""
    notice = queries.get_notice(web.current_session(), notice_id)
    return Response(content.canonical(notice.content), mimetype="application/json")


@pages.post("/notices/<uuid:notice_id>/read")
def note_read(notice_id: UUID) -> ResponseReturnValue:
    """The page of a notice tells that it was opened; each visitor counts once."""
    before = session.get("notices_read", [])
    if str(notice_id) not in before:
        with web.transaction() as writer:
            service.note_read(writer, queries.get_notice(writer, notice_id))
        session["notices_read"] = [*before, str(notice_id)][-REMEMBERED:]
    return "", 204


@pages.get("/notices.xml")
def atom() -> ResponseReturnValue:
    """The newest notices as a feed."""
    return Response(feed(queries.newest(web.current_session(), IN_FEED)), mimetype="application/atom+xml")
