"""The table of hard conditions, and what they say of one pair."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass, replace
from datetime import date

from matching.eligibility import conditions, parties
from matching.records import Check, Listing, Verdict

Predicate = Callable[[Listing, Listing, date], Check | None]


@dataclass(frozen=True, slots=True)
class Rule:
    """One hard condition.

    `check` takes the two sides in either order; it answers None where the condition does not apply to the pair.
    `reads` gives what the condition looks at in one listing, so that it is decided once for all that agree in it;
    None where screen.py has a quicker way. A rule that is `secondary` rests on a law that was not read in its own
    text: it only warns, until a person at the district has confirmed it.
    """

    code: str
    check: Predicate
    reads: Callable[[Listing], Hashable] | None = None
    citation: str | None = None
    secondary: bool = False


RULES: tuple[Rule, ...] = (
    Rule("kinds", conditions.kinds, lambda one: one.kind),
    Rule("open", conditions.open_listings, lambda one: one.is_open),
    Rule("same_owner", parties.same_owner),
    Rule("conflict_of_interest", parties.conflict_of_interest, citation=parties.CHARITY_CITATION),
    Rule("verified", parties.verified, lambda one: one.owner.verified),
    Rule(
        "standing",
        parties.standing,
        lambda one: one.owner.standing,
        citation=parties.STANDING_CITATION,
        secondary=True,
    ),
    Rule("organization_kind", parties.organization_kind, lambda one: (one.kind, one.owner.kind, one.admits)),
    Rule("level", parties.level, lambda one: (one.least_level, one.owner.level, one.kind)),
    Rule("place", conditions.place, lambda one: one.places),
    Rule("window", conditions.window, lambda one: (one.kind, one.closes_on)),
    Rule("period", conditions.period),
    Rule("amount", conditions.amount),
    Rule("capacity", conditions.capacity, lambda one: (one.kind, one.capacity_left)),
)

# The district bars the seriously dishonest from its own fund (DOMAIN.md F2), so this one blocks.
CONFIRMED = frozenset({"standing"})


def apply(rule: Rule, one: Listing, other: Listing, today: date, confirmed: frozenset[str]) -> Check | None:
    """What a rule says of a pair; a failure of one that nobody has confirmed asks for the confirmation instead."""
    check = rule.check(one, other, today)
    if check is None or check.verdict is not Verdict.FAIL or not rule.secondary or rule.code in confirmed:
        return check
    return replace(check, verdict=Verdict.UNKNOWN, missing=("confirmation",))


def check_pair(
    one: Listing, other: Listing, *, today: date, confirmed: frozenset[str] = CONFIRMED
) -> tuple[Check, ...]:
    """Every condition that applies to the pair, in the order of the table; the verdicts are the same whoever asks."""
    checks = (apply(rule, one, other, today, confirmed) for rule in RULES)
    return tuple(check for check in checks if check is not None)
