"""The predicates that rules are made of, by name: what each decides, what it reads, which parameters it takes."""

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from matching.eligibility import conditions, law, parties
from matching.records import Check, Listing

Decide = Callable[..., Check | None]
Reads = Callable[[Listing], Hashable]


@dataclass(frozen=True, slots=True)
class Predicate:
    """A condition in code.

    `decide` takes the two sides in either order and the day, and `parameters` where it has any; it answers None where
    it does not apply. `reads` gives what it looks at in one listing, so that it is decided once for all that agree in
    it; None where screen.py has a quicker way. One that never `excludes` only warns, whoever has confirmed its rule.
    """

    decide: Decide
    reads: Reads | None = None
    parameters: type | None = None
    excludes: bool = True

    def __call__(self, one: Listing, other: Listing, today: date, parameters: Any) -> Check | None:
        """What it says of a pair."""
        if self.parameters is None:
            return self.decide(one, other, today)
        return self.decide(one, other, today, parameters)


PREDICATES: Mapping[str, Predicate] = {
    "kinds": Predicate(conditions.kinds, lambda one: one.kind),
    "open": Predicate(conditions.open_listings, lambda one: one.is_open),
    "same_owner": Predicate(parties.same_owner),
    "conflict_of_interest": Predicate(parties.conflict_of_interest, None, parties.Recusal),
    "verified": Predicate(parties.verified, lambda one: one.owner.verified),
    "standing": Predicate(parties.standing, lambda one: one.owner.standing),
    "organization_kind": Predicate(parties.organization_kind, lambda one: (one.kind, one.owner.kind, one.admits)),
    "level": Predicate(parties.level, lambda one: (one.least_level, one.owner.level, one.kind)),
    "place": Predicate(conditions.place, lambda one: one.places),
    "window": Predicate(conditions.window, lambda one: (one.kind, one.closes_on)),
    "period": Predicate(conditions.period),
    "amount": Predicate(conditions.amount),
    "capacity": Predicate(conditions.capacity, lambda one: (one.kind, one.capacity_left)),
    "buyer": Predicate(law.buyer, lambda one: (one.kind, one.owner.kind), law.OrganizationKinds),
    "provider": Predicate(law.provider, lambda one: (one.kind, one.owner.kind), law.OrganizationKinds),
    "term": Predicate(law.term, lambda one: (one.kind, one.starts_on, one.ends_on), law.Term),
    "level_priority": Predicate(law.level_priority, excludes=False),
    "local_bar": Predicate(law.local_bar, None, law.Phrases, excludes=False),
    "same_representative": Predicate(law.same_representative, excludes=False),
    "related_parties": Predicate(law.related_parties),
    "procedure": Predicate(law.procedure, lambda one: (one.kind, one.owner.kind, one.has_procedure)),
}
