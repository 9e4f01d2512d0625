"""Mails as they are sent: plain text with a simple HTML beside it, in the language of the person."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime

from flask import current_app, g
from flask_babel import gettext, ngettext

from market import clock, web
from market.notifications import wording
from market.notifications.models import Mail

LONGEST_SUBJECT = 150  # characters
SETTINGS_PATH = "/notifications/settings"


@dataclass(frozen=True)
class Sender:
    """Whom mails come from, and the address of the site that their links lead to."""

    address: str
    site_url: str

    @property
    def domain(self) -> str:
        """The right side of the sender's address; that of every Message-ID."""
        return self.address.rpartition("@")[2]

    def link(self, path: str) -> str:
        """An absolute address."""
        return self.site_url.rstrip("/") + path


def compose(mail: Mail, sender: Sender) -> EmailMessage:
    """A mail in words. Needs an application's context of its own, for the language.

    Raises: ValueError when the address cannot be written in a header.
    """
    with current_app.app_context():
        g.language = mail.person.language
        return _compose(mail, sender, [wording.told(row) for row in mail.notifications])


def _compose(mail: Mail, sender: Sender, told: Sequence[wording.Told]) -> EmailMessage:
    message = EmailMessage()
    message["Subject"] = _one_line(_subject(mail, told))
    message["From"] = Address(gettext("Social Exchange"), addr_spec=sender.address)
    message["To"] = Address(_one_line(mail.person.name), addr_spec=mail.person.email)
    message["Date"] = format_datetime(clock.now().astimezone(clock.CHINA))
    message["Message-ID"] = mail.message_id
    message["Auto-Submitted"] = "auto-generated"
    if mail.digest_on is not None:
        message["List-Unsubscribe"] = f"<{sender.link(SETTINGS_PATH)}>"
    words, language = _words(mail, sender), "en" if web.language() == "en" else "zh-CN"
    message.set_content(_plain(told, sender, words), cte="base64")
    html = current_app.jinja_env.get_template("notifications/mail.html").render(
        told=told, link=sender.link, language=language, **words
    )
    message.add_alternative(html, subtype="html", cte="base64")
    message["Content-Language"] = language  # last: what sets the content takes such headers away
    return message


def _subject(mail: Mail, told: Sequence[wording.Told]) -> str:
    if mail.digest_on is None:
        return told[0].sentence
    day = web.day(mail.digest_on)
    return str(ngettext("%(num)d notification, %(day)s", "%(num)d notifications, %(day)s", len(told), day=day))


def _words(mail: Mail, sender: Sender) -> dict[str, str]:
    return {
        "greeting": gettext("Dear %(name)s,", name=mail.person.name),
        "open_it": gettext("Open it on the site"),
        "why": gettext("You receive this because you have an account on the Social Exchange. Please do not answer it."),
        "change": gettext("Choose which mails you want"),
        "settings": sender.link(SETTINGS_PATH),
    }


def _plain(told: Sequence[wording.Told], sender: Sender, words: dict[str, str]) -> str:
    blocks = [words["greeting"]]
    for one in told:
        facts = [f"  {label}{gettext(': ')}{text}" for label, text in one.facts]
        blocks.append("\n".join([one.sentence, *facts, f"  {sender.link(one.notification.url_path)}"]))
    blocks.append("-- \n" + "\n".join([words["why"], f"{words['change']}{gettext(': ')}{words['settings']}"]))
    return "\n\n".join(blocks) + "\n"


def _one_line(text: str) -> str:
    """Without the line ends and control characters that could end a header, and not longer than people read."""
    line = " ".join(re.sub(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+", " ", text).split())
    return line if len(line) <= LONGEST_SUBJECT else line[: LONGEST_SUBJECT - 1] + "…"
