"""What an organization, or what is demanded of one, would have to be for a pair to pass."""

from collections.abc import Iterator

from matching.eligibility.law import last_day
from matching.eligibility.remedy import Remedy, Unmet, Who
from matching.eligibility.scope import DELIVERS, payer_and_taker
from matching.records import Kind


def verified(pair: Unmet) -> Iterator[Remedy]:
    """The district verifies whoever waits for it."""
    waiting = [one for one in (pair.asker, pair.candidate) if not one.owner.verified]
    names = sorted({one.owner.name for one in waiting})
    yield pair.remedy("verify", [(one, {"owner.verified": True}) for one in waiting], Who.DISTRICT, names=names)


def standing(pair: Unmet) -> Iterator[Remedy]:
    """Whoever is listed is taken off the list; of whoever nobody has looked up, the district does so."""
    listed = [one for one in (pair.asker, pair.candidate) if one.owner.standing not in {"normal", None}]
    unchecked = [one for one in (pair.asker, pair.candidate) if one.owner.standing is None]
    normal = {"owner.standing": "normal"}
    if listed and not unchecked:
        yield pair.remedy("clear_standing", [(one, normal) for one in listed])
    else:
        names = sorted({one.owner.name for one in (*listed, *unchecked)})
        yield pair.remedy("check_standing", [(one, normal) for one in (*listed, *unchecked)], Who.DISTRICT, names=names)


def organization_kind(pair: Unmet) -> Iterator[Remedy]:
    """The host admits the guest's kind: a kind itself is nothing that one can change."""
    refused = [
        (host, {"admits": host.admits | {guest.owner.kind}})
        for host, guest in pair.sides
        if host.admits and guest.kind in DELIVERS and guest.owner.kind not in host.admits
    ]
    yield pair.remedy("admit_kind", refused, kind=pair.check.evidence["kind"])


def level(pair: Unmet) -> Iterator[Remedy]:
    """The host demands less, or the guest is assessed anew."""
    demands = [
        (host, guest)
        for host, guest in pair.sides
        if host.least_level is not None and guest.kind in DELIVERS and (guest.owner.level or 0) < host.least_level
    ]
    lower = [(host, {"least_level": guest.owner.level}) for host, guest in demands]
    least = pair.check.evidence["least_level"]
    yield pair.remedy("lower_level", lower, level=pair.check.evidence["level"])
    yield pair.remedy(
        "reach_level", [(guest, {"owner.level": host.least_level}) for host, guest in demands], least=least
    )


def kind_of_seller(pair: Unmet) -> Iterator[Remedy]:
    """What the law bars stays barred; where it does not say, the district finds out."""
    if pair.check.missing == ("provider_kind",) or pair.check.missing == ("buyer_kind",):
        yield pair.remedy("check_kind", (), Who.DISTRICT)
    else:
        yield pair.remedy("law_bars_kind", ())


def conflict_of_interest(pair: Unmet) -> Iterator[Remedy]:
    """Two organizations become independent; or who left the one side lately keeps out of it on the other."""
    sides = payer_and_taker(pair.asker, pair.candidate)
    if pair.check.missing == ("recusal",) and sides:
        yield pair.remedy("keep_out", (), Who.ASKER if sides[0] is pair.asker else Who.CANDIDATE)
    else:
        yield pair.remedy("tie_ends", ())


def term(pair: Unmet) -> Iterator[Remedy]:
    """The buyer ends the purchase earlier; or the district finds that it may run for so long."""
    need = pair.asker if pair.asker.kind is Kind.NEED else pair.candidate
    who = Who.ASKER if need is pair.asker else Who.CANDIDATE
    if need.starts_on is None or need.ends_on is None:
        yield pair.remedy("say_period", (), who)
        return
    day = last_day(need.starts_on, pair.rule.parameters.plain_years)
    yield pair.remedy("shorten", [(need, {"ends_on": day})], day=day.isoformat())
    if pair.check.missing == ("multi_year",):
        yield pair.remedy("check_multi_year", (), Who.DISTRICT)


def level_priority(pair: Unmet) -> Iterator[Remedy]:
    """The buyer demands no level, or the provider has it."""
    need, guest = pair.sides[0] if pair.asker.kind is Kind.NEED else pair.sides[1]
    yield pair.remedy("drop_level", [(need, {"least_level": None})])
    yield pair.remedy("reach_level", [(guest, {"owner.level": need.least_level})], least=need.least_level)


def local_bar(pair: Unmet) -> Iterator[Remedy]:
    """The buyer takes the demand out."""
    who = Who.ASKER if pair.asker.kind is Kind.NEED else Who.CANDIDATE
    yield pair.remedy("drop_bar", (), who, phrase=pair.check.evidence.get("phrase", ""))


def same_representative(pair: Unmet) -> Iterator[Remedy]:
    """The district finds out whether two of one name are one person."""
    yield pair.remedy("check_person", (), Who.DISTRICT, name=pair.check.evidence["name"])


def procedure(pair: Unmet) -> Iterator[Remedy]:
    """The foundation tells how it decides."""
    silent = [one for one in (pair.asker, pair.candidate) if one.kind is Kind.PROGRAMME]
    yield pair.remedy("tell_procedure", [(one, {"has_procedure": True}) for one in silent])
