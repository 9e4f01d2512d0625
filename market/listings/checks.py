"""The rules of what a listing may say: first each value by itself, then all of them together."""

import re
import unicodedata
from collections.abc import Callable, Collection, Mapping
from datetime import date
from typing import Any

from market import clock
from market.errors import Invalid, Message
from market.listings import award
from market.listings.content import AMOUNTS, COUNTS, DAYS, ENUMERATIONS, TEXTS, WORDS, names_of
from market.listings.models import ResourceKind
from market.organizations.credit_code import OrganizationKind
from market.vocabularies.models import Vocabulary
from matching.records import Kind

Problems = dict[str, Message]
Known = Mapping[Vocabulary, Collection[str]]

MOST_FEN = 10**13  # as forms take it: beyond 100 billion yuan somebody mistyped
ABOVE_ZERO = ("budget_fen", "grant_most_fen", "amount_fen")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")

_EVERYWHERE = ("title", "summary", "places")
REQUIRED: dict[Kind, tuple[str, ...]] = {
    Kind.NEED: (
        *_EVERYWHERE,
        "outcome",
        "groups",
        "beneficiaries_count",
        "fields",
        "closes_on",
        "budget_fen",
        "funding_source",
    ),
    Kind.PROJECT: (*_EVERYWHERE, "method", "stage", "groups", "beneficiaries_count", "fields", "budget_fen"),
    Kind.SERVICE: (*_EVERYWHERE, "groups", "fields", "capacity"),
    Kind.PROGRAMME: (
        *_EVERYWHERE,
        "fields",
        "opens_on",
        "closes_on",
        "budget_fen",
        "grant_least_fen",
        "grant_most_fen",
        "procedure",
    ),
    Kind.RESOURCE: (*_EVERYWHERE, "resource_kind"),
}
MISSING: dict[str, Message] = {
    "title": Message("Give it a title."),
    "summary": Message("Describe it in a few sentences."),
    "places": Message("Choose at least one place."),
    "groups": Message("Choose at least one group of people."),
    "fields": Message("Choose at least one field."),
    "outcome": Message("Say what is to be achieved."),
    "method": Message("Say how it is done."),
    "stage": Message("Choose how far the project has come."),
    "procedure": Message("Say how applications are made and decided."),
    "beneficiaries_count": Message("Say how many people it reaches."),
    "budget_fen": Message("Enter the budget."),
    "funding_source": Message("Choose where the money comes from."),
    "capacity": Message("Say how much can be taken on at once."),
    "opens_on": Message("Enter the first day for applications."),
    "closes_on": Message("Enter the last day for offers or applications."),
    "grant_least_fen": Message("Enter the smallest grant."),
    "grant_most_fen": Message("Enter the largest grant."),
    "resource_kind": Message("Choose what is offered."),
    "amount_fen": Message("Enter how much money is offered."),
    "quantity": Message("Enter how much is offered."),
    "unit": Message("Enter the unit, such as hours or sessions."),
}


def read(kind: Kind, values: Mapping[str, Any], known: Known) -> dict[str, Any]:
    """Values by name, each in the form in which it is stored.

    Raises: Invalid when a value is of the wrong type, too long, out of its range, or not a known word.
    """
    clean: dict[str, Any] = {}
    problems: Problems = {}
    names = names_of(kind)
    for name, value in values.items():
        result = _read_one(name, value, known) if name in names else Message("There is no such entry here.")
        if isinstance(result, Message):
            problems[name] = result
        else:
            clean[name] = result
    if problems:
        raise Invalid(problems)
    return clean


def _read_one(name: str, value: Any, known: Known) -> Any:
    if name in TEXTS:
        return _text(name, value)
    if name in WORDS:
        return _codes(value, known[WORDS[name]])
    if name == "admits":
        return _codes(value, frozenset(OrganizationKind))
    if name == "criteria":
        return award.read(value)
    if value is None or value == "":
        return 0 if name == "raised_fen" else None
    readers: dict[str, Callable[[str, Any], Any]] = (
        dict.fromkeys(ENUMERATIONS, _word)
        | dict.fromkeys(DAYS, _day)
        | dict.fromkeys(AMOUNTS, _amount)
        | dict.fromkeys(COUNTS, _count)
    )
    return readers[name](name, value)


