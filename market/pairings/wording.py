"""How pairings are shown: rows of lists, the triple, the money, the agreements, the history."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from flask import url_for
from flask_babel import gettext

from market import clock, web
from market.audit import AuditEvent
from market.listings.models import Listing, Resource
from market.listings.wording import shortened
from market.pairings import labels, service
from market.pairings.comparison import Comparison, Piece
from market.pairings.duties import Role
from market.pairings.models import FundingShare, Pairing, PairingState, Party
from market.pairings.queue import Queue
from market.pairings.waiting import next_holder
from market.pairings.workflow import ENDED
from market.permissions import SYSTEM
from market.rules.labels import NAMES as RULES
from market.vocabularies import calendar
from market.vocabularies.calendar import UnknownYear
from market.workflow import Card, Step, card_at

# The way that a pairing goes when nobody objects.
TALKS = (PairingState.INTEREST, PairingState.MUTUAL, PairingState.SUBMITTED, PairingState.FORMAL_CHECK)
DELIVERY = (PairingState.CONTRACTING, PairingState.ACTIVE, PairingState.ACCEPTANCE, PairingState.CLOSED)
PUBLIC_WAY = (
    *TALKS,
    PairingState.FINANCE_CHECK,
    PairingState.EXPERT_REVIEW,
    PairingState.RECHECK,
    PairingState.APPROVAL,
    PairingState.PUBLIC_NOTICE,
    *DELIVERY,
)
PRIVATE_WAY = (*TALKS, PairingState.RECHECK, *DELIVERY)
# What the history leaves out: what the next step says anyhow, and who objected (慈善法 110; it says that somebody did).
UNTOLD = frozenset({"open", "meet", "file_objection"})
PRIVATE = frozenset({"declare_conflict"})  # what ties an official to a case is read in the trail, by the auditor
# Where a detour comes back to the way.
DETOURS = {
    PairingState.CORRECTION: PairingState.MUTUAL,
    PairingState.CONSENSUS: PairingState.EXPERT_REVIEW,
    PairingState.OBJECTED: PairingState.PUBLIC_NOTICE,
    PairingState.SUSPENDED: PairingState.ACTIVE,
    PairingState.RECTIFICATION: PairingState.ACTIVE,
}


def title(pairing: Pairing) -> str:
    """What it is about: the need, or what is offered where there is none."""
    return (pairing.need or pairing.offer).title


def days_left(pairing: Pairing) -> int | None:
    """Working days until the end of its state; None where there is no deadline."""
    if pairing.due_at is None or pairing.state in ENDED:
        return None
    return calendar.days_left(pairing.due_at, clock.now())


def rows(pairings: Iterable[Pairing], endpoint: str = "pairings.show") -> list[dict[str, Any]]:
    """The rows of the macro `queue`, in the order given."""
    return [_row(pairing, endpoint) for pairing in pairings]


def queue_rows(pairings: Iterable[Pairing], queue: Queue) -> list[dict[str, Any]]:
    """The rows of the district's queue: as `rows`, with what is needed to tick them and to go on by keys."""
    return [
        _row(pairing, "packets.decision") | {"tick": str(pairing.id), "keys": keys(pairing.id, queue.steps_in(pairing))}
        for pairing in pairings
    ]


def keys(pairing_id: UUID, steps: Sequence[Step]) -> list[tuple[str, str, str]]:
    """(key, words, address) of the links that open a file with a step preselected; none where no step is open."""
    found = service.preselected(steps)
    chosen = [("a", found.onwards, f"step-{found.onwards}"), ("r", found.back, "note")]
    return [
        (key, str(labels.STEPS[step][0]), url_for("packets.decision", pairing_id=pairing_id, step=step, _anchor=anchor))
        for key, step, anchor in chosen
        if step
    ]


def _row(pairing: Pairing, endpoint: str) -> dict[str, Any]:
    return {
        "href": url_for(endpoint, pairing_id=pairing.id),
        "title": title(pairing),
        "state": labels.STATES[pairing.state][0],
        "days_left": days_left(pairing),
        "parties": parties_line(pairing),
        "amount": amount(pairing),
        "when": f"{pairing.number} · {labels.TRACKS[pairing.track][0]}",
        "flags": flags(pairing),
        "holder": next_holder(pairing),
    }


