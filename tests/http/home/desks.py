"""Reading a desk: what waits for whoever reads it, and what others do."""

import re
from collections.abc import Callable
from html import unescape

from sqlalchemy.orm import Session

from market.accounts.models import Person
from market.permissions import Actor
from tests.conftest import Client

SignIn = Callable[[Person], Client]
Desk = Callable[[Person], str]
ROW = re.compile(r'<li class="queue__row.*?<a class="govuk-link" href="([^"]+)">(.*?)<span', re.S)


def rows(page: str) -> list[tuple[str, str]]:
    """(what is to be done, where) of the rows that wait for whoever reads the page."""
    part = page.partition('aria-label="Waits for you"')[2].partition("</ol>")[0]
    return [(unescape(todo), unescape(href)) for href, todo in ROW.findall(part)]


def waits(page: str) -> list[tuple[str, str]]:
    """(what others do, where it is seen) of the rows that somebody waits for."""
    part = page.partition('aria-label="Waits for others"')[2].partition("</ol>")[0]
    found = re.findall(r'<a class="govuk-link" href="([^"]+)">.*?govuk-tag--blue">(.*?)</strong>', part, re.S)
    return [(unescape(words), unescape(href)) for href, words in found]


def todo(page: str) -> list[str]:
    """What waits for whoever reads the page, in its order."""
    return [words for words, _href in rows(page)]


def person(session: Session, actor: Actor) -> Person:
    """The person that an actor is."""
    return session.get_one(Person, actor.person_id)
