"""Draws the demo market's 449 provider organizations from the parts in seeds/parts/providers*.json."""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from random import Random
from typing import Any

from scripts.compose import providers
from scripts.compose.files import credit_code, read_parts, write_demo

SEED = 20190401
OVERSEAS_NUMBERS = 400_000
ASSOCIATIONS = 58
# How likely a provider of a field is a membership association; every other field: 1.
LIKELY_ASSOCIATION = {"religion": 60, "commerce": 12, "profession": 12, "sports": 6, "culture": 5, "agriculture": 4}
LEVELS = ("1A", "2A", "3A", "4A", "5A")
YEARS_OF_EXEMPTION, YEARS_OF_DEDUCTION, YEARS_OF_LEVEL = 5, 3, 5
Row = dict[str, Any]


class Deck:
    """Alternatives that are dealt in random order; none comes again before all have come."""

    def __init__(self, rng: Random, cards: Iterable[Any]) -> None:
        self._rng, self._cards, self._left = rng, tuple(cards), []

    def deal(self) -> Any:
        """The next card."""
        if not self._left:
            self._left = self._rng.sample(self._cards, len(self._cards))
        return self._left.pop()


def fill_numbers(rng: Random, text: str) -> str:
    """The text with every <low-high/step> replaced by a number drawn from that range."""

    def draw(found: re.Match[str]) -> str:
        low, high, step = (int(group or 1) for group in found.groups())
        return str(rng.randrange(low, high + 1, step))

    return re.sub(r"<(\d+)-(\d+)(?:/(\d+))?>", draw, text)


def day_between(rng: Random, first: date, last: date) -> date:
    """A day from `first` to `last`."""
    return first + timedelta(days=rng.randint(0, max(0, (last - first).days)))


def years_later(day: date, years: int) -> date:
    """The day before the anniversary, when a term of `years` ends."""
    return date(day.year + years, day.month, min(day.day, 28)) - timedelta(days=1)


def topics() -> dict[str, Row]:
    """What providers do, by topic: its field, groups, and parts of names, scopes and missions."""
    return {**read_parts("providers"), **read_parts("providers_fields")}


def topic_keys() -> dict[int, str]:
    """The topic of each provider, by number: the topics of its primary field in turn."""
    by_field: dict[str, list[str]] = {}
    for key, topic in topics().items():
        by_field.setdefault(topic["field"], []).append(key)
    turns = {field: _in_turn(keys) for field, keys in by_field.items()}
    return {number: next(turns[providers.primary_field(number)]) for number in range(1, providers.COUNT + 1)}


def _in_turn(keys: Sequence[str]) -> Iterator[str]:
    while True:
        yield from keys


def _kinds(rng: Random, foreign: int) -> dict[int, str]:
    """The credit code prefix of each provider, by number."""
    numbers = range(1, providers.COUNT + 1)
    overseas = [number for number in numbers if providers.primary_field(number) == "international"][:foreign]
    chances = {
        number: rng.random() ** (1 / LIKELY_ASSOCIATION.get(providers.primary_field(number), 1))
        for number in numbers
        if number not in overseas
    }
    associations = sorted(chances, key=chances.__getitem__, reverse=True)[:ASSOCIATIONS]
    return {
        **dict.fromkeys(numbers, "52"),
        **dict.fromkeys(associations, "51"),
        **dict.fromkeys(overseas, "G1"),
    }


