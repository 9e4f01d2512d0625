"""Writes the approaches that came to nothing, and which sides put others aside before they took somebody up."""

import json
from collections import Counter
from collections.abc import Iterator
from random import Random
from typing import Any

from matching.records import Kind
from scripts.compose.files import DEMO, read_parts, write_demo
from scripts.compose.pairing_facts import Facts, rows_of
from scripts.compose.pairing_stories import Deal, Story, Texts

SEED = 20210406
COUNT = 190  # with the pairings enough for a ranker to be learned and tried
OPENED = (36, 120)  # days ago: by the day of planting all of them are over
ENDS = (("lapse", 0.45), ("decline", 0.35), ("withdraw", 0.20))
MOST_OF_ONE = 4  # approaches of one organization
PLAUSIBLE = 6  # of the nearest candidates one is taken
NEAR = 0.05
# Whom the owner of a listing may ask for a pairing: one of the two has to deliver.
ASKS = {
    Kind.NEED: (Kind.PROJECT, Kind.SERVICE),
    Kind.PROJECT: (Kind.PROGRAMME, Kind.NEED, Kind.RESOURCE),
    Kind.SERVICE: (Kind.NEED,),
    Kind.PROGRAMME: (Kind.PROJECT,),
    Kind.RESOURCE: (Kind.PROJECT,),
}
# What sides of a kind look at first, and how often they put something aside for it.
PICKY = {
    Kind.NEED: (("wrong_people", 0.45), ("wrong_place", 0.3), ("time", 0.2)),
    Kind.PROJECT: (("amount", 0.4), ("wrong_theme", 0.35), ("wrong_people", 0.2)),
    Kind.SERVICE: (("wrong_place", 0.4), ("wrong_people", 0.25)),
    Kind.PROGRAMME: (("wrong_theme", 0.5), ("wrong_people", 0.3), ("amount", 0.2)),
    Kind.RESOURCE: (("wrong_place", 0.45), ("wrong_theme", 0.25)),
}
Row = dict[str, Any]


