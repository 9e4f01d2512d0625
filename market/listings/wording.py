"""How listings are shown: values in words, the line of a card, the rows of facts and of answers."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from flask import url_for
from flask_babel import gettext, ngettext
from flask_babel import lazy_gettext as _l
from markupsafe import Markup, escape

from market import clock, web
from market.listings import labels
from market.listings.content import AMOUNTS, DAYS, ENUMERATIONS, ROWS, TEXTS, WORDS, content_of
from market.listings.models import Listing, Need, Programme, Project, Resource, ResourceKind, Service
from market.listings.sections import SECTIONS, Section, section_of
from market.organizations.labels import KINDS as ORGANIZATION_KINDS
from market.vocabularies.labels import terms
from market.vocabularies.models import Vocabulary
from matching.records import Kind

Row = tuple[Any, Any]
EMPTY: tuple[Any, ...] = (None, "", [])
COLUMNS = (  # of the table that can be downloaded
    _l("Kind"),
    _l("Title"),
    _l("Organization"),
    _l("Summary"),
    _l("Amount"),
    _l("When"),
    _l("Places"),
    _l("Fields"),
    _l("Groups"),
    _l("Link"),
)


def in_words(name: str, value: Any) -> str:
    """A value of a listing, or the same in plain JSON, in the reader's words; empty when nothing was given."""
    if value in EMPTY:
        return ""
    if name in TEXTS:
        return paragraphs(value) if TEXTS[name] > 200 else str(value)
    if name in WORDS:
        return terms(value, WORDS[name])
    if name in ENUMERATIONS:
        return str(labels.ENUMERATIONS[name][ENUMERATIONS[name](value)])
    if name in DAYS:
        return web.day(value if isinstance(value, date) else date.fromisoformat(value))
    if name in AMOUNTS:
        return web.yuan(value)
    if name == "criteria":
        return Markup("<br>").join(
            gettext("%(label)s: %(value)s", label=label, value=points) for label, points in criteria(value)
        )
    return _in_words(name, value)


def _in_words(name: str, value: Any) -> str:
    match name:
        case "admits":
            joint = "、" if web.language() == "zh" else ", "
            return joint.join(str(ORGANIZATION_KINDS[kind]) for kind in value)
        case "least_level":
            return f"{value}A"
        case "admin_cap_percent":
            return f"{value}%"
        case "since_year":
            return str(value)
    return web.number(value)


def paragraphs(text: str) -> Markup:
    """A text with its line breaks, escaped."""
    return Markup("<br>").join(escape(line) for line in text.split("\n"))


def criteria(rows: Iterable[Mapping[str, Any]]) -> list[tuple[str, str]]:
    """(name, points in words) of each award criterion."""
    return [
        (one["name"] or "–", ngettext("%(num)s point", "%(num)s points", one["weight"]) if one["weight"] else "–")
        for one in rows
    ]


def amount(listing: Listing) -> str:
    """What is asked for or given, in one line."""
    match listing:
        case Need(budget_fen=budget) if budget is not None:
            return web.yuan(budget)
        case Project(gap_fen=gap, budget_fen=budget) if gap == budget and gap is not None:
            return gettext("needs %(gap)s", gap=web.yuan(gap))
        case Project(gap_fen=gap, budget_fen=budget) if gap is not None:
            return gettext("still needs %(gap)s of %(budget)s", gap=web.yuan(gap), budget=web.yuan(budget))
        case Service(unit_cost_fen=cost) if cost is not None:
            return f"{web.yuan(cost)} {listing.unit_note}".strip()
        case Programme(grant_most_fen=most) if most is not None:
            return gettext(
                "%(least)s to %(most)s each", least=web.yuan(listing.grant_least_fen or 0), most=web.yuan(most)
            )
        case Resource(resource_kind=ResourceKind.MONEY):
            return web.yuan(listing.amount_fen)
        case Resource(quantity=quantity) if quantity is not None:
            return f"{web.number(quantity)} {listing.unit}".strip()
    return ""


def period(listing: Listing) -> str:
    """Until when it can be answered, else when it happens, in one line."""
    if listing.closes_on is not None:
        template = {
            Kind.NEED: gettext("offers until %(day)s", day=web.day(listing.closes_on)),
            Kind.PROGRAMME: gettext("applications until %(day)s", day=web.day(listing.closes_on)),
        }
        return template.get(listing.kind, gettext("until %(day)s", day=web.day(listing.closes_on)))
    if listing.starts_on and listing.ends_on:
        return gettext("%(start)s to %(end)s", start=web.day(listing.starts_on), end=web.day(listing.ends_on))
    return ""


def status(listing: Listing) -> tuple[str, str] | None:
    """The tag that a list shows: none for what is on the market and can still be answered; `(words, colour)`."""
    if not listing.is_published:
        words, colour = labels.STATES[listing.state]
        return str(words), colour
    if listing.closes_on is None:
        return None
    left = (listing.closes_on - clock.today()).days
    if left < 0:
        return gettext("No longer open"), "grey"
    if left == 0:
        return gettext("Closes today"), "orange"
    if left <= 14:
        return ngettext("Closes in %(num)s day", "Closes in %(num)s days", left), "yellow"
    return None


