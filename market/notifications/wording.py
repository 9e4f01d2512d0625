"""Notifications in words, in the language of whoever reads them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask_babel import gettext

from market import web
from market.errors import Message
from market.forms import say
from market.notifications.kinds import TOLD
from market.notifications.models import Notification
from market.notifications.values import unpack


@dataclass(frozen=True)
class Told:
    """One notification in words: its sentence, and (label, text) of what is known beside it."""

    sentence: str
    facts: Sequence[tuple[str, str]]
    notification: Notification


def told(row: Notification) -> Told:
    """A notification in the language of this request, or of the command's `g.language`."""
    values = {name: unpack(value) for name, value in row.values.items()}
    sentence = TOLD[row.kind].sentence
    labels = {
        "state": gettext("Now"),
        "until": gettext("By"),
        "amount_fen": gettext("Amount"),
        "note": gettext("Note"),
    }
    facts = [(label, _text(name, values[name])) for name, label in labels.items() if name in values]
    return Told(say(Message(sentence.template, values)), [fact for fact in facts if fact[1]], row)


def _text(name: str, value: Any) -> str:
    if name == "amount_fen":
        return web.yuan(value)
    if isinstance(value, datetime):
        return web.moment(value)
    if isinstance(value, date):
        return web.day(value)
    return say(value) if isinstance(value, Message) else str(value)
