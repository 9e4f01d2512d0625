"""The examples that each rule brings along, and what comes of them: whoever changes a rule sees what it does."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from matching.eligibility.rule import Rule, apply
from matching.records import Kind, Listing, Owner

TODAY = date(2026, 9, 1)  # of every example that names no other day
DAYS = frozenset({"starts_on", "ends_on", "opens_on", "closes_on", "level_expired_on"})
SETS = frozenset({"places", "admits", "controllers", "supervisors", "donors", "kin", "fields", "groups"})
# What most examples do not speak of.
_USUAL: Mapping[str, Any] = {"starts_on": "2026-09-01", "ends_on": "2027-06-30", "closes_on": "2026-10-31"}


@dataclass(frozen=True, slots=True)
class Outcome:
    """One example: what it should come to, and what it came to; None where the rule does not apply."""

    number: int
    expected: str | None
    found: str | None


def outcomes(rule: Rule) -> Iterator[Outcome]:
    """What each example of a rule comes to. Those that do not say otherwise take the rule as confirmed."""
    for number, case in enumerate(rule.cases, start=1):
        today = date.fromisoformat(case["today"]) if "today" in case else TODAY
        confirmed = frozenset(case.get("confirmed", [rule.key]))
        check = apply(rule, _listing("one", case["one"]), _listing("other", case["other"]), today, confirmed)
        yield Outcome(number, case["verdict"], check.verdict.value if check else None)


def _listing(id: str, values: Mapping[str, Any]) -> Listing:
    given = {**_USUAL, **values, "kind": Kind(values["kind"])}
    owner = {"id": f"owner-of-{id}", "kind": "service_institution", "name": id, **given.pop("owner", {})}
    usual: dict[str, Any] = {"revision": 1, "language": "zh", "texts": {"title": id}}
    return Listing(id=id, owner=Owner(**_typed(owner)), **usual | _typed(given))


def _typed(values: Mapping[str, Any]) -> dict[str, Any]:
    """Values of JSON as the records have them."""
    return {name: _value(name, value) for name, value in values.items()}


def _value(name: str, value: Any) -> Any:
    if name in DAYS and value is not None:
        return date.fromisoformat(value)
    if name == "former":
        return frozenset((who, date.fromisoformat(ended_on)) for who, ended_on in value)
    if isinstance(value, list):
        return frozenset(value) if name in SETS else tuple(value)
    return value
