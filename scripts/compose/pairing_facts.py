"""What the composer of past pairings has to know of the demo listings: who could be paired with whom, and how well."""

import json
import re
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from math import fsum, log, sqrt
from typing import Any

from market.organizations.credit_code import kind_of
from matching.eligibility.gate import check_pair
from matching.eligibility.parties import same_owner
from matching.records import Kind, Listing, Owner, Verdict
from scripts.compose.files import DEMO

PLANTED_ON = date(2026, 6, 1)  # stands for the day of planting; all days in the files are counted from it
SHOWN_TEXTS = ("title", "summary", "outcome", "method", "experience")
CONTROLLING = {"founder", "controller", "director"}
Row = dict[str, Any]


def rows_of(pattern: str) -> dict[str, Row]:
    """The rows of the files of a pattern, by key."""
    lines = [line for path in sorted(DEMO.glob(pattern)) for line in path.read_text(encoding="utf-8").splitlines()]
    return {row["key"]: row for row in map(json.loads, lines)}


@dataclass(eq=False)
class Facts:
    """All demo listings and their owners."""

    organizations: dict[str, Row] = field(default_factory=lambda: rows_of("organizations_*.jsonl"))
    listings: dict[Kind, dict[str, Row]] = field(
        default_factory=lambda: {kind: rows_of(f"{kind.value}s.jsonl") for kind in Kind}
    )

    def __post_init__(self) -> None:
        self.rows = {key: row for rows in self.listings.values() for key, row in rows.items()}
        self._grams = {key: _grams(row) for key, row in self.rows.items()}
        seen = Counter(gram for grams in self._grams.values() for gram in grams)
        self._weight = {gram: log(len(self._grams) / count) for gram, count in seen.items()}
        self._norms = {key: self._norm(grams) for key, grams in self._grams.items()}

    def _norm(self, grams: frozenset[str]) -> float:
        return sqrt(fsum(self._weight[gram] ** 2 for gram in grams)) or 1.0

    def likeness(self, one: str, other: str) -> float:
        """How much two listings speak of the same, from 0 to 1: rare pairs of characters that both use."""
        shared = self._grams[one] & self._grams[other]
        return fsum(self._weight[gram] ** 2 for gram in shared) / (self._norms[one] * self._norms[other])

    def nearness(self, one: str, other: str) -> float:
        """How plausible a pair is: what both speak of, whom they serve, in which field."""
        a, b = self.rows[one], self.rows[other]
        groups = bool(set(a["groups"]) & set(b["groups"])) or not a["groups"] or not b["groups"]
        fields = bool(set(a["fields"]) & set(b["fields"])) or not a["fields"] or not b["fields"]
        return self.likeness(one, other) * (1 + groups + fields) if groups or fields else 0.0

    def owner(self, key: str) -> Row:
        """The organization of a listing."""
        return self.organizations[self.rows[key]["owner"]]

    def may_pair(
        self, one: str, other: str, days_ago: int, earlier: dict[str, int], *, via_need: bool = False,
        decided: bool = False,
    ) -> bool:  # fmt: skip
        """Whether all hard conditions were met so many days before planting.

        Args:
            earlier: by how many days the dates of a listing lay earlier then.
            via_need: the two serve the same need, so that it does not matter whether their kinds answer each other.
            decided: at the decision nobody asks any more whether the window is still open.
        """
        today = PLANTED_ON - timedelta(days=days_ago)
        sides = [self._record(key, earlier.get(key, 0)) for key in (one, other)]
        if same_owner(*sides, today).verdict is Verdict.FAIL:
            return False
        failed = {check.rule for check in check_pair(*sides, today=today) if check.verdict is not Verdict.PASS}
        return not failed - ({"kinds"} if via_need else set()) - ({"window"} if decided else set())

    @cache  # noqa: B019  one composer, alive until the end
    def _record(self, key: str, earlier: int) -> Listing:
        row = self.rows[key]
        return Listing(
            id=key,
            revision=1,
            kind=Kind(key.split("-")[0]),
            owner=self._owner(self.owner(key)),
            language="zh",
            texts={"title": row["title"]},
            places=frozenset(row["divisions"]),
            starts_on=_day(row.get("starts_in_days"), earlier),
            ends_on=_day(row.get("ends_in_days"), earlier),
            opens_on=_day(row.get("opens_in_days", row.get("available_from_days")), earlier),
            closes_on=_day(row.get("closes_in_days", row.get("available_until_days")), earlier),
            asks_fen=_asked(row),
            least_fen=_fen(row.get("minimum_yuan")),
            offers_fen=(_fen(row["amount_min_yuan"]) or 0, _fen(row["amount_max_yuan"]) or 0)
            if "amount_min_yuan" in row
            else None,
            remaining_fen=_fen(row["budget_yuan"]) if "amount_min_yuan" in row else _fen(row.get("amount_yuan")),
            admits=frozenset(row.get("organization_kinds") or ()),
            least_level=_level(row.get("minimum_level")),
            capacity_left=row.get("capacity"),
        )

    @cache  # noqa: B019
    def _owner_by_key(self, key: str) -> Owner:
        row = self.organizations[key]
        return Owner(
            id=key,
            kind=kind_of(row["credit_code"]).value,
            name=row["name"],
            level=_level(row["assessment_level"]),
            standing=row["standing"],
            controllers=_parties(row, CONTROLLING),
            supervisors=_parties(row, {"supervisor"}),
        )

    def _owner(self, row: Row) -> Owner:
        return self._owner_by_key(row["key"])


def _parties(row: Row, relations: Collection[str]) -> frozenset[str]:
    return frozenset(
        f"org:{party['organization']}" if party["organization"] else f"person:{party['name']}"
        for party in row["related_parties"]
        if party["relation"] in relations
    )


def _grams(row: Row) -> frozenset[str]:
    """Pairs of Chinese characters, and English words of some length."""
    text = "".join(row.get(name) or "" for name in SHOWN_TEXTS)
    runs = re.findall(r"[\u4e00-\u9fff]+", text)
    pairs = {run[start : start + 2] for run in runs for start in range(len(run) - 1)}
    return frozenset(pairs | set(re.findall(r"[a-z]{5,}", text.lower())))


def _day(days: int | None, earlier: int) -> date | None:
    return None if days is None else PLANTED_ON + timedelta(days=days - earlier)


def _fen(yuan: int | None) -> int | None:
    return None if yuan is None else yuan * 100


def _asked(row: Row) -> int | None:
    if "amount_min_yuan" in row or "budget_yuan" not in row:
        return None
    return (row["budget_yuan"] - row.get("raised_yuan", 0)) * 100


def _level(text: str | None) -> int | None:
    return int(text[0]) if text else None
