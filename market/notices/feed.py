"""The newest notices as an Atom feed (RFC 4287), in the reader's language."""

import re
from collections.abc import Iterable
from datetime import datetime
from xml.etree import ElementTree

from flask import url_for
from flask_babel import gettext

from market import clock
from market.notices import wording
from market.notices.models import Notice

ATOM = "http://www.w3.org/2005/Atom"
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def feed(notices: Iterable[Notice]) -> bytes:
    """The document; an entry is as new as the last change of what it is about."""
    found = list(notices)
    root = ElementTree.Element("feed", {"xmlns": ATOM})
    changed = [max(notice.published_at, notice.pairing.state_since) for notice in found]
    _add(root, "id", url_for("notices.index", _external=True))
    _add(root, "title", gettext("Public notices"))
    _add(root, "updated", _stamp(max(changed, default=clock.now())))
    ElementTree.SubElement(root, "link", {"rel": "self", "href": url_for("notices.atom", _external=True)})
    ElementTree.SubElement(root, "link", {"href": url_for("notices.index", _external=True)})
    _add(ElementTree.SubElement(root, "author"), "name", gettext("Social Exchange"))
    for notice, moment in zip(found, changed, strict=True):
        _entry(root, notice, moment)
    return bytes(ElementTree.tostring(root, encoding="utf-8", xml_declaration=True))


def _entry(root: ElementTree.Element, notice: Notice, changed: datetime) -> None:
    entry = ElementTree.SubElement(root, "entry")
    _add(entry, "id", f"urn:uuid:{notice.id}")
    _add(entry, "title", notice.title)
    ElementTree.SubElement(entry, "link", {"href": url_for("notices.show", notice_id=notice.id, _external=True)})
    _add(entry, "published", _stamp(notice.published_at))
    _add(entry, "updated", _stamp(changed))
    words = [wording.state(notice)[0], *(f"{label}: {value}" for label, value in wording.facts(notice.content))]
    _add(entry, "summary", "\n".join(words))


def _add(parent: ElementTree.Element, name: str, text: str) -> None:
    ElementTree.SubElement(parent, name).text = _NOT_XML.sub("", text)


def _stamp(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")
