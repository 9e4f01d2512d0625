"""Conditions that only a law makes: who may sell to the state, for how long, and who may not profit from a gift."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from matching.eligibility.scope import DELIVERS, FUNDS
from matching.records import Check, Kind, Listing, Owner, Verdict


@dataclass(frozen=True, slots=True)
class OrganizationKinds:
    """Kinds that a law names and kinds that it bars; of all others more has to be known."""

    admitted: frozenset[str]
    barred: frozenset[str]

    def verdict(self, kind: str) -> Verdict:
        """What can be told from the kind alone."""
        if kind in self.barred:
            return Verdict.FAIL
        return Verdict.PASS if kind in self.admitted else Verdict.UNKNOWN


@dataclass(frozen=True, slots=True)
class Term:
    """How many years a purchase may run without more, and at most."""

    plain_years: int
    most_years: int

    def __post_init__(self) -> None:
        if not 0 < self.plain_years <= self.most_years:
            raise ValueError("plain_years lies between 1 and most_years")


@dataclass(frozen=True, slots=True)
class Phrases:
    """Regular expressions of what a text must not say."""

    patterns: tuple[str, ...]

    def __post_init__(self) -> None:
        for pattern in self.patterns:
            re.compile(pattern)


def buyer(one: Listing, other: Listing, today: date, kinds: OrganizationKinds) -> Check | None:
    """Whoever buys services with public money is a state organ, or one of the bodies that are treated like it."""
    need = _of(one, other, frozenset({Kind.NEED}))
    return _kind_check("buyer", need, kinds, "buyer_kind") if need else None


def provider(one: Listing, other: Listing, today: date, kinds: OrganizationKinds) -> Check | None:
    """Whoever sells services to the state is none of those that it maintains itself."""
    guest = _of(one, other, DELIVERS)
    return _kind_check("provider", guest, kinds, "provider_kind") if guest else None


def _kind_check(rule: str, listing: Listing, kinds: OrganizationKinds, missing: str) -> Check:
    verdict = kinds.verdict(listing.owner.kind)
    return Check(rule, verdict, {"kind": listing.owner.kind}, (missing,) if verdict is Verdict.UNKNOWN else ())


def term(one: Listing, other: Listing, today: date, limits: Term) -> Check | None:
    """A purchase runs for a short term; for a longer one some conditions have to be met, and there is an end to it."""
    need = _of(one, other, frozenset({Kind.NEED}))
    if need is None or (need.starts_on is None and need.ends_on is None):  # the rule of periods asks for both
        return None
    unknown = tuple(name for name in ("starts_on", "ends_on") if getattr(need, name) is None)
    if need.starts_on is None or need.ends_on is None:
        return Check("term", Verdict.UNKNOWN, {}, unknown)
    evidence = {"starts_on": need.starts_on.isoformat(), "ends_on": need.ends_on.isoformat()}
    if need.ends_on <= last_day(need.starts_on, limits.plain_years):
        return Check("term", Verdict.PASS, evidence)
    if need.ends_on <= last_day(need.starts_on, limits.most_years):
        return Check("term", Verdict.UNKNOWN, evidence, ("multi_year",))
    return Check("term", Verdict.FAIL, evidence)


def last_day(starts_on: date, years: int) -> date:
    """The last day of a term of whole years."""
    try:
        return starts_on.replace(year=starts_on.year + years) - timedelta(days=1)
    except ValueError:  # from 29 February
        return date(starts_on.year + years, 2, 28)


def level_priority(one: Listing, other: Listing, today: date) -> Check | None:
    """A purchase may prefer an assessment level, but not shut out whoever lacks it."""
    need, guest = _of(one, other, frozenset({Kind.NEED})), _of(one, other, DELIVERS)
    if need is None or guest is None or need.least_level is None:
        return None
    evidence = {"least_level": need.least_level, "level": guest.owner.level, **expired(guest.owner)}
    if guest.owner.level is not None and guest.owner.level >= need.least_level:
        return Check("level_priority", Verdict.PASS, evidence)
    return Check("level_priority", Verdict.UNKNOWN, evidence, ("priority_only",))


def expired(owner: Owner) -> dict[str, object]:
    """For the evidence: which level an organization had, and until when."""
    if owner.level is not None or owner.level_expired_on is None:
        return {}
    return {"level_before": owner.level_before, "expired_on": owner.level_expired_on.isoformat()}


def local_bar(one: Listing, other: Listing, today: date, phrases: Phrases) -> Check | None:
    """A purchase does not demand that whoever delivers is registered in a place."""
    need = _of(one, other, frozenset({Kind.NEED}))
    if need is None:
        return None
    found = next(filter(None, (re.search(one, conditions_of(need)) for one in phrases.patterns)), None)
    if found is None:
        return Check("local_bar", Verdict.PASS)
    return Check("local_bar", Verdict.UNKNOWN, {"phrase": found.group()}, ("bar_removed",))


def conditions_of(listing: Listing) -> str:
    """What a listing demands, in its own words."""
    return listing.texts.get("conditions", "") if listing.kind is Kind.NEED else ""


def same_representative(one: Listing, other: Listing, today: date) -> Check:
    """The two sides of a purchase are not represented by one person; whether two of one name are one is looked into."""
    name = one.owner.legal_representative
    if not name or name != other.owner.legal_representative or one.owner.id == other.owner.id:
        return Check("same_representative", Verdict.PASS)
    return Check("same_representative", Verdict.UNKNOWN, {"name": name}, ("same_person",))


def related_parties(one: Listing, other: Listing, today: date) -> Check | None:
    """No gift goes to those who stand near its giver: the main donors' own organizations, and near relatives'.

    The evidence names the relation, never the person: donors have not agreed to be named.
    """
    giver = _of(one, other, FUNDS)
    if giver is None or one.owner.id == other.owner.id:
        return None
    taker = other if giver is one else one
    found = ties(giver.owner, taker.owner)
    return Check(
        "related_parties", Verdict.FAIL if found else Verdict.PASS, {"relations": sorted(found)} if found else {}
    )


def ties(giver: Owner, taker: Owner) -> set[str]:
    """How the two are tied: "donor" where a main donor of the giver stands behind the taker, "kin" where a relative."""
    behind = taker.controllers | {f"org:{taker.id}"}
    found = {"donor"} if giver.donors & behind else set()
    if giver.kin & behind or taker.kin & (giver.controllers | {f"org:{giver.id}"}):
        found.add("kin")
    return found


def procedure(one: Listing, other: Listing, today: date) -> Check | None:
    """A foundation tells how it takes applications and decides before its programme opens."""
    programme = _of(one, other, frozenset({Kind.PROGRAMME}))
    if programme is None or programme.owner.kind != "foundation":
        return None
    return Check("procedure", Verdict.PASS if programme.has_procedure else Verdict.FAIL)


def _of(one: Listing, other: Listing, kinds: frozenset[Kind]) -> Listing | None:
    """The side of one of these kinds."""
    return next((listing for listing in (one, other) if listing.kind in kinds), None)
