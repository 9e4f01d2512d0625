"""The catalogue of rules: read from data/rules.json and checked once; which of its versions are in force on a day."""

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from functools import cached_property, lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any

from matching.eligibility.predicates import PREDICATES, Predicate
from matching.eligibility.rule import Citation, Mark, Rule
from matching.eligibility.scope import EVERYWHERE, Scope

FILE = Path(__file__).parent / "data" / "rules.json"
_KEYS = frozenset(
    {"code", "version", "predicate", "parameters", "mark", "scope", "citations", "effective_from", "effective_to",
     "cases"}
)  # fmt: skip


class BadCatalogue(Exception):
    """The rules cannot be used; the message names the rule and what is wrong with it."""


@dataclass(frozen=True, eq=False)
class Catalogue:
    """All versions of all rules, in the order in which they are shown; `version` is a hash of the whole."""

    rules: tuple[Rule, ...]
    version: str

    @cached_property
    def in_force(self) -> Callable[[date], tuple[Rule, ...]]:
        """The version of each rule that counts on a day."""
        return lru_cache(maxsize=366)(lambda on: tuple(rule for rule in self.rules if rule.is_in_force(on)))

    def find(self, code: str, version: int) -> Rule | None:
        """One version of one rule."""
        return next((rule for rule in self.rules if (rule.code, rule.version) == (code, version)), None)

    def with_confirmed(self, confirmed: frozenset[str]) -> str:
        """The version of the catalogue together with the confirmations that counted."""
        return f"{self.version}.{_digest(sorted(confirmed))[:8]}"


def read(path: Path = FILE) -> Catalogue:
    """Read a catalogue from a file. Raises: BadCatalogue."""
    try:
        rows = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise BadCatalogue(f"{path} is not JSON: {error}") from error
    return catalogue_of(rows)


def catalogue_of(rows: Sequence[Mapping[str, Any]]) -> Catalogue:
    """A catalogue of rows as the file has them. Raises: BadCatalogue."""
    rules = tuple(_rule(row) for row in rows)
    for one, other in _neighbours(rules):
        if one.effective_to is None or other.effective_from is None or other.effective_from <= one.effective_to:
            raise BadCatalogue(f"{one.key} and {other.key} are in force on the same day")
    return Catalogue(rules, _digest(rows)[:12])


def _neighbours(rules: Sequence[Rule]) -> Iterator[tuple[Rule, Rule]]:
    """The versions of each rule that follow each other."""
    for code in dict.fromkeys(rule.code for rule in rules):
        yield from pairwise(sorted((rule for rule in rules if rule.code == code), key=lambda rule: rule.version))


def _digest(value: Any) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def _rule(row: Mapping[str, Any]) -> Rule:
    name = f"{row.get('code')}@{row.get('version')}"
    if strange := sorted(set(row) - _KEYS):
        raise BadCatalogue(f"{name}: nobody knows {', '.join(strange)}")
    try:
        predicate = PREDICATES[row["predicate"]]
        rule = Rule(
            code=str(row["code"]),
            version=int(row["version"]),
            name=row["predicate"],
            predicate=predicate,
            parameters=_parameters(predicate, row.get("parameters", {})),
            mark=Mark(row["mark"]),
            scope=_scope(row),
            citations=tuple(_citation(one) for one in row.get("citations", ())),
            effective_from=_day(row.get("effective_from")),
            effective_to=_day(row.get("effective_to")),
            cases=tuple(row.get("cases", ())),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise BadCatalogue(f"{name}: {error!r}") from error
    _require_sense(rule)
    return rule


def _require_sense(rule: Rule) -> None:
    if rule.version < 1:
        raise BadCatalogue(f"{rule.key}: versions count from 1")
    if rule.effective_from and rule.effective_to and rule.effective_to < rule.effective_from:
        raise BadCatalogue(f"{rule.key}: ends before it begins")
    if (rule.mark is Mark.PLATFORM) == bool(rule.citations):
        raise BadCatalogue(f"{rule.key}: a law is cited, and a condition of the platform cites none")
    if not rule.cases:
        raise BadCatalogue(f"{rule.key}: has no cases")


def _parameters(predicate: Predicate, given: Mapping[str, Any]) -> Any:
    """The parameters as the predicate's own type; lists become what the type asks for."""
    if predicate.parameters is None:
        if given:
            raise ValueError("this predicate takes no parameters")
        return None
    types = {field.name: field.type for field in fields(predicate.parameters)}
    values = {name: _typed(value, types.get(name)) for name, value in given.items()}
    return predicate.parameters(**values)


def _typed(value: Any, type_: Any) -> Any:
    if isinstance(value, list):
        return frozenset(value) if type_ == frozenset[str] else tuple(value)
    if type_ is int and not isinstance(value, int):
        raise TypeError(f"{value!r} is not a whole number")
    return value


def _scope(row: Mapping[str, Any]) -> frozenset[Scope]:
    return frozenset(map(Scope, row["scope"])) if "scope" in row else EVERYWHERE


def _citation(row: Mapping[str, Any]) -> Citation:
    text = str(row.get("text", ""))
    return Citation(str(row["reference"]), str(row["law"]), str(row.get("article", "")), text, _scope(row))


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


CATALOGUE = read()
