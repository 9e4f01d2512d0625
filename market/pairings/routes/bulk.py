"""One step for several files of the queue: a preview that names what would be refused and why, then the step."""

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import login_required

from market import web
from market.errors import MarketError, Message
from market.forms import Form, say
from market.pairings import labels, service, wording
from market.pairings.permissions import READ_PACKET, SEE_QUEUE
from market.pairings.routes.blueprint import pages, readable
from market.pairings.service.bulk import TOGETHER

MOST_AT_ONCE = 50
Row = tuple[str, str, str, str]  # identity, stamp, number and title, why not


@pages.post("/queue/preview")
@login_required
def preview() -> ResponseReturnValue:
    """What the step would come to in each file; nothing is changed."""
    SEE_QUEUE.require(web.current_actor(), None)
    name, ids = _step(), _ids()
    if not name or not ids:
        flash(gettext("Choose a step, and from one to %(most)s files.", most=MOST_AT_ONCE), "error")
        return redirect(url_for(".queue"), 303)
    attempts = []
    with web.transaction() as session:  # every attempt is rolled back to its savepoint
        for pairing_id in ids:
            found = service.attempt(
                session, web.current_actor(), pairing_id, name, no_conflict="no_conflict" in request.form
            )
            attempts.append((str(pairing_id), found.seen, _named(found), _why(found.refusal)))
    return render_template(
        "pairings/preview.html",
        form=Form(),
        step=name,
        label=labels.STEPS[name][0],
        no_conflict="no_conflict" in request.form,
        taken=[row for row in attempts if not row[3]],
        refused=[row for row in attempts if row[3]],
    )


@pages.post("/queue/together")
@login_required
def together() -> ResponseReturnValue:
    """Take the step in each file that was confirmed, each by itself, and say what was done and what was not."""
    SEE_QUEUE.require(web.current_actor(), None)
    name = _step()
    if not name:
        return redirect(url_for(".queue"), 303)
    rows = [_take(pairing_id, name) for pairing_id in _ids()]
    return render_template(
        "pairings/together.html",
        label=labels.STEPS[name][0],
        done=[row for row in rows if not row[3]],
        failed=[row for row in rows if row[3]],
    )


def _take(pairing_id: UUID, name: str) -> Row:
    seen, refusal = request.form.get(f"seen-{pairing_id}", ""), None
    try:
        with web.transaction() as session:  # one each, so that a failure undoes no other
            service.take_together(
                session, web.current_actor(), pairing_id, name, seen, no_conflict="no_conflict" in request.form
            )
    except MarketError as error:
        refusal = service.why(error)
    return str(pairing_id), seen, _title(pairing_id), _why(refusal)


def _named(found: service.Attempt) -> str:
    return f"{found.pairing.number} {wording.title(found.pairing)}"


def _title(pairing_id: UUID) -> str:
    pairing = readable(pairing_id, READ_PACKET)
    return f"{pairing.number} {wording.title(pairing)}"


def _why(refusal: Message | None) -> str:
    return say(refusal) if refusal is not None else ""


def _step() -> str:
    """The step that was chosen; "" for none, and for those that are never taken for several files at once."""
    name = request.form.get("step", "")
    return name if name in TOGETHER else ""


def _ids() -> list[UUID]:
    """The files that were ticked, each once; none when they are too many, or no files."""
    try:
        ids = list(dict.fromkeys(UUID(value) for value in request.form.getlist("pairing")))
    except ValueError:
        return []
    return ids if len(ids) <= MOST_AT_ONCE else []
