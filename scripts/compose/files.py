"""Reading the parts and writing the demo market's files, one JSON object a line."""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from market.organizations.credit_code import FICTITIOUS_DIVISION, check_character

ROOT = Path(__file__).parents[2]
PARTS = ROOT / "seeds" / "parts"
DEMO = ROOT / "seeds" / "demo"
TEXTS = ("title", "summary", "outcome", "conditions", "method", "evidence", "indicators", "experience", "exclusions",
         "procedure")  # fmt: skip


def read_parts(name: str) -> Any:
    """The content of seeds/parts/NAME.json."""
    return json.loads((PARTS / f"{name}.json").read_text(encoding="utf-8"))


def write_demo(name: str, rows: Iterable[Mapping[str, Any]]) -> None:
    """Write seeds/demo/NAME.jsonl."""
    lines = [json.dumps(row, ensure_ascii=False) for row in rows]
    (DEMO / f"{name}.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")


def whole_text(listing: Mapping[str, Any]) -> str:
    """Everything that a listing says, as the test of likeness reads it."""
    return "\n".join(str(listing[name]) for name in TEXTS if listing.get(name))


def credit_code(prefix: str, number: int) -> str:
    """A valid credit code of a fictitious organization: kind prefix ("52"), our non-division, a running number."""
    body = f"{prefix}{FICTITIOUS_DIVISION}{number:09d}"
    return body + check_character(body)
