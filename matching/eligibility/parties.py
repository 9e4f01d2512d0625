"""Conditions on the two organizations: who they are, who stands behind them, whom they admit."""

from datetime import date

from matching.eligibility.law import expired
from matching.eligibility.scope import DELIVERS
from matching.records import Check, Listing, Owner, Verdict


def same_owner(one: Listing, other: Listing, today: date) -> Check:
    """Nobody is matched with himself."""
    same = one.owner.id == other.owner.id
    return Check("same_owner", _verdict(not same), {"owner": one.owner.id} if same else {})


def related(one: Owner, other: Owner) -> frozenset[str]:
    """Who stands behind both: the people and organizations that control both, or the one that controls the other."""
    shared = one.controllers & other.controllers
    control = {
        f"org:{owner.id}" for owner, under in ((one, other), (other, one)) if f"org:{owner.id}" in under.controllers
    }
    return shared | control


def conflict_of_interest(one: Listing, other: Listing, today: date) -> Check:
    """Neither side controls the other, and nobody controls both."""
    shared = related(one.owner, other.owner) if one.owner.id != other.owner.id else frozenset()
    return Check("conflict_of_interest", _verdict(not shared), {"related": sorted(shared)} if shared else {})


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
