"""What would make a pair eligible: for each rule that it does not pass, who can change what."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date

from matching.eligibility import changes_of_listings as listings
from matching.eligibility import changes_of_parties as parties
from matching.eligibility.catalogue import CATALOGUE, Catalogue
from matching.eligibility.remedy import Remedy, Unmet, Who, changed
from matching.eligibility.rule import Rule
from matching.records import Check, Listing, Verdict


def remedies(
    check: Check, asker: Listing, candidate: Listing, *, today: date, catalogue: Catalogue = CATALOGUE
) -> tuple[Remedy, ...]:
    """The ways to pass a rule that a pair does not pass; each of them is enough. Empty for a rule that is passed."""
    rule = next((rule for rule in catalogue.in_force(today) if rule.code == check.rule), None)
    if check.verdict is Verdict.PASS or rule is None:
        return ()
    found = _PROPOSE[rule.name](Unmet(rule, check, asker, candidate, today))
    kept = [remedy for remedy in found if not remedy.is_concrete or _helps(rule, remedy, asker, candidate, today)]
    return tuple(kept) or (Remedy(check.rule, Who.NOBODY, "nothing"),)


def _helps(rule: Rule, remedy: Remedy, asker: Listing, candidate: Listing, today: date) -> bool:
    check = rule.check(changed(asker, remedy.asker), changed(candidate, remedy.candidate), today)
    return check is None or check.verdict is Verdict.PASS


def _nobody(code: str) -> Callable[[Unmet], Iterator[Remedy]]:
    """What no change of a listing can mend."""

    def propose(pair: Unmet) -> Iterator[Remedy]:
        yield pair.remedy(code, ())

    return propose


_PROPOSE: Mapping[str, Callable[[Unmet], Iterator[Remedy]]] = {
    "kinds": _nobody("kinds_do_not_meet"),
    "open": listings.closed,
    "same_owner": _nobody("same_owner"),
    "conflict_of_interest": parties.conflict_of_interest,
    "related_parties": _nobody("tie_ends"),
    "same_representative": parties.same_representative,
    "verified": parties.verified,
    "standing": parties.standing,
    "buyer": parties.kind_of_seller,
    "provider": parties.kind_of_seller,
    "organization_kind": parties.organization_kind,
    "level": parties.level,
    "level_priority": parties.level_priority,
    "local_bar": parties.local_bar,
    "procedure": parties.procedure,
    "place": listings.place,
    "window": listings.window,
    "term": parties.term,
    "period": listings.period,
    "amount": listings.amount,
    "capacity": listings.capacity,
}