class Composer:
    """Draws one provider after the other; holds the decks they share."""

    def __init__(self) -> None:
        self.rng = Random(SEED)
        self.names, self.shared, self.topics = read_parts("providers_names"), read_parts("providers_shared"), topics()
        self.people = Deck(self.rng, [s + g for s in self.names["surnames"] for g in self.names["given"]])
        self.brands = Deck(self.rng, self._brands())
        self.foreign = iter(self.names["overseas"])
        self.missions: set[str] = set()
        self.decks: dict[tuple[str, str], Deck] = {}
        self.prefixes = _kinds(self.rng, len(self.names["overseas"]))
        self.topic_keys = topic_keys()

    def _brands(self) -> list[tuple[str, str]]:
        pairs = [(a + b, c + d) for a, c in self.names["first"] for b, d in self.names["second"]]
        room = providers.COUNT - len(self.names["whole"])
        return [tuple(whole) for whole in self.names["whole"]] + self.rng.sample(pairs, room)

    def part(self, topic: str, name: str) -> str:
        """One of the topic's alternatives for a part, with its numbers filled in."""
        parts = self.shared if topic == "shared" else self.topics[topic]
        deck = self.decks.setdefault((topic, name), Deck(self.rng, parts[name]))
        return fill_numbers(self.rng, deck.deal())

    def compose(self) -> list[Row]:
        """All providers, with the ties between them."""
        rows = [self._provider(number) for number in range(1, providers.COUNT + 1)]
        self._tie(rows)
        return rows

    def _provider(self, number: int) -> Row:
        key, prefix, topic_key = providers.key(number), self.prefixes[number], self.topic_keys[number]
        topic = self.topics[topic_key]
        overseas = next(self.foreign) if prefix == "G1" else None
        registered = self._registered(overseas is not None)
        fields = [topic["field"]] if overseas else list(dict.fromkeys([topic["field"], providers.second_field(number)]))
        level, level_until = (None, None) if overseas else self._level(registered)
        charity = self._charity_since(registered) if level else None
        staff, licensed = self._staff(prefix, topic)
        return {
            "key": key,
            "credit_code": credit_code(prefix, OVERSEAS_NUMBERS + number if overseas else number),
            **self._name(overseas, prefix, topic_key, providers.seat(number)),
            "registered_on": registered.isoformat(),
            "scope": self._scope(topic_key, fields[-1]),
            "mission": overseas["mission"] if overseas else self._mission(topic_key),
            "division": providers.seat(number),
            "address": self._address(providers.seat(number)),
            "fields": fields,
            "groups": self._groups(topic),
            "assessment_level": level,
            "assessment_valid_until": level_until and level_until.isoformat(),
            "standing": self._standing(key),
            "full_time_staff": staff,
            "licensed_social_workers": licensed,
            "legal_representative": self.people.deal(),
            "charity_since": charity and charity.isoformat(),
            "qualifications": [] if overseas else self._qualifications(number, prefix, topic, level, charity),
            "related_parties": [],
        }

    def _registered(self, overseas: bool) -> date:
        year = self.rng.randint(2017, 2024) if overseas else int(self.rng.triangular(2006, 2026, 2016))
        return day_between(self.rng, date(year, 1, 4), date(year, 12, 24))

    def _name(self, overseas: Row | None, prefix: str, topic_key: str, seat: str) -> Row:
        if overseas:
            return {
                "name": overseas["name"],
                "name_en": overseas["name_en"],
                "registering_authority": "广东省公安厅",
            }
        brand, brand_en = self.brands.deal()
        city = self.rng.random() < 0.17
        place = "深圳市" if city else "深圳市福田区"
        if topic_key == "community" and not city and self.rng.random() < 0.4:
            place += self.names["seats"][seat] + "街道"
        kind = self.part(topic_key, "associations" if prefix == "51" else "suffixes")
        form = "Association" if prefix == "51" else "Centre"
        english = f"{brand_en} {self.topics[topic_key]['en']} {form}, {'Shenzhen' if city else 'Futian'}"
        return {
            "name": place + brand + kind,
            "name_en": english if self.rng.random() < 0.09 else None,
            "registering_authority": "深圳市民政局" if city else "深圳市福田区民政局",
        }

    def _scope(self, topic_key: str, second: str) -> str:
        parts = {"a": self.part(topic_key, "scopes"), "b": self.part(topic_key, "scopes")}
        if parts["a"] == parts["b"]:
            return self._scope(topic_key, second)
        return self.part("shared", "scope_forms").format(s=self.rng.choice(self.shared["second"][second]), **parts)

    def _mission(self, topic_key: str) -> str:
        parts = {"f": self.part(topic_key, "first"), "t": self.part(topic_key, "then")}
        mission = self.part("shared", "mission_forms").format(p=self.part("shared", "practice"), **parts)
        if mission in self.missions:
            return self._mission(topic_key)
        self.missions.add(mission)
        return mission

    def _address(self, seat: str) -> str:
        rng, names = self.rng, self.names
        place = rng.choice(names["buildings"]).format(
            a=rng.randint(1, 260),
            b=rng.randint(2, 9),
            c=rng.choice(names["houses"]),
            d=100 * rng.randint(1, 16) + rng.randint(1, 18),
        )
        return f"福田区{names['seats'][seat]}街道{rng.choice(names['streets'][seat])} {place}"

    def _groups(self, topic: Row) -> list[str]:
        count = self.rng.choice((0, 0, 1, 1, 2))
        return list(dict.fromkeys(topic["groups"] + self.rng.sample(topic["also"], min(count, len(topic["also"])))))

    def _level(self, registered: date) -> tuple[str | None, date | None]:
        if registered.year > 2023 or self.rng.random() < 0.43:
            return None, None
        awarded = day_between(self.rng, max(years_later(registered, 2), date(2020, 9, 1)), date(2026, 8, 30))
        return self.rng.choices(LEVELS, (3, 6, 22, 14, 8))[0], years_later(awarded, YEARS_OF_LEVEL)

    def _charity_since(self, registered: date) -> date | None:
        if self.rng.random() > 0.3:
            return None
        return day_between(self.rng, max(registered, date(2016, 9, 1)), date(2025, 12, 20))

    def _staff(self, prefix: str, topic: Row) -> tuple[int, int]:
        if prefix != "52":
            return self.rng.randint(1, 9), self.rng.randint(0, 2)
        staff = int(self.rng.triangular(2, 64, 7))
        share = self.rng.uniform(0.25, 0.65) if topic["field"] == "social_service" else self.rng.uniform(0, 0.25)
        return staff, round(staff * share)

    def _standing(self, key: str) -> str:
        if key in self.shared["dishonest"]:
            return "seriously_dishonest"
        return "abnormal" if key in self.shared["abnormal"] else "normal"

    def _qualifications(
        self, number: int, prefix: str, topic: Row, level: str | None, charity: date | None
    ) -> list[Row]:
        rng, found = self.rng, []
        if level and rng.random() < 0.5:
            found.append(self._qualification("non_profit_exempt", "深财税免", number, YEARS_OF_EXEMPTION))
        if level in LEVELS[2:] and rng.random() < 0.25:
            found.append(self._qualification("tax_deductible", "粤税前扣除", number, YEARS_OF_DEDUCTION))
        if charity and rng.random() < 0.15:
            found.append(self._qualification("public_fundraising", "公募", number, None, charity))
        if "licence" in topic and prefix == "52":
            found.append(self._qualification("licence", topic["licence"], number, rng.choice((3, 5, None))))
        return found

    def _qualification(
        self, kind: str, title: str, number: int, years: int | None, earliest: date = date(2021, 3, 1)
    ) -> Row:
        issued = day_between(self.rng, max(earliest, date(2021, 3, 1)), date(2026, 6, 30))
        return {
            "kind": kind,
            "certificate": f"演示·{title}〔{issued.year}〕{number:04d}号",
            "issued_on": issued.isoformat(),
            "expires_on": years_later(issued, years).isoformat() if years else None,
        }

    def _tie(self, rows: list[Row]) -> None:
        """Give about a fifth of the providers related parties; some people and founders stand behind two."""
        tied = self.rng.sample(rows, 92)
        for one, other in zip(tied[0:30:2], tied[1:30:2], strict=True):
            person = self.people.deal()
            one["related_parties"].append(_party(person, self.rng.choice(("director", "founder", "supervisor"))))
            other["related_parties"].append(_party(person, "director"))
        for row in tied[30:60]:
            organization = self._funder()
            row["related_parties"].append(
                _party(self.people.deal(), self.rng.choice(("founder", "donor")), organization)
            )
        for row in tied[50:]:
            row["related_parties"].append(_party(self.people.deal(), self.rng.choice(("founder", "director", "donor"))))
        for row in tied[80:]:
            surname = row["legal_representative"][0]
            row["related_parties"].append(_party(surname + self.rng.choice(self.names["given"]), "kin"))

    def _funder(self) -> str:
        """The key of a foundation, or now and then of an enterprise."""
        return f"e-{self.rng.randint(1, 60):03d}" if self.rng.random() < 0.3 else f"f-{self.rng.randint(1, 284):03d}"


def _party(name: str, relation: str, organization: str | None = None) -> Row:
    return {"name": name, "relation": relation, "organization": organization}


if __name__ == "__main__":
    write_demo("organizations_providers", Composer().compose())
