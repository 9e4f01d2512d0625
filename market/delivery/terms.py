"""What the law says of agreements, as plain rules: how long, how much, what more; and what exactly is signed."""

import hashlib
import json
from collections.abc import Sequence
from datetime import date
from typing import Any

from market.delivery.models import Agreement, Milestone
from market.errors import Message
from market.pairings.models import Pairing, Track
from market.vocabularies.calendar import months_later

# The conditions under which a purchase may last up to three years, all of them (令102 art 24).
GROUNDS = ("budget_assured", "content_fixed", "continuous", "price_stable")
LONGEST_TEXT = 5000
TEXTS = ("subject", "payment", "breach", "dispute")
BOND_PART = ADDED_PART = 10  # at most one tenth of the price: 条例 48; 采购法 49


def problems(
    track: Track, price_fen: int, starts_on: date, ends_on: date, bond_fen: int, grounds: Sequence[str]
) -> dict[str, Message]:
    """What stands against these terms, by field."""
    found: dict[str, Message] = {}
    if ends_on < starts_on:
        found["ends_on"] = Message("The end is before the beginning.")
    elif track is Track.PURCHASE:
        problem = _term_problem(starts_on, ends_on, grounds)
        found |= {"ends_on": problem} if problem else {}
    if bond_fen < 0 or bond_fen * BOND_PART > price_fen:
        found["bond_fen"] = Message("A bond is at most a tenth of the price.")
    return found


def _term_problem(starts_on: date, ends_on: date, grounds: Sequence[str]) -> Message | None:
    if ends_on >= months_later(starts_on, 36):
        return Message("A purchase lasts three years at most.")
    if ends_on >= months_later(starts_on, 12) and not set(GROUNDS) <= set(grounds):
        return Message("A purchase lasts one year at most, unless all four conditions are met: then three.")
    return None


def content_of(pairing: Pairing, agreement: Agreement, milestones: Sequence[Milestone]) -> dict[str, Any]:
    """All that the sides sign, as plain data."""
    sides = sorted(pairing.parties, key=lambda party: (party.role, party.organization.credit_code))
    return {
        "pairing": pairing.number,
        "number": agreement.number,
        "sides": [
            {"role": party.role.value, "name": party.organization.name, "credit_code": party.organization.credit_code}
            for party in sides
        ],
        **{name: getattr(agreement, name) for name in (*TEXTS, "price_fen", "bond_fen", "grounds")},
        "starts_on": agreement.starts_on.isoformat(),
        "ends_on": agreement.ends_on.isoformat(),
        "milestones": [
            {
                "title": one.title,
                "due_on": one.due_on.isoformat(),
                "amount_fen": one.amount_fen,
                "indicator": one.indicator,
            }
            for one in milestones
        ],
    }


def digest(content: dict[str, Any]) -> str:
    """SHA-256 in hex over the canonical JSON: sorted keys, no spaces, UTF-8."""
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()
