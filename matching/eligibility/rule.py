"""One rule in one version: what it cites, how well its source is known, when it is in force, and what it decides."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any

from matching.eligibility.predicates import Predicate
from matching.eligibility.scope import Scope, scope_of
from matching.records import Check, Listing, Verdict


class Mark(StrEnum):
    """How well the source of a rule is known."""

    PLATFORM = "platform"  # a condition of this platform, not of a law
    READ = "read"  # ✔ read in the law's own text
    SECONDARY = "secondary"  # ◐ read in an excerpt or in a secondary source
    MEMORY = "memory"  # not verified


@dataclass(frozen=True, slots=True)
class Citation:
    """Where a rule stands: `reference` is its number in our list of rules, `text` an excerpt where there is one."""

    reference: str
    law: str
    article: str
    text: str
    scope: frozenset[Scope]

    def __str__(self) -> str:
        return f"{self.reference} {self.law}{self.article}"


@dataclass(frozen=True, slots=True)
class Rule:
    """One version of a rule.

    It is in force from the first to the last of its effective days, None for no limit. A rule whose source was not
    read in its own text only warns, until a person at the district has confirmed this very version. `cases` are
    examples with their verdicts.
    """

    code: str
    version: int
    name: str  # of the predicate
    predicate: Predicate
    parameters: Any
    mark: Mark
    scope: frozenset[Scope]
    citations: tuple[Citation, ...]
    effective_from: date | None
    effective_to: date | None
    cases: tuple[Mapping[str, Any], ...]

    @property
    def key(self) -> str:
        """The version by one name, such as "standing@1"."""
        return f"{self.code}@{self.version}"

    @property
    def warns_until_confirmed(self) -> bool:
        """Whether it rests on a text that nobody has read in full."""
        return self.mark in {Mark.SECONDARY, Mark.MEMORY}

    @property
    def citation(self) -> str | None:
        """Its first citation."""
        return str(self.citations[0]) if self.citations else None

    def is_in_force(self, on: date) -> bool:
        """Whether it counts on a day."""
        return (self.effective_from is None or self.effective_from <= on) and (
            self.effective_to is None or on <= self.effective_to
        )

    def blocks(self, confirmed: frozenset[str]) -> bool:
        """Whether a pair that fails it is ruled out; `confirmed` names rules ("term") or versions ("term@1")."""
        return not self.warns_until_confirmed or self.code in confirmed or self.key in confirmed

    def check(self, one: Listing, other: Listing, today: date, scope: Scope | None = None) -> Check | None:
        """What it says of two listings on the facts alone; None where it does not apply to them.

        `scope` is that of the two, where the caller has it.
        """
        scope = scope or scope_of(one, other)
        if scope not in self.scope:
            return None
        found = self.predicate(one, other, today, self.parameters)
        if found is None:
            return None
        cited = next((str(one) for one in self.citations if scope in one.scope), None)
        return Check(self.code, found.verdict, found.evidence, found.missing, cited, self.version)


def apply(
    rule: Rule, one: Listing, other: Listing, today: date, confirmed: frozenset[str], scope: Scope | None = None
) -> Check | None:
    """What a rule says of a pair; a failure of one that nobody has confirmed asks for the confirmation instead."""
    check = rule.check(one, other, today, scope)
    return None if check is None else settled(check, rule, confirmed)


def settled(check: Check, rule: Rule, confirmed: frozenset[str]) -> Check:
    """A verdict on the facts, as it counts with these confirmations."""
    if check.verdict is not Verdict.FAIL or rule.blocks(confirmed):
        return check
    return replace(check, verdict=Verdict.UNKNOWN, missing=("confirmation",))