def _text(name: str, value: Any) -> str | Message:
    if value is not None and not isinstance(value, str):
        return Message("Enter text.")
    text = _CONTROL.sub("", unicodedata.normalize("NFC", (value or "").replace("\r\n", "\n"))).strip()
    if TEXTS[name] <= 200:
        text = " ".join(text.split())
    if len(text) > TEXTS[name]:
        return Message("Use at most {most} characters; these are {count}.", {"most": TEXTS[name], "count": len(text)})
    return MISSING["title"] if name == "title" and not text else text


def _codes(value: Any, known: Collection[str]) -> list[str] | Message:
    if value is None:
        return []
    if isinstance(value, str) or not all(isinstance(code, str) for code in value):
        return Message("Choose from the list.")
    unknown = sorted(set(value) - set(known))
    if unknown:
        return Message("“{code}” is not in the list.", {"code": unknown[0][:40]})
    return sorted({str(code) for code in value})


def _word(name: str, value: Any) -> Any:
    try:
        return ENUMERATIONS[name](value)
    except ValueError:
        return Message("Choose one of the list.")


def _day(name: str, value: Any) -> date | Message:
    try:
        day = value if isinstance(value, date) else date.fromisoformat(value)
    except (TypeError, ValueError):
        return Message("Enter a date, such as 2026-05-31.")
    return day if 1900 <= day.year <= 2200 else Message("Enter a date with a year between 1900 and 2200.")


def _amount(name: str, value: Any) -> int | Message:
    if not isinstance(value, int) or isinstance(value, bool):
        return Message("Enter an amount in yuan, such as 36000 or 3.6万.")
    if value < 0:
        return Message("An amount cannot be negative.")
    if value == 0 and name in ABOVE_ZERO:
        return Message("Enter an amount above zero.")
    return value if value <= MOST_FEN else Message("This amount is too large. Enter it in yuan.")


def _count(name: str, value: Any) -> int | Message:
    if not isinstance(value, int) or isinstance(value, bool):
        return Message("Enter a whole number.")
    least, most = COUNTS[name]
    if name == "since_year":
        most = clock.today().year
    if least <= value <= most:
        return value
    return Message("Enter a number from {least} to {most}.", {"least": least, "most": most})


def contradictions(content: Mapping[str, Any], promised: Mapping[str, int]) -> Problems:
    """Values that cannot stand beside each other, in a draft neither; the later one of a pair is named.

    `promised` says how much of a field approved pairings rely on.
    """
    found: Problems = {}
    if _is_below(content, "ends_on", "starts_on"):
        found["ends_on"] = Message("The end cannot be before the start.")
    if _is_below(content, "closes_on", "opens_on"):
        found["closes_on"] = Message("The last day cannot be before the first.")
    if _is_below(content, "budget_fen", "raised_fen"):
        found["raised_fen"] = Message("This cannot be more than the budget.")
    elif content.get("least_fen") and content["budget_fen"] and content["least_fen"] > _gap(content):
        found["least_fen"] = Message("This cannot be more than what is still needed.")
    if _is_below(content, "grant_most_fen", "grant_least_fen"):
        found["grant_most_fen"] = Message("The largest grant cannot be below the smallest.")
    if _is_below(content, "budget_fen", "grant_most_fen"):
        found.setdefault("grant_most_fen", Message("The largest grant cannot be more than the budget."))
    for name, least in promised.items():
        if least > (content[name] or 0):
            found[name] = Message("Approved pairings rely on more than this. It cannot be lowered below it.")
    return found


def _gap(content: Mapping[str, Any]) -> int:
    return int(content["budget_fen"] - content["raised_fen"])


def _is_below(content: Mapping[str, Any], name: str, other: str) -> bool:
    one, two = content.get(name), content.get(other)
    return one is not None and two is not None and bool(one < two)


def gaps(kind: Kind, content: Mapping[str, Any], today: date | None) -> Problems:
    """What a listing lacks to be published; `today` is compared with its last day, None leaves that out."""
    required = list(REQUIRED[kind])
    if kind is Kind.RESOURCE and content["resource_kind"] is not None:
        required += ["amount_fen"] if content["resource_kind"] is ResourceKind.MONEY else ["quantity", "unit"]
    found: Problems = {name: MISSING[name] for name in required if content[name] in (None, "", [])}
    if (content["starts_on"] is None) != (content["ends_on"] is None):
        name = "ends_on" if content["ends_on"] is None else "starts_on"
        found[name] = Message("Enter both the start and the end, or neither.")
    if today and content["closes_on"] and content["closes_on"] < today:
        found["closes_on"] = Message("This day is over. Enter a later one.")
    if unfit := award.problem(content.get("criteria") or ()):
        found["criteria"] = unfit
    return found
