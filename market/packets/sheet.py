"""The sheet that officials sign (审批表): boxes and opinions, from a packet and the decision bound to it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import force_locale, get_locale, gettext
from flask_babel import lazy_gettext as _l

from market import clock, web
from market.audit import AuditEvent
from market.listings.wording import in_words
from market.packets import found_wording, labels, review_wording, wording
from market.packets.models import Packet
from market.packets.wording import Section
from market.pairings import labels as pairings
from market.pairings.models import Track
from market.pairings.wording import rests_on

CHINESE = "zh_Hans_CN"
# The office's last word in each file, by the names of its steps.
STEPS = {
    "intake": {"pass_check", "pass_to_experts", "pass_all_checks"},
    "finance": {"pass_budget"},
    "expert": {"conclude_review", "settle"},
}


@dataclass(frozen=True)
class Opinion:
    """What one office says; empty where there is only the place to write, sign and seal."""

    office: str
    text: str = ""
    who: str = ""
    when: str = ""


@dataclass(frozen=True)
class Sheet:
    """One sheet in the reader's language."""

    title: str
    number: str
    rows: Sequence[tuple[str, str]]
    opinions: Sequence[Opinion]
    address: str  # of the case, for the QR code
    packet: str
    sha256: str
    sections: Sequence[Section]
    words: Mapping[str, str]  # labels of the boxes to sign in
    pages: Sequence[str]  # what stands before, between and after the two page numbers


def both(label: Any) -> str:
    """A label as officials know it; with its translation beside it for readers of another language."""
    here = str(label)
    if str(get_locale()) == CHINESE:
        return here
    with force_locale(CHINESE):
        return f"{label!s} {here}"


def sheet_of(packet: Packet, decision: AuditEvent | None, address: str) -> Sheet:
    """The sheet of a packet; `decision` is the event that was bound to it, None while nobody decided."""
    facts = packet.content["facts"]
    track = Track(facts["track"])
    title = labels.APPROVAL_SHEET if track.is_public else labels.CONFIRMATION_SHEET
    made = str(labels.MADE_WITH.get(packet.content["made"]["step"], ""))
    return Sheet(
        title=both(title),
        number=facts["number"],
        rows=[(both(label), value) for label, value in _rows(facts, track)],
        opinions=_opinions(packet, decision, track),
        address=address,
        packet=gettext(
            "Packet %(number)s, made %(how)s on %(when)s by %(who)s",
            number=packet.number,
            how=made,
            when=web.moment(packet.made_at),
            who=packet.content["made"]["by"],
        ),
        sha256=packet.sha256,
        sections=sections(packet.content),
        words={name: both(label) for name, label in WORDS.items()} | {"colon": gettext(": ")},
        pages=page_words(),
    )


WORDS = {
    "name": _l("Handled by"),
    "signature": _l("Signature"),
    "seal": _l("Seal"),
    "date": _l("Date"),
    "number": _l("File number"),
    "annex": _l("Annex: what was known"),
    "scan": _l("Scan to open the case"),
}


def page_words() -> tuple[str, ...]:
    """“Page x of y” in three parts."""
    first, _, rest = gettext("Page {page} of {pages}").partition("{page}")
    second, _, last = rest.partition("{pages}")
    return first, second, last


def _rows(facts: Mapping[str, Any], track: Track) -> list[tuple[Any, str]]:
    by_role = {
        role: [one for one in facts["parties"] if one["role"] == role] for role in ("need", "delivery", "funding")
    }
    listings = {row["place"]: row for row in reversed(facts["listings"])}
    about = (listings.get("need") or listings["offer"])["content"]
    funders = dict.fromkeys(row["owner"] for row in facts["money"]["shares"])
    if facts["money"]["own_is_public"] and facts["money"]["own_fen"]:
        funders = dict.fromkeys([one["name"] for one in by_role["need"]]) | funders
    return [
        (_l("Project name"), about["title"]),
        (_l("Track"), str(pairings.TRACKS[track][0])),
        (_l("Who asks"), _named(by_role["need"]) or "–"),
        (_l("Who delivers"), _named(by_role["delivery"])),
        (_l("Who funds"), "\n".join(funders) or "–"),
        (_l("Amount"), _amount(facts["money"])),
        (_l("Term"), _term(listings)),
        (_l("Terms"), facts["terms"]["text"] or "–"),
        (_l("Hard conditions"), _verdicts(facts["conditions"])),
    ]


def _named(parties: Sequence[Mapping[str, Any]]) -> str:
    return "\n".join(f"{one['name']} {one['credit_code']}" for one in parties)


def _amount(money: Mapping[str, Any]) -> str:
    parts = [wording.share(row) for row in money["shares"] if row["amount_fen"] is None]
    if money["budget_fen"] or not parts:
        parts.insert(0, web.yuan(money["budget_fen"]))
    return str(gettext(", ")).join(parts)


def _term(listings: Mapping[str, Mapping[str, Any]]) -> str:
    """When it is to happen: as the need says, else the offer."""
    for place in ("need", "offer"):
        content = listings[place]["content"] if place in listings else {}
        days = [in_words(name, content.get(name)) for name in ("starts_on", "ends_on")]
        if any(days):
            return " – ".join(filter(None, days))
    return "–"


def _verdicts(rows: Sequence[Mapping[str, Any]]) -> str:
    counted = {verdict: sum(row["verdict"] == verdict for row in rows) for verdict in labels.VERDICTS}
    return str(gettext(", ")).join(f"{labels.VERDICTS[verdict]} {number}" for verdict, number in counted.items())


def _opinions(packet: Packet, decision: AuditEvent | None, track: Track) -> list[Opinion]:
    """Each office in the order of the procedure; the last ones stay open until somebody has decided."""
    content = packet.content
    found = [_opinion(office, content) for office in STEPS]
    made = content["made"]
    if track.is_public and made["step"] in {"pass_file", "renew_packet"}:
        text = made["note"] or str(pairings.ACTIONS["pass_file"])
        found.append(Opinion(_office("recheck"), text, made["by"], _day(made["at"])))
    last = _office("approver" if track.is_public else "confirmer")
    found.append(_decided(last, decision) if decision else Opinion(last))
    return [one for one in found if one is not None]


def _day(moment: str) -> str:
    return web.day(datetime.fromisoformat(moment).astimezone(clock.CHINA).date())


def _office(name: str) -> str:
    return both(labels.OPINIONS[name])


def _opinion(office: str, content: wording.Content) -> Opinion | None:
    """The last word of an office; None where it had none to say."""
    event = next((event for event in reversed(content["trail"]["events"]) if event["action"] in STEPS[office]), None)
    if event is None:
        return None
    text = event["note"] or str(pairings.ACTIONS[event["action"]])
    if office == "expert" and content["review"] is not None:
        text = "\n".join((text, review_wording.outcome(content["review"])))
    who = "" if event["by_system"] else event["who"]
    return Opinion(_office(office), text, who, _day(event["at"]))


def _decided(office: str, event: AuditEvent) -> Opinion:
    text = "\n".join(filter(None, (str(pairings.ACTIONS[event.action]), event.note, rests_on(event))))
    return Opinion(office, text, event.actor_name, _day(event.at.isoformat()))


def sections(content: Mapping[str, Any]) -> list[Section]:
    """All that a packet holds, in the order in which it is read."""
    return [
        *wording.sides(content),
        wording.money(content),
        wording.terms(content),
        *found_wording.conditions(content),
        *found_wording.match(content),
        *review_wording.review(content),
        *wording.conduct(content),
        *wording.changed(content),
        wording.stays(content),
        wording.trail(content),
        *wording.listed(content),
    ]
