"""What fills the slots of a composed project: places, numbers, dates and money that agree with its fields."""

import random
from collections.abc import Mapping, Sequence
from typing import Any

DISTRICT = "440304"
# code: Chinese name, English name, neighbouring subdistricts
SUBDISTRICTS = {
    "440304001": ("南园", "Nanyuan", ("440304010", "440304011", "440304004")),
    "440304002": ("园岭", "Yuanling", ("440304009", "440304011")),
    "440304004": ("福田", "Futian", ("440304001", "440304005", "440304008", "440304010")),
    "440304005": ("沙头", "Shatou", ("440304004", "440304006", "440304010")),
    "440304006": ("香蜜湖", "Xiangmihu", ("440304005", "440304007", "440304008")),
    "440304007": ("梅林", "Meilin", ("440304006", "440304008")),
    "440304008": ("莲花", "Lianhua", ("440304006", "440304007", "440304009", "440304004")),
    "440304009": ("华富", "Huafu", ("440304002", "440304008", "440304011")),
    "440304010": ("福保", "Fubao", ("440304004", "440304005")),
    "440304011": ("华强北", "Huaqiangbei", ("440304001", "440304002", "440304009")),
}
COUNTS = {1: "", 2: "两个", 3: "三个"}
DAYS = ("一", "二", "三", "四", "五", "六", "日")
DAYS_EN = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def divisions(rng: random.Random, seat: str) -> list[str]:
    """Where a provider works: at its seat, with neighbours, or in the whole district."""
    draw = rng.random()
    if draw < 0.12:
        return [DISTRICT]
    near = SUBDISTRICTS[seat][2]
    return [seat, *rng.sample(near, min(len(near), 0 if draw < 0.68 else 1 if draw < 0.9 else 2))]


def dates(rng: random.Random) -> dict[str, int]:
    """First and last day, counted from planting day."""
    start = rng.randint(-60, 200)
    days = rng.choice([90, 120, 180, 180, 240, 270, 300, 365, 365, 365, 450, 540, 700]) + rng.randint(-20, 20)
    return {"starts_in_days": start, "ends_in_days": start + days}


def _round(amount: float) -> int:
    """An amount as people write it in a budget."""
    step = 1_000 if amount < 60_000 else 5_000 if amount < 400_000 else 20_000
    return int(amount // step) * step


def money(rng: random.Random, topic: Mapping[str, Any]) -> dict[str, int]:
    """People reached, and the budget that this takes: raised so far, and the least grant that helps."""
    low, high = topic["people"]
    people = round(low * (high / low) ** rng.random())
    people = people if people < 80 or rng.random() < 0.3 else people // 10 * 10
    budget = min(1_500_000, max(20_000, _round(people * rng.uniform(*topic["yuan_each"]))))
    raised = _round(budget * rng.choice([0, 0, 0, 0.1, 0.2, 0.3, 0.45, 0.6, 0.78]))
    gap = budget - raised
    least = max(min(gap, 5_000), _round(gap * rng.choice([0.2, 0.3, 0.5, 0.5, 0.7, 1.0])))
    return {"beneficiaries_count": people, "budget_yuan": budget, "raised_yuan": raised, "minimum_yuan": least}


def _place(codes: Sequence[str], language: str) -> str:
    """The places of a project in words."""
    if codes[0] == DISTRICT:
        return "福田区" if language == "zh" else "Futian District"
    if language == "en":
        names = [SUBDISTRICTS[code][1] for code in codes]
        return " and ".join(names) if len(names) < 3 else f"{names[0]}, {names[1]} and {names[2]}"
    return "、".join(SUBDISTRICTS[code][0] for code in codes) + f"{COUNTS[len(codes)]}街道"


def _short(codes: Sequence[str], language: str) -> str:
    """The first place in its shortest form, for a title."""
    name = SUBDISTRICTS.get(codes[0], ("福田", "Futian"))
    return name[0] if language == "zh" else name[1]


def _amount(yuan: int) -> str:
    """An amount in Chinese, in ten thousands if there is one."""
    return f"{yuan / 10_000:.4g}万元" if yuan >= 10_000 else f"{yuan}元"


def _numbers(rng: random.Random, row: Mapping[str, Any]) -> dict[str, Any]:
    """Numbers that agree with the project's fields, and a few of their own."""
    people = row["beneficiaries_count"]
    return {
        "n": people,
        "h": max(3, round(people / 2.7)),
        "part": max(4, round(people * rng.uniform(0.15, 0.42))),
        "last": max(6, round(people * rng.uniform(0.3, 0.8))),
        "months": round((row["ends_in_days"] - row["starts_in_days"]) / 30.4),
        "vol": rng.randint(8, min(40, max(10, people // 3))),
        "staff": min(6, 2 + row["budget_yuan"] // 150_000),
        "small": rng.randint(3, 9),
        "years": rng.randint(2, 9),
        "visits": rng.randint(12, 48),
        "pct2": rng.randint(2, 6),
        "raised": _amount(row["raised_yuan"]),
        "gap": _amount(row["budget_yuan"] - row["raised_yuan"]),
        "budget": _amount(row["budget_yuan"]),
    }


def _names(
    rng: random.Random, places: Mapping[str, Any], topic: Mapping[str, Any], row: Mapping[str, Any]
) -> dict[str, Any]:
    """Places and times of the project in words."""
    language = topic["language"]
    names = places[language]
    estate, other = rng.sample(names["estates"], 2)
    day = rng.randrange(len(DAYS))
    return {
        "place": _place(row["divisions"], language),
        "s": _short(row["divisions"], language),
        "spot": _place(row["divisions"][:1], language),
        "estate": estate,
        "estate2": other,
        "village": rng.choice(names["villages"]),
        "school": rng.choice(names["schools"]),
        "community": rng.choice(names["communities"]),
        "sessions": rng.randint(*topic["sessions"]),
        "day": DAYS[day],
        "day_en": DAYS_EN[day],
    }


class Values(dict[str, Any]):
    """Every slot that a part may name; a percentage is drawn anew each time, the others stay."""

    def __init__(
        self, rng: random.Random, places: Mapping[str, Any], topic: Mapping[str, Any], row: Mapping[str, Any]
    ) -> None:
        super().__init__(_numbers(rng, row) | _names(rng, places, topic, row))
        self._rng = rng

    def __missing__(self, name: str) -> int:
        if name != "pct":
            raise KeyError(name)
        return self._rng.randint(62, 92)
