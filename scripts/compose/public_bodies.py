"""Writes the forty demo public bodies: subdistrict offices, district bureaus, community centres, mass organizations."""

from collections.abc import Mapping
from typing import Any

from scripts.compose.files import credit_code, read_parts, write_demo

FIRST_NUMBER = 200_001
AUTHORITIES = {
    "11": "福田区机构编制管理办公室（演示）",
    "12": "福田区事业单位登记管理机关（演示）",
    "13": "福田区机构编制管理办公室（演示）",
}


def organization(place: int, part: Mapping[str, Any]) -> dict[str, Any]:
    """The registration of the body at `place`, counted from 0; what no public body has stays empty."""
    return {
        "key": f"d-{place + 1:03d}",
        "credit_code": credit_code(part["prefix"], FIRST_NUMBER + place),
        "name": part["name"],
        "name_en": part["name_en"],
        "registered_on": part["registered_on"],
        "registering_authority": AUTHORITIES[part["prefix"]],
        "scope": part["scope"],
        "mission": part["mission"],
        "division": part["division"],
        "address": part["address"],
        "fields": part["fields"],
        "groups": part["groups"],
        "assessment_level": None,
        "assessment_valid_until": None,
        "standing": "normal",
        "full_time_staff": part["staff"],
        "licensed_social_workers": part["social_workers"],
        "legal_representative": part["head"],
        "charity_since": None,
        "qualifications": [],
        "related_parties": part.get("related_parties", []),
    }


def compose() -> list[dict[str, Any]]:
    """All public bodies, in the order of their keys."""
    return [organization(place, part) for place, part in enumerate(read_parts("public_bodies"))]


if __name__ == "__main__":
    write_demo("organizations_public", compose())
