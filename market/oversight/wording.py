"""How cards are shown."""

from typing import Any

from flask import url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from market import clock, web
from market.accounts.labels import OFFICES
from market.clocks import Card as Colour
from market.listings.wording import shortened
from market.oversight.models import Card
from market.pairings import labels
from market.pairings import wording as pairings
from market.pairings.duties import Role
from market.pairings.models import Emergency, Stay
from market.permissions import Office
from market.vocabularies import calendar

COLOURS = {Colour.YELLOW: (_l("Yellow card"), "yellow"), Colour.RED: (_l("Red card"), "red")}


def office_name(code: str) -> str:
    """The name of an office by its role."""
    if code in list(Role):
        return str(labels.OFFICES[Role(code)])
    return str(OFFICES[Office(code)]) if code else gettext("no office")


def card_row(card: Card) -> dict[str, Any]:
    """One card as its row and its page show it."""
    due_at = card.stay.due_at if card.stay is not None else card.due_at
    left_at = card.stay.left_at if card.stay is not None else card.answered_at
    left = calendar.days_left(due_at, clock.now()) if due_at and left_at is None else None
    return {
        "href": url_for("oversight.card", card_id=card.id),
        "colour": COLOURS[card.colour],
        "office": office_name(card.office),
        "days_left": left,
        "issued": web.moment(card.issued_at),
        "due": web.moment(due_at),
        "left": web.moment(left_at) if left_at else "",
        "answer": card.answer,
        **(_of_file(card.stay) if card.stay is not None else _of_emergency(card.emergency)),
    }


def _of_file(stay: Stay) -> dict[str, Any]:
    pairing = stay.pairing
    return {
        "title": pairings.title(pairing),
        "number": pairing.number,
        "about_href": url_for("packets.decision", pairing_id=pairing.id),
        "parties": pairings.parties_line(pairing),
        "state": labels.STATES[stay.state][0],
    }


def _of_emergency(emergency: Emergency | None) -> dict[str, Any]:
    if emergency is None:
        raise ValueError("a card is about a file or an emergency")
    return {
        "title": gettext("Disclosure on an emergency: %(reason)s", reason=shortened(emergency.reason, 60)),
        "number": web.day(emergency.declared_at.astimezone(clock.CHINA).date()),
        "about_href": url_for("oversight.emergency", emergency_id=emergency.id),
        "parties": "",
        "state": gettext("Disclosure"),
    }