def parties_line(pairing: Pairing) -> str:
    """Who asks, who delivers, who funds, in one line."""
    listings = [*([pairing.need] if pairing.need else []), pairing.offer, *(share.listing for share in pairing.shares)]
    names = dict.fromkeys(listing.organization.name for listing in listings)
    return " → ".join(names)


def flags(pairing: Pairing) -> list[str]:
    """What to look at first: how much of the time is used, and whether it came back."""
    found = card_flags(pairing.state_since, pairing.due_at) if pairing.state not in ENDED else []
    if pairing.corrections and pairing.state not in ENDED:
        found.append(gettext("Came back after correction"))
    return found


def card_flags(since: datetime | None, due: datetime | None) -> list[str]:
    """The card of a clock, in words; none while there is time, and none where nobody knows when it began."""
    if since is None or due is None:
        return []
    words = {Card.YELLOW: gettext("Yellow card: most of the time is used"), Card.RED: gettext("Red card: overdue")}
    try:
        card = card_at(clock.now(), since, due)
    except UnknownYear:
        return []
    return [words[card]] if card in words else []


def amount(pairing: Pairing) -> str:
    """The budget; what is given where no money is."""
    if pairing.budget_fen or not pairing.shares:
        return web.yuan(pairing.budget_fen)
    return "、".join(share_amount(share) for share in pairing.shares)


def share_amount(share: FundingShare) -> str:
    """What a share brings, with its unit."""
    if share.amount_fen is not None:
        return web.yuan(share.amount_fen)
    unit = share.listing.unit if isinstance(share.listing, Resource) else ""
    return f"{web.number(share.quantity)} {unit}".strip()


def triple(pairing: Pairing) -> dict[str, Any]:
    """The arguments of the macro `triple`."""
    need = pairing.need
    shares = [_box(share.listing, share.listing_version, share_amount(share)) for share in pairing.shares]
    if need is not None and service.public_own(pairing) and pairing.own_fen:
        own = {"title": gettext("Own budget of the need"), "owner": need.organization.name}
        shares.insert(0, own | {"amount": web.yuan(pairing.own_fen)})
    return {
        "need": _box(need, pairing.need_version or 0) if need is not None else None,
        "offer": _box(pairing.offer, pairing.offer_version),
        "shares": shares,
    }


def _box(listing: Listing, version: int, amount: str = "") -> dict[str, Any]:
    moved = listing.version_number != version
    return {
        "title": shortened(listing.title, 80),
        "href": url_for("listings.show", listing_id=listing.id),
        "owner": listing.organization.name,
        "amount": amount,
        "note": gettext("changed since the terms were made") if moved else "",
    }


def money_parts(pairing: Pairing) -> list[tuple[str, int]]:
    """What each brings in money, for the macro `money_bar`."""
    own = gettext("Own budget of the need") if service.public_own(pairing) else gettext("Raised by the project before")
    parts = [(own, pairing.own_fen)] if pairing.own_fen else []
    return parts + [
        (share.listing.organization.name, share.amount_fen) for share in pairing.shares if share.amount_fen is not None
    ]


def agreements(pairing: Pairing, events: Sequence[AuditEvent]) -> list[tuple[str, str, bool]]:
    """(who, when and by whom they agreed, whether to the present terms) for each side."""
    names = {event.actor_id: event.actor_name for event in events}
    order = list(labels.ROLES)
    sides = sorted(pairing.parties, key=lambda party: (order.index(party.role), party.organization.name))
    return [
        (
            gettext("%(name)s (%(role)s)", name=party.organization.name, role=labels.ROLES[party.role]),
            _agreement(pairing, party, names.get(party.agreed_by_id, "")),
            party.agreed_terms == pairing.terms_number,
        )
        for party in sides
    ]


def _agreement(pairing: Pairing, party: Party, who: str) -> str:
    if party.agreed_at is None:
        return gettext("has not agreed yet")
    when = web.moment(party.agreed_at)
    said = gettext("agreed on %(when)s, by %(who)s", when=when, who=who) if who else ""
    said = said or gettext("agreed on %(when)s", when=when)
    return said if party.agreed_terms == pairing.terms_number else gettext("%(agreed)s, to earlier terms", agreed=said)


