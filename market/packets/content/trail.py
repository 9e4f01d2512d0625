"""How a case came here: its events in the trail with their hashes, how long each state lasted, what was corrected."""

from dataclasses import asdict
from itertools import pairwise
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from market import audit, clock
from market.accounts.models import Person
from market.pairings.comparison import Comparison, compare
from market.pairings.models import Pairing, Stay
from market.workflow import card_at

PRIVATE = frozenset({"declare_conflict"})  # their notes are for the auditor and the superior


def trail(session: Session, pairing: Pairing) -> dict[str, Any]:
    """The events of the case, and the head of the whole trail at this moment."""
    head = audit.head(session)
    events = audit.events_of(session, Pairing.__tablename__, pairing.id)
    lenders = {event.on_behalf_of_id for event in events} - {None}
    names = dict(session.execute(select(Person.id, Person.name).where(Person.id.in_(lenders))).all())
    return {
        "head": {"seq": head.seq, "hash": head.hash},
        "events": [
            {
                "seq": event.seq,
                "at": event.at.isoformat(),
                "who": event.actor_name,
                "by_system": event.actor_id is None,
                "on_behalf_of": names.get(event.on_behalf_of_id, "") if event.on_behalf_of_id else "",
                "action": event.action,
                "before": event.before,
                "after": event.after,
                "note": "" if event.action in PRIVATE else event.note,
                "hash": event.hash,
            }
            for event in events
        ],
    }


def corrections(session: Session, pairing: Pairing) -> list[dict[str, Any]]:
    """What changed from each submission to the next."""
    events = audit.events_of(session, Pairing.__tablename__, pairing.id)
    submitted = [event for event in events if event.action == "submit" and "terms" in event.details]
    return [
        {"from": one.seq, "to": other.seq, **_plain(compare(one.details["terms"], other.details["terms"]))}
        for one, other in pairwise(submitted)
    ]


def _plain(found: Comparison) -> dict[str, Any]:
    values = asdict(found)
    return {
        "budget": list(values["budget"]),
        "own": list(values["own"]),
        "shares": {key: list(pair) for key, pair in values["shares"].items()},
        "versions": sorted(values["versions"]),
        "words": [[piece.value, text] for piece, text in found.words],
    }


def stays(session: Session, pairing: Pairing) -> list[dict[str, Any]]:
    """How long it lay in each state, against which clock, and which card that earned."""
    query = select(Stay).where(Stay.pairing_id == pairing.id).order_by(Stay.entered_at, Stay.id)
    return [
        {
            "state": stay.state.value,
            "office": stay.office,
            "entered_at": stay.entered_at.isoformat(),
            "left_at": stay.left_at.isoformat() if stay.left_at else None,
            "step": stay.step,
            "limit": stay.limit_count,
            "unit": stay.limit_unit.value if stay.limit_unit else None,
            "due_at": stay.due_at.isoformat() if stay.due_at else None,
            "card": card_at(stay.left_at or clock.now(), stay.clock_since, stay.due_at).value,
        }
        for stay in session.scalars(query)
    ]
