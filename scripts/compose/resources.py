"""Writes the 110 demo resources: 25 told whole by hand, the others offered in words of their own on drawn terms."""

from random import Random
from typing import Any

from scripts.compose.enterprises import compose as enterprises
from scripts.compose.files import read_parts, whole_text, write_demo
from scripts.compose.foundations import compose as foundations
from scripts.compose.funders import DISTRICT, TOO_NEAR, expand, subdistricts, weighted
from scripts.compose.programmes import compose as programmes
from scripts.compose.public_bodies import compose as public_bodies
from scripts.compose.shingles import Shelf

SEED = 910401
GOALS = {
    "social_service": "11", "education": "4", "health": "3", "culture": "11", "environment": "12", "law": "16",
    "sports": "3", "research": "9", "agriculture": "2", "international": "17", "profession": "17", "commerce": "8",
    "religion": "1", "other": "13",
}  # fmt: skip


def compose() -> list[dict[str, Any]]:
    """All resources, those told by hand first."""
    shelf, random, parts = Shelf(), Random(SEED), read_parts("resources_parts")
    for programme in programmes():
        shelf.add(whole_text(programme))
    rows = []
    for told in read_parts("resources_hand"):
        rows.append(told | {"by": "hand"} | _when(told["available_from_days"], told["available_until_days"]))
        shelf.add(whole_text(told))
    seats = {row["key"]: row["division"] for row in (*enterprises(), *foundations(), *public_bodies())}
    for offer in parts["offers"]:
        conditions, seat = parts["conditions"][offer["resource_kind"]], seats[offer["owner"]]
        row = _offer(random, offer, conditions, seat)
        while shelf.nearest(whole_text(row)) >= TOO_NEAR:
            row = _offer(random, offer, conditions, seat)
        shelf.add(whole_text(row))
        rows.append(row)
    return [{"key": f"resource-{number:04d}", **row} for number, row in enumerate(rows, start=1)]


def _offer(random: Random, offer: dict[str, Any], conditions: list[str], seat: str) -> dict[str, Any]:
    step = max(1, 10 ** (len(str(offer["most"])) - 2))
    quantity = random.randrange(offer["least"], offer["most"] + 1, step)
    drawn = random.sample(conditions, weighted(random, ((1, 1), (2, 4), (3, 3))))
    available_from, lasting = random.randint(-90, 40), random.randint(90, 330)
    reach = subdistricts(random, most=3) if random.random() < 0.25 else [DISTRICT]
    return {
        "owner": offer["owner"],
        "title": offer["title"],
        "language": "zh",
        "summary": offer["summary"],
        "fields": offer["fields"],
        "groups": offer["groups"],
        "sdgs": sorted({GOALS[field] for field in offer["fields"]}, key=int),
        "divisions": [seat] if offer["resource_kind"] == "venue" else reach,
        "by": "composed",
        "resource_kind": offer["resource_kind"],
        "conditions": expand(random, "".join(drawn)),
        "quantity": quantity,
        "unit": offer["unit"],
        "amount_yuan": quantity if offer["resource_kind"] == "money" else None,
        "available_from_days": available_from,
        "available_until_days": available_from + lasting,
        **_when(available_from, available_from + lasting),
    }


def _when(first: int, last: int) -> dict[str, int]:
    return {"starts_in_days": first, "ends_in_days": last}


if __name__ == "__main__":
    write_demo("resources", compose())