def timeline(pairing: Pairing, events: Sequence[AuditEvent]) -> list[dict[str, Any]]:
    """What happened, what is now, and what is still to come, for the macro `timeline`."""
    done = [_event(event) for event in events if event.action not in UNTOLD]
    words = str(labels.STATES[pairing.state][0])
    if pairing.state in ENDED:
        return done
    now = {"state": "now", "title": words, "note": str(labels.WHAT_NOW[pairing.state]), "days_left": days_left(pairing)}
    if pairing.due_at is not None:
        now["when"] = gettext("until %(when)s", when=web.day(pairing.due_at.astimezone(clock.CHINA).date()))
    way = PUBLIC_WAY if pairing.track.is_public else PRIVATE_WAY
    stands = DETOURS.get(pairing.state, pairing.state)
    position = way.index(stands) if stands in way else 0
    coming = [{"state": "next", "title": str(labels.STATES[state][0])} for state in way[position + 1 :]]
    return [*done, now, *coming]


def _event(event: AuditEvent) -> dict[str, Any]:
    who = gettext("the system") if event.actor_name == SYSTEM.name and event.actor_id is None else event.actor_name
    if event.details.get("as") == Role.EXPERT:  # who the experts are is told with the result, on its own page
        return {"state": "done", "title": str(labels.ACTIONS[event.action]), "when": web.moment(event.at),
                "who": gettext("an expert")}  # fmt: skip
    done, subject = str(labels.ACTIONS.get(event.action, event.action)), event.details.get("title")
    return {
        "state": "done",
        "title": gettext("%(label)s: %(value)s", label=done, value=subject) if subject else done,
        "when": web.moment(event.at),
        "who": who,
        "note": "" if event.action in PRIVATE else "\n".join(filter(None, (event.note, rests_on(event)))),
    }


def rests_on(event: AuditEvent) -> str:
    """The rules that a decision cites, in one sentence; empty for none."""
    names = [str(RULES.get(key.partition("@")[0], key)) for key in event.details.get("rules", [])]
    named = [*names, *filter(None, [event.details.get("basis")])]
    return gettext("Rests on: %(rules)s", rules=gettext(", ").join(named)) if named else ""


def buttons(pairing_id: UUID, steps: Iterable[Step], endpoint: str = "pairings.take_step") -> list[dict[str, Any]]:
    """The steps of the macro `step_form`."""
    found: list[dict[str, Any]] = []
    for step in steps:
        label, hint = labels.STEPS[step.name]
        kind = "warning" if step.name in labels.AGAINST else "secondary" if found else "primary"
        action = url_for(endpoint, pairing_id=pairing_id, step=step.name)
        found.append({"name": step.name, "label": label, "action": action, "hint": hint, "kind": kind})
    return found


def changes(pairing: Pairing, found: Comparison | None) -> dict[str, Any] | None:
    """What differs between the last two submissions, for the macro `changes_of`; None where there were not two."""
    if found is None:
        return None
    rows = [
        (label, web.yuan(before), web.yuan(after))
        for label, (before, after) in ((gettext("Budget"), found.budget), (gettext("Own money"), found.own))
        if before != after
    ]
    listings = {str(share.listing_id): share for share in pairing.shares}
    for key, (before, after) in found.shares.items():
        if before != after:
            rows.append(
                (
                    _share_name(listings.get(key)),
                    _counted(listings.get(key), before),
                    _counted(listings.get(key), after),
                )
            )
    titles = {str(listing.id): listing.title for listing in service.listings_of(pairing)}
    rows += [
        (titles[key], gettext("an earlier version"), gettext("the present one"))
        for key in sorted(found.versions & titles.keys())
    ]
    changed = any(kind is not Piece.KEPT for kind, _text in found.words)
    return {"rows": rows, "words": found.words if changed else ()}


def _share_name(share: FundingShare | None) -> str:
    return share.listing.title if share is not None else gettext("Funding that left")


def _counted(share: FundingShare | None, value: int | None) -> str:
    if value is None:
        return "–"
    return web.number(value) if share is not None and share.amount_fen is None else web.yuan(value)
