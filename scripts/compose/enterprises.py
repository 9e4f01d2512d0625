"""Writes the 60 demo enterprises, told by hand; registers' facts are drawn."""

from random import Random
from typing import Any

from scripts.compose.files import credit_code, read_parts, write_demo
from scripts.compose.funders import NAMES, day, person

SEED = 910301
FIRST_NUMBER = 300_001
STANDINGS = {"e-036": "abnormal"}


def compose() -> list[dict[str, Any]]:
    """All enterprises, by key."""
    random, parts = Random(SEED), read_parts("foundations")
    return [_register(random, parts, number, told) for number, told in enumerate(read_parts("enterprises"))]


def _register(random: Random, parts: dict[str, Any], number: int, told: dict[str, Any]) -> dict[str, Any]:
    key = f"e-{number + 1:03d}"
    road = f"福田区{NAMES[told['division']]}街道{random.choice(parts['roads'])}{random.randint(2, 288)}号"
    return {
        "key": key,
        "credit_code": credit_code("91", FIRST_NUMBER + number),
        "name": told["name"],
        "name_en": told["name_en"],
        "registered_on": day(random, 1996, 2022),
        "registering_authority": "深圳市市场监督管理局",
        "scope": told["scope"],
        "mission": told["mission"],
        "division": told["division"],
        "address": f"{road}{random.choice(parts['buildings'])}{random.randint(2, 30)}{random.randint(1, 18):02d}室",
        "fields": told["fields"],
        "groups": told["groups"],
        "assessment_level": None,
        "assessment_valid_until": None,
        "standing": STANDINGS.get(key, "normal"),
        "full_time_staff": told["staff"],
        "licensed_social_workers": 0,
        "legal_representative": person(random, parts),
        "charity_since": None,
        "qualifications": [],
        "related_parties": [],
    }


if __name__ == "__main__":
    write_demo("organizations_enterprises", compose())
