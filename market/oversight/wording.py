"""How cards are shown."""

from collections.abc import Iterable
from typing import Any

from flask import url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from market import clock, web
from market.clocks import Card as Colour
from market.oversight.models import Card
from market.pairings import labels
from market.pairings import wording as pairings
from market.pairings.duties import Role
from market.vocabularies import calendar

COLOURS = {Colour.YELLOW: (_l("Yellow card"), "yellow"), Colour.RED: (_l("Red card"), "red")}


def office_name(code: str) -> str:
    """The name of an office by its role."""
    return str(labels.OFFICES[Role(code)]) if code else gettext("no office")


def queue_rows(cards: Iterable[Card]) -> list[dict[str, Any]]:
    """The rows of the macro `queue`: red cards that wait for an answer."""
    shown = [card_row(card) for card in cards]
    return [
        {
            "href": row["href"],
            "title": row["title"],
            "state": row["office"],
            "days_left": row["days_left"],
            "parties": row["parties"],
            "when": row["number"],
            "flags": [str(row["colour"][0])],
        }
        for row in shown
    ]


def card_row(card: Card) -> dict[str, Any]:
    """One card as its row and its page show it."""
    stay, pairing = card.stay, card.stay.pairing
    left = calendar.days_left(stay.due_at, clock.now()) if stay.due_at and stay.left_at is None else None
    return {
        "href": url_for("oversight.card", card_id=card.id),
        "colour": COLOURS[card.colour],
        "title": pairings.title(pairing),
        "number": pairing.number,
        "pairing_href": url_for("pairings.decision", pairing_id=pairing.id),
        "parties": pairings.parties_line(pairing),
        "office": office_name(card.office),
        "state": labels.STATES[stay.state][0],
        "days_left": left,
        "issued": web.moment(card.issued_at),
        "due": web.moment(stay.due_at),
        "left": web.moment(stay.left_at) if stay.left_at else "",
        "answer": card.answer,
    }
