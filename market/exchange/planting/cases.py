"""The pairings of the files as stories: which events, at which moments, and how much of them has happened."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from market.errors import Invalid, Message
from market.exchange.planting.files import Row, identity
from market.exchange.planting.ground import Ground
from market.exchange.planting.moments import Moments
from market.exchange.planting.report import Report

APART = timedelta(minutes=25)  # between two steps of one day, at least
# Events that are no steps of the workflow, by their names in the trail.
RECORDED = {
    "outcome": ("record_outcome",),
    "review": ("conclude_review", "seek_consensus"),
    "milestone": ("check_milestone", "confirm_milestone"),
}
AT_NIGHT = frozenset({"lapse", "clear"})  # they follow from a deadline
# What an event has to say beside its name and its time.
NEEDED: dict[str, dict[str, type]] = {
    "add_share": {"listing": str},
    "change_terms": {"budget_yuan": int, "own_yuan": int, "amounts": dict},
    "outcome": {"result": str, "rating": int},
    "review": {"points": list, "words": str},
    "file_objection": {"objection": dict},
    "sign": {"agreement": dict, "milestones": list, "title": str},
    "milestone": {"words": str},
    "request_acceptance": {"opinions": list},
    "terminate": {"note": str},
}

Event = Mapping[str, Any]


@dataclass(frozen=True)
class Case:
    """One pairing of the files, with the moments of its events; `until` is the day of planting."""

    row: Row
    events: tuple[tuple[datetime, Event], ...]
    until: datetime

    @property
    def id(self) -> UUID:
        """The identity that the pairing has or will have."""
        return identity("pairing", self.row.key)

    @property
    def opened_at(self) -> datetime:
        """When its story begins."""
        return self.events[0][0]

    @property
    def listings(self) -> set[str]:
        """The keys of all listings that it needs."""
        added = {str(event["listing"]) for _, event in self.events if event["step"] == "add_share"}
        return {str(self.row.get("asker")), str(self.row.get("candidate"))} | added

    def done(self, ground: Ground) -> int:
        """How many of the events are in the trail."""
        trail = Counter(ground.trails.get(self.id, Counter()))
        for position, (_, event) in enumerate(self.events):
            names = RECORDED.get(event["step"], (str(event["step"]),))
            action = next((name for name in names if trail[name]), None)
            if action is None:
                return position
            trail[action] -= 1
        return len(self.events)

    def moment(self, position: int, due_at: datetime | None) -> datetime:
        """When an event happens; what follows from a deadline happens in the night after."""
        at, event = self.events[position]
        return due_at + timedelta(hours=2) if event["step"] in AT_NIGHT and due_at else at


def cases(rows: list[Row], moments: Moments, report: Report) -> list[Case]:
    """The pairings of the rows, each with its events in order of time; rows without a readable story are reported."""
    found = []
    for row in rows:
        try:
            _require_story(row)
        except Invalid as error:
            report.refuse(row.file, row.line, error)
        else:
            found.append(Case(row, tuple(_with_moments(row, moments)), moments.anchor))
    return found


def first_use(found: list[Case]) -> dict[str, datetime]:
    """When each listing is first needed by a pairing."""
    used: dict[str, datetime] = {}
    for case in found:
        for key in case.listings:
            used[key] = min(used.get(key, case.opened_at), case.opened_at)
    return used


def _require_story(row: Row) -> None:
    events = row.get("events")
    if not isinstance(events, list) or not events or not all(isinstance(event, dict) for event in events):
        raise Invalid({"events": Message("A pairing has a list of events.")})
    if events[0].get("step") != "open":
        raise Invalid({"events": Message("The first event opens the pairing.")})
    for event in events:
        step = str(event.get("step"))
        for name, kind in NEEDED.get(step, {}).items():
            if type(event.get(name)) is not kind:
                raise Invalid({"events": Message("“{step}” needs “{name}”.", {"step": step, "name": name})})


def _with_moments(row: Row, moments: Moments) -> Iterator[tuple[datetime, Event]]:
    last = moments.start
    for position, event in enumerate(row.get("events")):
        key = f"{row.key} {position}"
        if type(event.get("working_days_ago")) is int:
            moment = moments.working_days_ago(event["working_days_ago"], key)
        elif type(event.get("days_ago")) is int:
            moment = moments.ago(event["days_ago"], key)
        else:
            moment = last
        last = min(moments.anchor, max(moment, last + APART))
        yield last, event
