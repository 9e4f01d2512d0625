"""The pages of delivery as one blueprint, and what all of them need."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import Blueprint, render_template, request, url_for
from flask.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from market import web
from market.delivery import labels, queries
from market.delivery import wording as delivery_wording
from market.delivery.permissions import COMMENT_ON_CREDIT
from market.forms import Form
from market.pairings import wording
from market.pairings.models import Pairing
from market.pairings.permissions import READ_PAIRING
from market.pairings.queries import get_pairing
from market.submitting import Show, submit, went_well

pages = Blueprint("delivery", __name__)
Change = Callable[[Session, Pairing], object]
FORM_BYTES = 64 * 1024  # what a form with a file has besides the file


@pages.app_context_processor
def _words() -> dict[str, object]:
    return {"delivery_labels": labels, "delivery_wording": delivery_wording}


@pages.url_value_preprocessor
def _let_files_in(endpoint: str | None, _values: dict[str, Any] | None) -> None:
    """Before anything reads the form: this one page takes larger requests than the rest of the site."""
    if endpoint == "delivery.hand_in":
        request.max_content_length = web.settings().max_evidence_bytes + FORM_BYTES


@pages.record_once
def _tell_organizations(setup: BlueprintSetupState) -> None:
    """The page of an organization shows its record, and knows nothing of delivery itself."""
    setup.app.extensions["record_of_organization"] = _record


def _record(session: Session, organization_id: UUID) -> list[dict[str, Any]]:
    actor = web.current_actor()
    return [
        {
            "words": labels.CREDIT[event.kind][0],
            "colour": labels.CREDIT[event.kind][1],
            "day": event.at,
            "number": event.pairing.number,
            "comment": event.comment,
            "href": url_for("delivery.comment", event_id=event.id) if COMMENT_ON_CREDIT.allows(actor, event) else "",
        }
        for event in queries.credit_of(session, organization_id)
    ]


def readable(pairing_id: UUID) -> Pairing:
    """A pairing that the reader may see.

    Raises: NotFound, NotAllowed.
    """
    pairing = get_pairing(web.current_session(), pairing_id)
    READ_PAIRING.require(web.current_actor(), pairing)
    return pairing


def act_page(
    pairing: Pairing,
    form: Form,
    heading: str,
    submit: str,
    *,
    lead: str = "",
    rows: Any = (),
    warning: bool = False,
    second: str = "",
    declares: bool | None = None,
    back: str = "",
) -> str:
    """A page with one form: facts, what is typed, and one button or two (`second` sends decision=second)."""
    if "no_conflict" in form and declares is False:
        del form.no_conflict
    return render_template(
        "delivery/act.html",
        pairing=pairing,
        title=wording.title(pairing),
        form=form,
        heading=heading,
        submit=submit,
        lead=lead,
        rows=rows,
        warning=warning,
        second=second,
        back=back or url_for("delivery.show", pairing_id=pairing.id),
    )


def answer(
    pairing_id: UUID, form: Form, change: Change, show: Show, done: str, anchor: str = ""
) -> ResponseReturnValue:
    """Do what a form asks for in a pairing, and go back to the page of its delivery; see `submit`."""
    address = url_for("delivery.show", pairing_id=pairing_id, _anchor=anchor or None)
    return submit(
        form, lambda session: change(session, get_pairing(session, pairing_id)), show, went_well(done, address)
    )


def declared(form: Form) -> bool:
    """Whether an official declared, with this form, to have no conflict of interest."""
    return bool("no_conflict" in form and form["no_conflict"].data)
