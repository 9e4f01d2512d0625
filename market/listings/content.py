"""What a listing says: the names of its fields by kind, its content as plain values, and the hash of that."""

import hashlib
import json
from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Any

from market.listings.models import (
    FundingSource,
    Listing,
    ListingTag,
    Need,
    Programme,
    Project,
    Resource,
    ResourceKind,
    Service,
    Stage,
)
from market.vocabularies.models import Vocabulary
from matching.records import Kind

MODELS: dict[Kind, type[Listing]] = {
    Kind.NEED: Need,
    Kind.PROJECT: Project,
    Kind.SERVICE: Service,
    Kind.PROGRAMME: Programme,
    Kind.RESOURCE: Resource,
}

# How each field is read and shown; a name means the same in every kind that has it.
TEXTS: dict[str, int] = {  # the most characters
    "title": 100,
    "summary": 2000,
    "outcome": 2000,
    "conditions": 2000,
    "method": 2000,
    "evidence": 2000,
    "indicators": 2000,
    "experience": 2000,
    "exclusions": 2000,
    "procedure": 2000,
    "unit": 20,
    "unit_note": 40,
}
WORDS: dict[str, Vocabulary] = {
    "fields": Vocabulary.FIELD,
    "groups": Vocabulary.GROUP,
    "sdgs": Vocabulary.SDG,
    "places": Vocabulary.DIVISION,
}
INFERABLE = {name: WORDS[name] for name in ("fields", "groups", "sdgs")}  # from the text, until a person has chosen
ENUMERATIONS: dict[str, type[StrEnum]] = {
    "funding_source": FundingSource,
    "stage": Stage,
    "resource_kind": ResourceKind,
}
DAYS = ("starts_on", "ends_on", "opens_on", "closes_on")
AMOUNTS = ("budget_fen", "raised_fen", "least_fen", "unit_cost_fen", "grant_least_fen", "grant_most_fen", "amount_fen")
COUNTS: dict[str, tuple[int, int]] = {  # the least and the most
    "least_level": (1, 5),
    "beneficiaries_count": (1, 100_000_000),
    "capacity": (1, 1_000_000),
    "since_year": (1900, 2200),
    "admin_cap_percent": (0, 100),
    "max_pairings": (1, 10_000),
    "quantity": (1, 1_000_000_000),
}

ROWS = ("criteria",)  # of several entries each, in an order that counts

SHARED = ("title", "summary", *WORDS, *DAYS)
OWN: dict[Kind, tuple[str, ...]] = {
    Kind.NEED: (
        "outcome",
        "conditions",
        "budget_fen",
        "funding_source",
        "admits",
        "least_level",
        "beneficiaries_count",
        "criteria",
    ),
    Kind.PROJECT: (
        "method",
        "evidence",
        "indicators",
        "stage",
        "budget_fen",
        "raised_fen",
        "least_fen",
        "beneficiaries_count",
    ),
    Kind.SERVICE: ("experience", "capacity", "since_year", "unit_cost_fen", "unit_note"),
    Kind.PROGRAMME: (
        "exclusions",
        "procedure",
        "grant_least_fen",
        "grant_most_fen",
        "budget_fen",
        "admits",
        "least_level",
        "admin_cap_percent",
        "max_pairings",
    ),
    Kind.RESOURCE: ("resource_kind", "conditions", "quantity", "unit", "amount_fen"),
}


def names_of(kind: Kind) -> tuple[str, ...]:
    """The names of everything that a listing of this kind can say."""
    return SHARED + OWN[kind]


def content_of(listing: Listing) -> dict[str, Any]:
    """Everything that a listing says, by name; words as sorted lists of codes."""
    return {name: _value_of(listing, name) for name in names_of(listing.kind)}


def _value_of(listing: Listing, name: str) -> Any:
    value = listing.codes(WORDS[name]) if name in WORDS else getattr(listing, name)
    return sorted(value) if isinstance(value, list) and name not in ROWS else value


def put(listing: Listing, values: Mapping[str, Any]) -> None:
    """Write values that were checked into a listing."""
    for name, value in values.items():
        if name in WORDS:
            _choose(listing, WORDS[name], value)
        else:
            setattr(listing, name, value)


def _choose(listing: Listing, vocabulary: Vocabulary, codes: list[str]) -> None:
    for tag in [tag for tag in listing.tags if tag.vocabulary is vocabulary]:
        if tag.code in codes:
            tag.inferred = False
        else:
            listing.tags.remove(tag)
    present = listing.codes(vocabulary)
    listing.tags.extend(ListingTag(vocabulary=vocabulary, code=code) for code in codes if code not in present)


def infer(listing: Listing, vocabulary: Vocabulary, codes: list[str]) -> None:
    """Describe a listing with words that no person has chosen, where it has none."""
    if not listing.codes(vocabulary):
        listing.tags.extend(ListingTag(vocabulary=vocabulary, code=code, inferred=True) for code in codes)


def is_described(listing: Listing) -> bool:
    """A person has chosen a field, a group or a goal for it: nothing is inferred any more."""
    return any(not tag.inferred for tag in listing.tags if tag.vocabulary in INFERABLE.values())


def plain(content: Mapping[str, Any]) -> dict[str, Any]:
    """The same in values that JSON knows: days as 2026-05-31, enumerations as their words."""
    return {
        name: value.isoformat() if isinstance(value, date) else str(value) if isinstance(value, StrEnum) else value
        for name, value in content.items()
    }


def digest(content: Mapping[str, Any]) -> str:
    """SHA-256 in hex over the canonical JSON (sorted keys, no spaces, UTF-8) of plain content."""
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()
