"""What people were told: the page, the count in every menu, and how they want to hear of it."""

from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import login_required

from market import web
from market.errors import NotAllowed
from market.notifications import preferences, queries, service
from market.notifications.forms import GROUPS, ReadForm, SettingsForm
from market.notifications.wording import told

pages = Blueprint("notifications", __name__, url_prefix="/notifications")


@pages.app_context_processor
def _count() -> dict[str, Any]:
    """How many unread: a function, so that only what shows the frame of a page asks the database."""
    return {"unread_notifications": lambda: queries.unread(web.current_session(), _me())}


def _me() -> UUID:
    person_id = web.current_actor().person_id
    if person_id is None:
        raise NotAllowed("Sign in to go on.")
    return person_id


@pages.get("")
@login_required
def index() -> ResponseReturnValue:
    """What this person was told, newest first."""
    page = web.page_number()
    rows, total = queries.page_of(web.current_session(), _me(), page)
    return render_template(
        "notifications/index.html",
        shown=web.Page([told(row) for row in rows], page, queries.PAGE_SIZE, total),
        newest=rows[0].created_at.isoformat() if rows else "",
    )


@pages.post("/<uuid:notification_id>/read")
@login_required
def mark_read(notification_id: UUID) -> ResponseReturnValue:
    """Note that one was read."""
    with web.transaction() as session:
        service.mark_read(session, _me(), notification_id)
    return redirect(url_for(".index"), 303)


@pages.post("/read")
@login_required
def mark_all_read() -> ResponseReturnValue:
    """Note that everything up to the newest shown was read; what came since stays unread."""
    form = ReadForm()
    if form.validate():
        with web.transaction() as session:
            service.mark_all_read(session, _me(), form.moment)
        flash(gettext("All are marked as read."), "success")
    return redirect(url_for(".index"), 303)


@pages.route("/settings", methods=["GET", "POST"])
@login_required
def settings() -> ResponseReturnValue:
    """How this person wants to hear of each category."""
    form = SettingsForm()
    if form.validate_on_submit():
        with web.transaction() as session:
            service.choose(session, _me(), form.chosen())
        flash(gettext("Your choice is kept."), "success")
        return redirect(url_for(".settings"), 303)
    form.show(preferences.preferences_of(web.current_session(), [_me()])[_me()])
    return render_template(
        "notifications/settings.html", form=form, groups=GROUPS, has_mail=bool(web.settings().smtp_host)
    ), 422 if form.errors else 200
