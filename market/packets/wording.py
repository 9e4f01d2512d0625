"""A packet in the reader's words, as sections that the page, the PDF and the Word file all show."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from flask_babel import gettext

from market import web
from market.listings import labels as listing_labels
from market.listings import wording as listings
from market.listings.content import TEXTS
from market.listings.models import ListingState
from market.organizations import labels as organizations
from market.organizations.credit_code import OrganizationKind
from market.organizations.models import Standing, VerificationState
from market.packets import labels
from market.packets.basis import Change
from market.pairings import labels as pairings
from market.pairings.conflicts import Conflict
from market.pairings.models import PairingState, PartyRole, RecusalState
from market.rules.labels import NAMES as RULES
from matching.records import Kind

Content = Mapping[str, Any]
Cells = Sequence[str]

VALUES: Mapping[tuple[str, str], Mapping[Any, Any]] = {
    ("party", "verification"): {state.value: label[0] for state, label in organizations.VERIFICATION.items()},
    ("party", "standing"): {standing.value: label for standing, label in organizations.STANDINGS.items()},
    ("party", "level"): {level: f"{level}A" for level in range(1, 6)},
    ("listing", "state"): {state.value: label[0] for state, label in listing_labels.STATES.items()},
    ("conduct", "recusal"): {state.value: label[0] for state, label in pairings.RECUSALS.items()},
    ("conduct", "declared"): {"conflict": labels.CHANGES["conduct", "declared"]},
}


@dataclass(frozen=True)
class Section:
    """One part of a packet: a text, facts as (label, value), or a table where it has a head."""

    title: str
    rows: Sequence[Cells] = field(default_factory=tuple)
    head: Cells = ()
    text: str = ""
    level: int = 2


def moment(text: str | None) -> str:
    """A moment of the content in the reader's way of writing."""
    return web.moment(datetime.fromisoformat(text)) if text else "–"


def share(row: Mapping[str, Any]) -> str:
    """What a share brings."""
    if row["amount_fen"] is not None:
        return web.yuan(row["amount_fen"])
    return f"{web.number(row['quantity'])} {row['unit']}".strip()


def change_text(change: Change) -> str:
    """What is no longer so, in one sentence."""
    what = labels.CHANGES.get((change.kind, change.what)) or RULES.get(change.what, change.what)
    if change.kind == "rule":
        what = str(labels.RULE_VERSION) % {"rule": what}
    before, now = (_value(change, value) for value in (change.before, change.now))
    words = gettext("%(what)s: was %(before)s, is %(now)s", what=what, before=before, now=now)
    return gettext("%(label)s: %(value)s", label=change.subject, value=words) if change.subject else words


def _value(change: Change, value: Any) -> str:
    if value is None:
        return gettext("nothing")
    if change.what in {"budget_fen", "own_fen", "amount_fen"}:
        return web.yuan(value)
    words = labels.VERDICTS if change.kind == "condition" else VALUES.get((change.kind, change.what), {})
    return str(words.get(value, value))


def sides(content: Content) -> Iterator[Section]:
    """Each side with its facts as they were."""
    yield Section(gettext("The sides"))
    for party in content["facts"]["parties"]:
        role = pairings.ROLES[PartyRole(party["role"])]
        title = gettext("%(name)s (%(role)s)", name=party["name"], role=role)
        yield Section(title, [(str(label), str(value)) for label, value in _party(party)], level=3)


def _party(party: Mapping[str, Any]) -> list[tuple[Any, Any]]:
    standing = organizations.STANDINGS[Standing(party["standing"])] if party["standing"] else gettext("Not checked")
    if party["standing_checked_on"]:
        day = web.day(date.fromisoformat(party["standing_checked_on"]))
        standing = gettext("%(standing)s, checked on %(day)s", standing=standing, day=day)
    agreed = gettext("terms %(number)s, %(when)s", number=party["agreed_terms"], when=moment(party["agreed_at"]))
    return [
        (gettext("Credit code"), party["credit_code"]),
        (gettext("Kind"), organizations.KINDS[OrganizationKind(party["kind"])]),
        (gettext("Verification"), organizations.VERIFICATION[VerificationState(party["verification"])][0]),
        (gettext("Standing"), standing),
        (gettext("Assessment level"), f"{party['level']}A" if party["level"] else gettext("None that is valid today")),
        (gettext("Delivered before"), web.number(party["delivered_pairings"])),
        (gettext("Agreed"), f"{agreed} {party['agreed_by']}".strip()),
    ]


def money(content: Content) -> Section:
    """Where the money comes from."""
    found = content["facts"]["money"]
    own = gettext("Own budget of the need") if found["own_is_public"] else gettext("Raised by the project before")
    rows = [(own, "", web.yuan(found["own_fen"]))] if found["own_fen"] else []
    rows += [(row["owner"], row["title"], share(row)) for row in found["shares"]]
    head = (gettext("Source of the money"), gettext("Programme or resource"), gettext("Amount"))
    return Section(gettext("Money"), [*rows, (gettext("Budget"), "", web.yuan(found["budget_fen"]))], head)


def terms(content: Content) -> Section:
    """What the sides agreed on, in their words."""
    found = content["facts"]["terms"]
    return Section(gettext("Terms, number %(number)s", number=found["number"]), text=found["text"] or "–")


