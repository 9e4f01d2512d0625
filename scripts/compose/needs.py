"""Writes the 140 demo needs: 65 told whole by hand, the others composed of hand-written parts, topic by topic."""

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from itertools import cycle
from random import Random
from typing import Any

from scripts.compose.files import read_parts, whole_text, write_demo
from scripts.compose.providers import DIVISIONS
from scripts.compose.public_bodies import compose as public_bodies
from scripts.compose.shingles import Shelf

SEED = 440304
PARTS = ("titles", "tried", "outcomes", "conditions")
TELLS_SINCE_WHEN = re.compile("[前去今上]年|年前|[两三五]年|半年|上月|自从|个月")
Choice = dict[str, list[int]]  # of each part of a topic, the places of the alternatives that one need is made of
DISTRICT = "440304"
TOO_NEAR = 0.35
NAMES = dict(
    zip(DIVISIONS, ("南园", "园岭", "福田", "沙头", "香蜜湖", "梅林", "莲花", "华富", "福保", "华强北"), strict=True)
)
PROVIDERS = ("service_institution", "association")
KINDS = ((PROVIDERS, 74), ((), 14), ((*PROVIDERS, "enterprise"), 12))
LEVELS = ((None, 80), ("3A", 14), ("2A", 3), ("4A", 3))
MONTHS_IN_DAYS = (180, 240, 270, 300, 330, 360)
# Where in its topic's ranges of people and money a need of each kind of owner may lie, and who is likely to pay.
SHARES = {"department": (0.35, 0.95), "public_institution": (0.0, 0.4), "mass_organization": (0.5, 1.0)}
FUNDING = {
    "department": {"fiscal": 75, "special_fund": 15, "seeking_funds": 10},
    "public_institution": {"fiscal": 5, "special_fund": 40, "seeking_funds": 55},
    "mass_organization": {"fiscal": 5, "special_fund": 40, "seeking_funds": 55},
}
SOURCES = {"fiscal": 63, "special_fund": 35, "seeking_funds": 42}  # of all needs
KIND_BY_PREFIX = {"11": "department", "12": "public_institution", "13": "mass_organization"}
# The order of the keys in the file; a need told by hand leaves out what is as usual.
USUAL: dict[str, Any] = {
    "owner": None, "title": None, "language": "zh", "summary": None, "outcome": None, "conditions": None,
    "fields": None, "groups": None, "sdgs": None, "divisions": None, "by": "hand", "budget_yuan": None,
    "funding_source": None, "organization_kinds": list(PROVIDERS), "minimum_level": None,
    "beneficiaries_count": None, "closes_in_days": None, "starts_in_days": None, "ends_in_days": None,
}  # fmt: skip


def weighted(random: Random, choices: tuple[tuple[Any, int], ...]) -> Any:
    """One of the choices, each as likely as its weight."""
    return random.choices([choice for choice, _ in choices], [weight for _, weight in choices])[0]


def rounded(amount: float) -> int:
    """A sum of money as people budget: whole thousands, whole ten thousands from 100,000 on."""
    step = 10_000 if amount >= 100_000 else 1_000
    return max(10_000, round(amount / step) * step)


def counted(people: float) -> int:
    """A number of people as people give it: to the head up to a thousand, then in tens and hundreds."""
    step = 1 if people < 1_000 else 10 if people < 2_000 else 100
    return round(people / step) * step


def told(random: Random, text: str, place: str, people: int) -> str:
    """A part with its blanks filled: {place}, {people}, and {12-40} for a number in that range."""

    def number(found: re.Match[str]) -> str:
        drawn = random.randint(int(found[1]), int(found[2]))
        return str(drawn if drawn < 1_000 else round(drawn, -2))

    return re.sub(r"\{(\d+)-(\d+)\}", number, text.replace("{place}", place).replace("{people}", str(people)))


class Sources:
    """Who pays for the composed needs: what suits the owner, within what is left of SOURCES."""

    def __init__(self, random: Random, needs: list[dict[str, Any]]) -> None:
        self._random = random
        self._left = Counter(SOURCES) - Counter(need["funding_source"] for need in needs)

    def deal(self, kind: str) -> str:
        """A source for an owner of this kind."""
        chances = tuple((source, weight * self._left[source]) for source, weight in FUNDING[kind].items())
        source: str = weighted(self._random, chances)
        self._left[source] -= 1
        return source


class Owners:
    """Public bodies by subdistrict and kind, dealt out so that every subdistrict has its share."""

    def __init__(self, random: Random) -> None:
        self._bodies = {body["key"]: body for body in public_bodies()}
        self._random = random
        self._turns = cycle(random.sample(DIVISIONS, len(DIVISIONS)))

    def deal(self, wanted: str) -> tuple[dict[str, Any], list[str], str]:
        """An owner of the `wanted` sort ("office", "centre" or a key), where its need lies, and how it says so."""
        if wanted not in ("office", "centre"):
            return self._of_the_district(wanted)
        division = next(self._turns)
        prefix, mark = ("11", "街道办事处") if wanted == "office" else ("12", "党群服务中心")
        fitting = [
            body
            for body in self._bodies.values()
            if body["division"] == division and body["credit_code"].startswith(prefix) and mark in body["name"]
        ]
        body = self._random.choice(fitting)
        return body, [division], self._place(body)

    def _of_the_district(self, key: str) -> tuple[dict[str, Any], list[str], str]:
        if self._random.random() < 0.5:
            return self._bodies[key], [DISTRICT], "福田区"
        divisions = sorted([next(self._turns), next(self._turns)])
        return self._bodies[key], divisions, "、".join(NAMES[division] for division in divisions) + "两个街道"

    @staticmethod
    def _place(body: Mapping[str, Any]) -> str:
        name: str = body["name"]
        return name.removeprefix("福田区").split("党群")[0].split("办事处")[0]


