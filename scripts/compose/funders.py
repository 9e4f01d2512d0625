"""What the composers of demo foundations, enterprises, programmes and resources share: drawing words and sums."""

import re
from collections.abc import Sequence
from random import Random
from typing import Any, TypeVar

from scripts.compose.files import read_parts
from scripts.compose.providers import DIVISIONS

DISTRICT = "440304"
NAMES = dict(
    zip(DIVISIONS, ("南园", "园岭", "福田", "沙头", "香蜜湖", "梅林", "莲花", "华富", "福保", "华强北"), strict=True)
)
FOUNDATIONS = 284
SEED = 530100
TOO_NEAR = 0.3
CHOICE = re.compile(r"\{([^{}]*)\}")
Thing = TypeVar("Thing")


def foundation(number: int) -> str:
    """The key of foundation `number`, 1 to FOUNDATIONS."""
    return f"f-{number:03d}"


def brands() -> dict[str, str]:
    """What each foundation calls itself, by its key; founders' names and invented words, none twice."""
    parts = read_parts("foundations")
    random = Random(SEED)
    own = [key for key in map(foundation, range(1, FOUNDATIONS + 1)) if key not in parts["corporate"]]
    words = sorted({first + second for first in parts["firsts"] for second in parts["seconds"] if first != second})
    told = parts["brands"] + parts["persons"]
    mixed = told + random.sample(words, len(own) - len(told))
    random.shuffle(mixed)
    return dict(zip(own, mixed, strict=True)) | {key: brand for key, (_, brand) in parts["corporate"].items()}


def expand(random: Random, text: str, **known: str) -> str:
    """The text with each {name} replaced by what is known, and each {one|two} by one of its alternatives."""
    return CHOICE.sub(lambda slot: known.get(slot[1]) or random.choice(slot[1].split("|")), text)


def weighted(random: Random, choices: Sequence[tuple[Thing, int]]) -> Thing:
    """One of the choices, each as likely as its weight."""
    return random.choices([choice for choice, _ in choices], [weight for _, weight in choices])[0]


def yuan(amount: int) -> str:
    """A sum as people say it: 5000元, 1.5万元."""
    return f"{amount / 10_000:g}万元" if amount >= 10_000 else f"{amount}元"


def subdistricts(random: Random, most: int) -> list[str]:
    """One to `most` subdistricts, in order."""
    return sorted(random.sample(DIVISIONS, random.randint(1, most)))


def places(divisions: Sequence[str]) -> str:
    """The divisions in words."""
    if DISTRICT in divisions:
        return "福田区"
    return "、".join(NAMES[code] for code in divisions) + "街道"


def person(random: Random, parts: dict[str, Any]) -> str:
    """An invented name; `parts` hold surnames and given names."""
    return f"{random.choice(parts['surnames'])}{random.choice(parts['given'])}"


def day(random: Random, first: int, last: int) -> str:
    """A day of one of the years, as written in registers."""
    return f"{random.randint(first, last)}-{random.randint(1, 12):02d}-{random.randint(1, 28):02d}"