def card(listing: Listing) -> dict[str, Any]:
    """The arguments of the macro `listing_card`."""
    return {
        "title": listing.title,
        "href": url_for("listings.show", listing_id=listing.id),
        "kind": listing.kind.value,
        "owner": listing.organization.name,
        "owner_href": url_for("organizations.show", organization_id=listing.organization_id),
        "summary": shortened(listing.summary, 150),
        "amount": amount(listing),
        "places": terms(listing.codes(Vocabulary.DIVISION), Vocabulary.DIVISION),
        "when": period(listing),
        "status": status(listing),
    }


def shortened(text: str, most: int) -> str:
    """The beginning of a text, on one line."""
    line = " ".join(text.split())
    return line if len(line) <= most else line[: most - 1].rstrip() + "…"


def money_parts(listing: Listing) -> tuple[int, list[Row], Any] | None:
    """Total in fen, parts and the word for the total of the money bar; None where no money is counted."""
    match listing:
        case Project(budget_fen=total) if total:
            return total, [(gettext("Raised"), listing.raised_fen)], gettext("Budget")
        case Programme(budget_fen=total) if total:
            return total, _given(listing.reserved_fen, total), gettext("Budget")
        case Resource(resource_kind=ResourceKind.MONEY, amount_fen=total) if total:
            return total, _given(listing.reserved_fen, total), gettext("Amount")
    return None


def _given(reserved: int, total: int) -> list[Row]:
    return [(gettext("Promised"), reserved), (gettext("Still available"), total - reserved)]


def room(listing: Listing) -> str:
    """How much a listing can still take on, and when more; empty where it does not count that."""
    match listing:
        case Service(capacity=capacity) if capacity is not None:
            left = max(0, capacity - listing.engaged)
            free = gettext("Free places: %(left)s of %(all)s.", left=left, all=capacity)
            return free if left else f"{free} {_next_place(listing.free_on)}".strip()
        case Programme(pairings_left=left, max_pairings=most) if left is not None:
            return gettext("It can fund %(left)s more, of %(all)s in all.", left=left, all=most)
    return ""


def _next_place(free_on: date | None) -> str:
    if free_on is None:
        return gettext("It is not known when one comes free.")
    if free_on < clock.today():
        return gettext("One was to come free on %(day)s; its outcome is still to be recorded.", day=web.day(free_on))
    return gettext("One is to come free on %(day)s.", day=web.day(free_on))


def stories(listing: Listing) -> list[Row]:
    """The longer texts with their headings, but for the summary; empty ones are left out."""
    return [
        (labels.field_label(listing.kind, name), in_words(name, value))
        for name, value in content_of(listing).items()
        if TEXTS.get(name, 0) > 200 and name != "summary" and value
    ]


def facts(listing: Listing) -> list[Row]:
    """Everything short that a listing says but for its tables; what was not given is left out."""
    content = content_of(listing)
    shown = [name for section in SECTIONS[listing.kind] for name in section.fields if TEXTS.get(name, 0) <= 200]
    return [
        (labels.field_label(listing.kind, name), in_words(name, content[name]))
        for name in shown
        if name not in ("title", *ROWS) and content[name] not in EMPTY
    ]


def answers(
    listing: Listing, content: Mapping[str, Any], remarks: Mapping[str, str]
) -> list[tuple[Section, list[tuple[Any, Any, str]]]]:
    """Each section with its rows (label, value, where to change it).

    Args:
        content: what it says, with what was inferred.
        remarks: what is said under the values of some fields.
    """
    return [
        (
            section,
            [
                (
                    labels.field_label(listing.kind, name),
                    _remarked(in_words(name, content[name]), remarks.get(name, "")),
                    place_of(listing, name),
                )
                for name in section.fields
            ],
        )
        for section in SECTIONS[listing.kind]
    ]


def _remarked(value: str, remark: str) -> str:
    return Markup('{}<br><span class="muted">{}</span>').format(value, remark) if remark else value


def place_of(listing: Listing, name: str) -> str:
    """Where a value, or a problem with it, can be changed: a field of a section, or the file of the owner."""
    section = section_of(listing.kind, name)
    if section is None:
        return url_for("organizations.show", organization_id=listing.organization_id)
    return url_for("listings.section", listing_id=listing.id, section=section.name, back="check", _anchor=name)


def rows_of(kind: Kind, names: Iterable[str], content: Mapping[str, Any]) -> list[Row]:
    """Some fields with their values in words."""
    return [(labels.field_label(kind, name), in_words(name, content[name])) for name in names]


def differences(
    kind: Kind, older: Mapping[str, Any] | None, newer: Mapping[str, Any]
) -> Sequence[tuple[Any, Any, Any]]:
    """What changed between the plain contents of two versions: (label, before, after) in words."""
    before = older or {}
    return [
        (labels.field_label(kind, name), in_words(name, before.get(name)), in_words(name, value))
        for name, value in newer.items()
        if value != before.get(name) and not (value in EMPTY and before.get(name) in EMPTY)
    ]


FILTERS = {"listing_amount": amount, "listing_period": period, "paragraphs": paragraphs}
