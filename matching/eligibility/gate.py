"""What the rules in force say of one pair."""

from datetime import date

from matching.eligibility.catalogue import CATALOGUE, Catalogue
from matching.eligibility.rule import Rule, apply
from matching.eligibility.scope import scope_of
from matching.records import Check, Listing

RULES: tuple[Rule, ...] = CATALOGUE.rules


def check_pair(
    one: Listing,
    other: Listing,
    *,
    today: date,
    confirmed: frozenset[str] = frozenset(),
    catalogue: Catalogue = CATALOGUE,
    rules_on: date | None = None,
) -> tuple[Check, ...]:
    """Every rule that applies to the pair, in the order of the catalogue; the verdicts are the same whoever asks.

    Args:
        confirmed: the rules, or versions of rules ("standing@1"), that a person at the district has confirmed.
        rules_on: the day whose rules count, if it is another than the day of the facts.
    """
    scope = scope_of(one, other)
    checks = (apply(rule, one, other, today, confirmed, scope) for rule in catalogue.in_force(rules_on or today))
    return tuple(check for check in checks if check is not None)