class Approaches:
    """Interest that nobody took up, between listings that no pairing needs."""

    def __init__(self) -> None:
        self.random = Random(SEED)
        self.facts, self.texts = Facts(), Texts(self.random)
        self.people = {row["organization"] for row in rows_of("people.jsonl").values() if not row["shown"]}
        shown = {row["organization"] for row in rows_of("people.jsonl").values() if row["shown"]}
        paired = _named_in(rows_of("pairings.jsonl"))
        renewed = {row["listing"] for row in rows_of("renewals.jsonl").values()}
        self.free = {key for key in self.facts.rows if key not in paired | renewed and self._owner(key) not in shown}
        self.busy: Counter[str] = Counter()
        self.asked: set[frozenset[str]] = set()  # who approached whom, whichever of the two it was

    def compose(self) -> Iterator[Row]:
        """As many as COUNT says, each with its story."""
        pairs = ((asker, kind) for asker in sorted(self.free) for kind in ASKS[Kind(asker.split("-")[0])])
        number = 0
        for asker, kind in self._mixed([pair for pair in pairs if self._may_ask(pair[0])]):
            opened = self.random.randint(*OPENED)
            candidate = self._candidate(asker, kind, opened) if self.busy[self._owner(asker)] < MOST_OF_ONE else None
            if candidate is None:
                continue
            number += 1
            self.busy[self._owner(asker)] += 1
            self.asked.add(frozenset((asker, candidate)))
            yield self._row(number, asker, candidate, opened)
            if number == COUNT:
                return

    def _mixed(self, pairs: list[tuple[str, Kind]]) -> list[tuple[str, Kind]]:
        return self.random.sample(pairs, len(pairs))

    def _owner(self, key: str) -> str:
        return str(self.facts.rows[key]["owner"])

    def _may_ask(self, key: str) -> bool:
        return self._owner(key) in self.people and self._is_settled(key)

    def _is_settled(self, key: str) -> bool:
        """Its owner was there, and in good standing, on all days that an approach may be of."""
        owner, since = self.facts.owner(key), self.facts.rows[key].get("since_year") or 0
        registered = max(owner["registered_on"], owner["charity_since"] or "")
        return registered < "2025-01-01" and since < 2025 and owner["standing"] == "normal"

    def _candidate(self, asker: str, kind: Kind, opened: int) -> str | None:
        others = [key for key in sorted(self.facts.listings[kind]) if key in self.free and self._is_settled(key)]
        near = sorted(((self.facts.nearness(asker, key), key) for key in others), key=lambda pair: (-pair[0], pair[1]))
        days = (opened, max(1, opened - 30))
        found = [
            key
            for value, key in near[:40]
            if value >= NEAR
            and frozenset((asker, key)) not in self.asked
            and all(self.facts.may_pair(asker, key, day, {}) for day in days)
        ]
        return self.random.choice(found[:PLAUSIBLE]) if found else None

    def _row(self, number: int, asker: str, candidate: str, opened: int) -> Row:
        end = self.random.choices([name for name, _ in ENDS], [weight for _, weight in ENDS])[0]
        if end == "decline" and self._owner(candidate) not in self.people:
            end = "lapse"  # there is nobody who could say no
        delivers = {Kind.PROJECT, Kind.SERVICE}
        need = next((key for key in (asker, candidate) if key.startswith("need")), None)
        offer = next(key for key in (candidate, asker) if Kind(key.split("-")[0]) in delivers)
        story = Story(self.random, self.texts, Deal(asker, candidate, need, offer, {}, 0, 0, is_public=False), opened)
        if end != "lapse":
            story.pass_days(2, 8)
        getattr(story, end)()
        key = f"approach-{number:04d}"
        return {"key": key, "asker": asker, "candidate": candidate, "message": story.message, "events": story.events}


def put_aside(rows: dict[str, Row], facts: Facts) -> Iterator[Row]:
    """What each side that asked put aside before, in the order in which it did: reasons, not listings.

    Which listing misses what the reason says depends on who was on the market then, so that planting finds it. Those
    who show the demo have put nothing aside.
    """
    random, notes = Random(SEED), read_parts("put_aside")
    shown = {row["organization"] for row in rows_of("people.jsonl").values() if row["shown"]}
    for key, row in rows.items():
        if facts.rows[row["asker"]]["owner"] in shown:
            continue
        kind = Kind(row["asker"].split("-")[0])
        reasons = [reason for reason, often in PICKY[kind] if random.random() < often]
        for number, reason in enumerate(reasons, start=1):
            note = random.choice(notes[reason]) if random.random() < 0.5 else ""
            yield {"key": f"{key}-aside-{number}", "pairing": key, "reason": reason, "note": note}


def _named_in(rows: dict[str, Row]) -> set[str]:
    """The listings that pairings are about."""
    return {key for row in rows.values() for key in (row["asker"], row["candidate"])} | {
        event["listing"] for row in rows.values() for event in row["events"] if "listing" in event
    }


def main() -> None:
    """Write both files, and say what is in them."""
    approaches = Approaches()
    rows = list(approaches.compose())
    write_demo("approaches", rows)
    told = rows_of("pairings.jsonl") | {row["key"]: row for row in rows}
    write_demo("put_aside", put_aside(told, approaches.facts))
    ends = Counter(row["events"][-1]["step"] for row in rows)
    kinds = Counter(f"{row['asker'].split('-')[0]} asks {row['candidate'].split('-')[0]}" for row in rows)
    aside = (DEMO / "put_aside.jsonl").read_text(encoding="utf-8").splitlines()
    print(len(rows), "approaches", dict(ends), dict(kinds), Counter(json.loads(line)["reason"] for line in aside))


if __name__ == "__main__":
    main()