def fitting(topic: Mapping[str, Any], part: str, problem: int, taken: Collection[int]) -> list[int]:
    """Which alternatives of a part go with a problem and are not `taken`; where the topic says nothing, all do."""
    fits = topic.get("fits", {}).get(part)
    places = range(len(topic[part])) if fits is None else [int(digit) - 1 for digit in fits[problem]]
    return [place for place in places if place not in taken]


def one_of_each(random: Random, topic: Mapping[str, Any]) -> list[Choice] | None:
    """For each need of a topic a problem and one alternative of every other part; None if they ran out."""
    choices: list[Choice] = []
    for problem in random.sample(range(len(topic["problems"])), topic["count"]):
        choice = {"problems": [problem]}
        for part in PARTS:
            free = fitting(topic, part, problem, {place for other in choices for place in other[part]})
            if not free:
                return None
            choice[part] = [random.choice(free)]
        choices.append(choice)
    return choices


def choose(random: Random, topic: Mapping[str, Any]) -> list[Choice]:
    """Which alternatives each need of a topic is made of; none is used twice."""
    while (choices := one_of_each(random, topic)) is None:
        pass
    for part in ("outcomes", "conditions"):
        for choice in choices:
            free = fitting(topic, part, choice["problems"][0], {place for other in choices for place in other[part]})
            if free and random.random() < 0.85:
                choice[part].append(random.choice(free))
    return choices


def draw_texts(
    random: Random, topic: Mapping[str, Any], shared: Mapping[str, Iterator[str]]
) -> Iterator[dict[str, str]]:
    """The texts of each need of a topic, with blanks."""
    for choice in choose(random, topic):
        said = {part: [topic[part][place] for place in places] for part, places in choice.items()}
        if random.random() < 0.1:
            said["tried"] = []
        if not TELLS_SINCE_WHEN.search("".join(said["problems"] + said["tried"])):
            said["problems"].append(next(shared["since"]))
        if random.random() < 0.55:
            said["conditions"].append(next(shared["closing_conditions"]))
        yield {
            "title": said["titles"][0],
            "summary": "".join(said["problems"] + said["tried"]),
            "outcome": "".join(said["outcomes"]),
            "conditions": "".join(said["conditions"]),
        }


def dates(random: Random) -> dict[str, int | None]:
    """When offers close and the work begins and ends, in days from planting day."""
    closes = random.randint(5, 150)
    starts = closes + random.randint(15, 45)
    known = random.random() < 0.92
    ends = starts + random.choice(MONTHS_IN_DAYS)
    return {
        "closes_in_days": closes,
        "starts_in_days": starts if known else None,
        "ends_in_days": ends if known else None,
    }


def within(ends: tuple[int, int], share: float) -> float:
    """The number that lies at a share of the way from the least to the most."""
    least, most = ends
    return least + share * (most - least)


def reach(divisions: list[str]) -> tuple[float, float]:
    """By how much a need for more than one subdistrict has more people and more money."""
    if divisions == [DISTRICT]:
        return 4.0, 1.8
    return (1.0, 1.0) if len(divisions) == 1 else (1.5, 1.3)


def compose_need(
    random: Random, topic: Mapping[str, Any], texts: Mapping[str, str], owners: Owners, sources: Sources
) -> dict[str, Any]:
    """One need of a topic: its owner, place and numbers, and its texts with the blanks filled."""
    body, divisions, place = owners.deal(random.choice(topic["owners"]))
    kind = KIND_BY_PREFIX[body["credit_code"][:2]]
    share = random.uniform(*SHARES[kind])
    times_people, times_budget = reach(divisions)
    people = counted(times_people * within(topic["people"], share))
    budget = times_budget * within(topic["budget"], share) * random.uniform(0.85, 1.15)
    need = {
        "owner": body["key"],
        **{name: told(random, text, place, people) for name, text in texts.items()},
        **{name: topic[name] for name in ("fields", "groups", "sdgs")},
        "divisions": divisions,
        "by": "composed",
        "budget_yuan": rounded(budget),
        "funding_source": sources.deal(kind),
        "organization_kinds": list(weighted(random, KINDS)),
        "minimum_level": weighted(random, LEVELS),
        "beneficiaries_count": people,
        **dates(random),
    }
    return {name: need.get(name, usual) for name, usual in USUAL.items()}


def by_hand() -> list[dict[str, Any]]:
    """The needs told whole."""
    return [{**USUAL, **need} for name in ("needs_hand_1", "needs_hand_2") for need in read_parts(name)]


def compose() -> list[dict[str, Any]]:
    """All needs, those by hand and the composed ones mixed, in the order of their keys."""
    random = Random(SEED)
    shelf = Shelf()
    needs = by_hand()
    for need in needs:
        shelf.add(whole_text(need))
    owners, sources = Owners(random), Sources(random, needs)
    shared = {name: cycle(random.sample(lines, len(lines))) for name, lines in read_parts("needs_shared").items()}
    for topic in (topic for part in (1, 2, 3) for topic in read_parts(f"needs_topics_{part}")):
        for texts in draw_texts(random, topic, shared):
            need = compose_need(random, topic, texts, owners, sources)
            if shelf.nearest(whole_text(need)) >= TOO_NEAR:
                raise ValueError(f"too like another need, write its parts anew: {need['title']}")
            shelf.add(whole_text(need))
            needs.append(need)
    random.shuffle(needs)
    return [{"key": f"need-{number:04d}", **need} for number, need in enumerate(needs, start=1)]


if __name__ == "__main__":
    write_demo("needs", compose())