def listed(content: Content) -> Iterator[Section]:
    """Each listing as it was agreed on."""
    yield Section(gettext("Agreed on these listings"))
    for row in content["facts"]["listings"]:
        kind = Kind(row["kind"])
        version = gettext("version %(number)s of %(owner)s", number=row["version"], owner=row["owner"])
        state = listing_labels.STATES[ListingState(row["state"])][0]
        rows = [(gettext("Version"), version), (gettext("State"), str(state)), ("SHA-256", row["content_hash"])]
        rows += [
            (str(listing_labels.field_label(kind, name)), _said(name, value))
            for name, value in row["content"].items()
            if value not in (None, "", [])
        ]
        yield Section(str(row["content"]["title"]), rows, level=3)


def _said(name: str, value: Any) -> str:
    return str(value) if name in TEXTS else str(listings.in_words(name, value))


def changed(content: Content) -> Iterator[Section]:
    """What was corrected between two submissions."""
    titles = {row["id"]: row["content"]["title"] for row in content["facts"]["listings"]}
    for number, found in enumerate(content["corrections"], start=1):
        rows = [
            (gettext("Budget"), *map(web.yuan, found["budget"])),
            (gettext("Own money"), *map(web.yuan, found["own"])),
        ]
        rows += [
            (titles.get(key, key), *(str(value or "–") for value in pair)) for key, pair in found["shares"].items()
        ]
        rows = [row for row in rows if row[1] != row[2]]
        rows += [
            (titles.get(key, key), gettext("an earlier version"), gettext("a later one")) for key in found["versions"]
        ]
        moved = any(piece != "kept" for piece, _text in found["words"])
        words = "\n".join(f"{labels.PIECES[piece]}{text}" for piece, text in found["words"]) if moved else ""
        head = (gettext("What"), gettext("Before"), gettext("After"))
        yield Section(gettext("Correction %(number)s", number=number), rows, head if rows else (), words)


def stays(content: Content) -> Section:
    """How long it lay where, against which clock."""
    head = (gettext("State"), gettext("Since"), gettext("Until"), gettext("Clock"), gettext("Card"))
    return Section(gettext("How long it took"), [_stay(row) for row in content["stays"]], head)


def _stay(row: Mapping[str, Any]) -> Cells:
    clock = str(labels.UNITS[row["unit"]]) % {"n": row["limit"]} if row["unit"] else "–"
    state = str(pairings.STATES[PairingState(row["state"])][0])
    return state, moment(row["entered_at"]), moment(row["left_at"]), clock, str(labels.CARDS[row["card"]])


def conduct(content: Content) -> Iterator[Section]:
    """Who handled it, what they declared, and who was recused."""
    found = content["conduct"]
    rows = [(gettext("Handled by"), gettext(", ").join(found["handlers"]) or "–")]
    rows += [(row["person"], _conflicts(row["conflicts"])) for row in found["conflicts"]]
    if not found["conflicts"]:
        rows.append((gettext("Conflicts of interest found"), gettext("none")))
    yield Section(gettext("Conduct"), rows)
    declared = [(row["person"], _declared(row), moment(row["at"])) for row in found["declarations"]]
    if declared:
        head = (gettext("Person"), gettext("Declaration"), gettext("When"))
        yield Section(gettext("Declarations"), declared, head, level=3)
    if found["recusals"]:
        asked = (gettext("Who"), gettext("Asked for by"), gettext("Why"), gettext("Ruling"))
        yield Section(gettext("Requests for recusal"), [_recusal(row) for row in found["recusals"]], asked, level=3)


def _conflicts(names: Iterable[str]) -> str:
    return str(gettext(", ").join(str(labels.CONFLICTS[Conflict(name)]) for name in names))


def _declared(row: Mapping[str, Any]) -> str:
    return gettext("a conflict of interest") if row["has_conflict"] else gettext("no conflict of interest")


def _recusal(row: Mapping[str, Any]) -> Cells:
    ruling = str(pairings.RECUSALS[RecusalState(row["state"])][0])
    more = f" {row['ruled_by']} {moment(row['ruled_at'])} {row['ruling']}" if row["ruled_at"] else ""
    return row["person"], row["asked_for"], row["reason"], ruling + more


def trail(content: Content) -> Section:
    """The events of the case with their hashes, and the head of the trail."""
    head = (gettext("No."), gettext("When"), gettext("Who"), gettext("What"), "SHA-256")
    end = content["trail"]["head"]
    text = gettext("The trail ended at number %(seq)s, %(hash)s.", seq=end["seq"], hash=end["hash"])
    return Section(gettext("What happened"), [_event(row) for row in content["trail"]["events"]], head, text)


def _event(row: Mapping[str, Any]) -> Cells:
    who = gettext("the system") if row["by_system"] else row["who"]
    if row["on_behalf_of"]:
        who = gettext("%(who)s for %(other)s", who=who, other=row["on_behalf_of"])
    done = str(pairings.ACTIONS.get(row["action"], row["action"]))
    return str(row["seq"]), moment(row["at"]), who, "\n".join(filter(None, (done, row["note"]))), row["hash"]
