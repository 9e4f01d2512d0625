"""Where the money of a pair would come from: what decides which laws apply to it."""

from collections.abc import Hashable
from enum import StrEnum

from matching.records import Kind, Listing

DELIVERS = frozenset({Kind.PROJECT, Kind.SERVICE})
FUNDS = frozenset({Kind.PROGRAMME, Kind.RESOURCE})
PUBLIC_OWNERS = frozenset({"department", "public_institution"})


class Scope(StrEnum):
    """What two listings would do together."""

    PURCHASE = "purchase"  # A 政府购买: a need paid from the public budget, and who delivers
    SPECIAL_FUND = "special_fund"  # B 专项资金: a need paid from a special fund, or money of a public body
    GRANT = "grant"  # C 公益资助: a programme of anybody else but an enterprise
    ENTERPRISE = "enterprise"  # D 企业资源: a resource, or a programme of an enterprise
    OTHER = "other"  # whoever delivers for a need that still seeks its funds, and all that does not meet


EVERYWHERE = frozenset(Scope)
_NEEDS = {"fiscal": Scope.PURCHASE, "special_fund": Scope.SPECIAL_FUND}


def scope_of(one: Listing, other: Listing) -> Scope:
    """What the two would do together, whoever asks."""
    sides = payer_and_taker(one, other)
    if sides is None:
        return Scope.OTHER
    payer = sides[0]
    return _NEEDS.get(payer.funding or "", Scope.OTHER) if payer.kind is Kind.NEED else _of_giver(payer)


def payer_and_taker(one: Listing, other: Listing) -> tuple[Listing, Listing] | None:
    """The side that buys or gives, then the one that delivers or receives; None for two that do not meet."""
    for paying, taking in ((one, other), (other, one)):
        if paying.kind is Kind.NEED and taking.kind in DELIVERS:
            return paying, taking
        if paying.kind in FUNDS and taking.kind not in FUNDS:
            return paying, taking
    return None


def _of_giver(giver: Listing) -> Scope:
    if giver.owner.kind in PUBLIC_OWNERS:
        return Scope.SPECIAL_FUND
    enterprise = giver.kind is Kind.RESOURCE or giver.owner.kind == "enterprise"
    return Scope.ENTERPRISE if enterprise else Scope.GRANT


def what_decides(listing: Listing) -> Hashable:
    """What `scope_of` looks at in one listing."""
    return listing.kind, listing.funding, listing.owner.kind
