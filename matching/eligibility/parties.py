"""Conditions on the two organizations: who they are, who stands behind them, whom they admit."""

from dataclasses import dataclass
from datetime import date, timedelta

from matching.eligibility.law import expired, last_day
from matching.eligibility.scope import DELIVERS, Scope, payer_and_taker, scope_of
from matching.records import Check, Listing, Owner, Verdict

DAY = timedelta(days=1)


def same_owner(one: Listing, other: Listing, today: date) -> Check:
    """Nobody is matched with himself."""
    same = one.owner.id == other.owner.id
    return Check("same_owner", _verdict(not same), {"owner": one.owner.id} if same else {})


@dataclass(frozen=True, slots=True)
class Recusal:
    """Where a law also counts those who supervise, and those who left less than so many years ago."""

    years: int
    scopes: frozenset[str]

    def __post_init__(self) -> None:
        if self.years < 1 or not self.scopes <= frozenset(Scope):
            raise ValueError("years count from 1, and scopes are those of pairs")


def conflict_of_interest(one: Listing, other: Listing, today: date, recusal: Recusal) -> Check:
    """Neither side controls the other, and nobody stands behind both.

    Whoever once directed, supervised or controlled the side that delivers, and now stands behind the one that buys,
    rules nothing out: that person keeps out of it (政府采购法实施条例 9).
    """
    if one.owner.id == other.owner.id:
        return Check("conflict_of_interest", Verdict.PASS)
    sides = payer_and_taker(one, other) if scope_of(one, other) in recusal.scopes else None
    shared = behind(one.owner, sides is not None) & behind(other.owner, sides is not None)
    if shared:
        return Check("conflict_of_interest", Verdict.FAIL, {"related": sorted(shared)})
    left = _lately(sides[1].owner, today, recusal.years) & behind(sides[0].owner, supervised=True) if sides else set()
    if left:
        return Check("conflict_of_interest", Verdict.UNKNOWN, {"formerly": sorted(left)}, ("recusal",))
    return Check("conflict_of_interest", Verdict.PASS)


def behind(owner: Owner, supervised: bool) -> frozenset[str]:
    """An organization, and the people and organizations that found, direct or control it, or also supervise it."""
    return owner.controllers | {f"org:{owner.id}"} | (owner.supervisors if supervised else frozenset())


def _lately(owner: Owner, today: date, years: int) -> set[str]:
    """Who left an organization in the years before a day; the last of them is the day of the same date (民法典 202)."""
    return {who for who, ended_on in owner.former if ended_on < today <= last_day(ended_on + DAY, years)}


def verified(one: Listing, other: Listing, today: date) -> Check:
    """An official has verified both organizations."""
    waiting = sorted({owner.id for owner in (one.owner, other.owner) if not owner.verified})
    return Check("verified", _verdict(not waiting), {"unverified": waiting} if waiting else {})


def standing(one: Listing, other: Listing, today: date) -> Check:
    """Neither organization is on the list of the seriously dishonest; one on the list of abnormal operation waits."""
    found = {one.owner.standing, other.owner.standing}
    evidence = {"standing": {owner.id: owner.standing for owner in (one.owner, other.owner)}}
    if "seriously_dishonest" in found:
        return Check("standing", Verdict.FAIL, evidence)
    if "abnormal" in found:
        return Check("standing", Verdict.UNKNOWN, evidence, ("standing_cleared",))
    if None in found:
        return Check("standing", Verdict.UNKNOWN, evidence, ("standing",))
    return Check("standing", Verdict.PASS, evidence)


def organization_kind(one: Listing, other: Listing, today: date) -> Check:
    """Whoever delivers is of a kind that the other side admits; a need does not choose its funders' kind so."""
    refused = [
        {"kind": guest.owner.kind, "admits": sorted(host.admits)}
        for host, guest in ((one, other), (other, one))
        if host.admits and guest.kind in DELIVERS and guest.owner.kind not in host.admits
    ]
    return Check("organization_kind", _verdict(not refused), dict(refused[0]) if refused else {})


def level(one: Listing, other: Listing, today: date) -> Check | None:
    """Whoever delivers has the assessment level that the other side demands."""
    sides = ((one, other), (other, one))
    demands = [(host, guest) for host, guest in sides if host.least_level is not None and guest.kind in DELIVERS]
    if not demands:
        return None
    verdicts = [_level_of(host.least_level or 0, guest.owner.level) for host, guest in demands]
    worst = min(verdicts, key=(Verdict.FAIL, Verdict.UNKNOWN, Verdict.PASS).index)
    host, guest = demands[verdicts.index(worst)]
    return Check(
        "level",
        worst,
        {"least_level": host.least_level, "level": guest.owner.level, **expired(guest.owner)},
        ("level",) if worst is Verdict.UNKNOWN else (),
    )


def _level_of(least: int, level: int | None) -> Verdict:
    return Verdict.UNKNOWN if level is None else _verdict(level >= least)


def _verdict(good: bool) -> Verdict:
    return Verdict.PASS if good else Verdict.FAIL
