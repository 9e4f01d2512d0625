"""Composes the demo market's 225 services: those written whole, and variants of each topic filled in for an owner."""

from collections.abc import Iterator
from random import Random
from typing import Any

from scripts.compose import providers
from scripts.compose.files import read_parts, whole_text, write_demo
from scripts.compose.provider_organizations import Composer as Organizations
from scripts.compose.provider_organizations import Deck, fill_numbers, topic_keys, topics
from scripts.compose.shingles import Shelf

SEED = 20191018
COUNT = 210  # beside those that are written in English
NEAREST = 0.35
LATEST_START = 2018  # composed services speak of years of experience
LAST_YEAR = 2025
Row = dict[str, Any]


class Owners:
    """The providers by topic; one after the other comes to own a service, a second time only when all have one."""

    def __init__(self, rng: Random) -> None:
        rows = Organizations().compose()
        self._waiting: dict[str, list[Row]] = {}
        for row, topic in zip(rows, topic_keys().values(), strict=True):
            if row["registering_authority"] != "广东省公安厅":
                self._waiting.setdefault(topic, []).append(row)
        for waiting in self._waiting.values():
            rng.shuffle(waiting)

    def next(self, topic: str, since_year: int) -> Row:
        """A provider of the topic that was registered by the year; it goes to the end of the line."""
        waiting = self._waiting[topic]
        owner = next(row for row in waiting if int(row["registered_on"][:4]) <= since_year)
        waiting.remove(owner)
        waiting.append(owner)
        return owner


class Composer:
    """Draws services; holds the owners, the decks and the shelf that they share."""

    def __init__(self) -> None:
        self.rng = Random(SEED)
        self.parts = {**read_parts("services"), **read_parts("services_fields")}
        self.shared, self.terms, self.topics = read_parts("services_shared"), read_parts("services_terms"), topics()
        self.owners, self.shelf = Owners(self.rng), Shelf()
        self.decks: dict[str, Deck] = {}
        self.variants = {topic: self.rng.sample(range(5), 5) for topic in self.parts}

    def compose(self) -> list[Row]:
        """All services, the hand-written ones spread among the others, with their keys."""
        hand = [self._by_hand(row) for row in read_parts("services_hand")]
        turns = self._topics_in_turn()
        rows = hand + [self._accepted(next(turns)) for _ in range(COUNT - len(hand))]
        self.rng.shuffle(rows)
        rows += [self._by_hand(row | {"language": "en"}) for row in read_parts("services_english")]
        return [{"key": f"service-{number:04d}", **row} for number, row in enumerate(rows, 1)]

    def _topics_in_turn(self) -> Iterator[str]:
        while True:
            yield from self.rng.sample(sorted(self.parts), len(self.parts))

    def _by_hand(self, written: Row) -> Row:
        topic = written["topic"]
        owner = self.owners.next(topic, written["since_year"])
        row = {"owner": owner["key"], "language": "zh", "fields": self._fields(topic, owner), "by": "hand"}
        row |= {"starts_in_days": None, "ends_in_days": None} | written
        row.pop("topic")
        self.shelf.add(whole_text(row))
        return row

    def _accepted(self, topic: str) -> Row:
        """A service of the topic that is not too like any other."""
        variant = self.variants[topic].pop()
        owner = self.owners.next(topic, LATEST_START)
        while True:
            row = self._composed(topic, variant, owner)
            if self.shelf.nearest(whole_text(row)) < NEAREST:
                self.shelf.add(whole_text(row))
                return row

    def _composed(self, topic: str, variant: int, owner: Row) -> Row:
        parts, terms = self.parts[topic], self.terms[topic][variant]
        capacity = self._round_number(self.rng.randint(*terms["capacity"]))
        since = self.rng.randint(min(LATEST_START, max(int(owner["registered_on"][:4]), 2009)), LATEST_START)
        slots = self._slots(owner, since, capacity, terms["unit"])
        experience = parts["past"][variant] + self._deal("experience_tails")
        return {
            "owner": owner["key"],
            "language": "zh",
            "fields": self._fields(topic, owner),
            "by": "composed",
            **self._times(),
            "title": parts["titles"][variant],
            "summary": fill_numbers(self.rng, self._summary(parts, variant).format(**slots)),
            "experience": fill_numbers(self.rng, experience.format(**slots)),
            "groups": self._groups(self.topics[topic]["groups"] + terms["groups"], owner),
            "sdgs": parts["sdgs"],
            "divisions": self._divisions(owner["division"]),
            "capacity": capacity,
            "since_year": since,
            **self._cost(terms["cost"]),
        }

    def _summary(self, parts: Row, variant: int) -> str:
        return self._deal("forms").format(
            offer=parts["offers"][variant],
            how=parts["how"][variant],
            staff=self._deal("staff", parts["staff"]),
            limit=self._deal("limits"),
            ask=self._deal("asks", parts["staff"]),
        )

    def _deal(self, name: str, inner: str | None = None) -> str:
        cards = self.shared[name][inner] if inner else self.shared[name]
        return self.decks.setdefault(f"{name} {inner}", Deck(self.rng, cards)).deal()

    def _slots(self, owner: Row, since: int, capacity: int, unit: str) -> Row:
        return {
            "seat": owner["address"].removeprefix("福田区").split("街道")[0],
            "estate": self._deal("estates"),
            "school": self._deal("schools"),
            "since": since,
            "year": self.rng.randint(max(since + 2, 2021), LAST_YEAR),
            "capacity": capacity,
            "unit": unit,
        }

    def _fields(self, topic: str, owner: Row) -> list[str]:
        """The topic's field, and those of its neighbours that the owner works in too."""
        near = self.shared["also_fields"].get(topic, [])
        return [self.topics[topic]["field"]] + [field for field in near if field in owner["fields"][1:]]

    def _groups(self, served: list[str], owner: Row) -> list[str]:
        own = list(dict.fromkeys(served))
        return own + [group for group in owner["groups"] if group not in own and self.rng.random() < 0.15]

    def _divisions(self, seat: str) -> list[str]:
        """Where it can be delivered: the whole district, or the seat with up to two others."""
        if self.rng.random() < 0.25:
            return ["440304"]
        others = [division for division in providers.DIVISIONS if division != seat]
        return [seat, *sorted(self.rng.sample(others, self.rng.choice((0, 1, 1, 2, 2))))]

    def _times(self) -> Row:
        """Most services are always on offer; some for a season only."""
        if self.rng.random() > 0.12:
            return {"starts_in_days": None, "ends_in_days": None}
        start = self.rng.randint(7, 60)
        return {"starts_in_days": start, "ends_in_days": start + self.rng.choice((120, 180, 270, 365))}

    def _cost(self, terms: list[Any] | None) -> Row:
        """What one unit costs; None for what is free, and for some who would rather talk about it."""
        if not terms or self.rng.random() < 0.12:
            return {"unit_cost_yuan": None, "unit_note": None}
        note, low, high = terms
        return {"unit_cost_yuan": self._round_number(self.rng.randint(low, high)), "unit_note": note}

    @staticmethod
    def _round_number(value: int) -> int:
        """The number as people say it: 4,237 becomes 4,200, and 23 stays."""
        step = 1000 if value >= 20_000 else 100 if value >= 2_000 else 10 if value >= 60 else 1
        return value // step * step


if __name__ == "__main__":
    write_demo("services", Composer().compose())
