"""Conditions on the two listings: what they are, where, when, for how much, and whether there is room."""

from datetime import date

from matching.places import shared_places
from matching.records import Check, Kind, Listing, Verdict

# Which kinds answer each other; whoever asks.
PARTNERS: dict[Kind, frozenset[Kind]] = {
    Kind.NEED: frozenset({Kind.PROJECT, Kind.SERVICE, Kind.PROGRAMME, Kind.RESOURCE}),
    Kind.PROJECT: frozenset({Kind.NEED, Kind.PROGRAMME, Kind.RESOURCE}),
    Kind.SERVICE: frozenset({Kind.NEED}),
    Kind.PROGRAMME: frozenset({Kind.PROJECT, Kind.NEED}),
    Kind.RESOURCE: frozenset({Kind.PROJECT, Kind.NEED}),
}
SEEKS_MONEY = frozenset({Kind.NEED, Kind.PROJECT})
GIVES_MONEY = frozenset({Kind.PROGRAMME, Kind.RESOURCE})
HAS_WINDOW = frozenset({Kind.NEED, Kind.PROGRAMME})
HAS_PERIOD = frozenset({Kind.NEED, Kind.PROJECT})


def kinds(one: Listing, other: Listing, today: date) -> Check:
    """The two kinds of listing answer each other."""
    good = other.kind in PARTNERS[one.kind]
    return Check("kinds", _verdict(good), {"kinds": [one.kind.value, other.kind.value]})


def open_listings(one: Listing, other: Listing, today: date) -> Check:
    """Both listings are open."""
    closed = sorted(listing.id for listing in (one, other) if not listing.is_open)
    return Check("open", _verdict(not closed), {"closed": closed} if closed else {})


def place(one: Listing, other: Listing, today: date) -> Check:
    """The places of the two overlap; a side without places is not limited."""
    shared = shared_places(one.places, other.places)
    good = bool(shared) or not one.places or not other.places
    evidence = {"ours": sorted(one.places), "theirs": sorted(other.places), "shared": sorted(shared)}
    return Check("place", _verdict(good), evidence)


def window(one: Listing, other: Listing, today: date) -> Check | None:
    """Applications to either side can still be made; a window that opens later counts as open."""
    dated = [one for one in (one, other) if one.closes_on is not None or one.kind in HAS_WINDOW]
    if not dated:
        return None
    known = [listing.closes_on for listing in dated if listing.closes_on is not None]
    evidence = {"closes_on": min(known).isoformat()} if known else {}
    if known and min(known) < today:
        return Check("window", Verdict.FAIL, evidence)
    if len(known) < len(dated):
        return Check("window", Verdict.UNKNOWN, evidence, ("closes_on",))
    return Check("window", Verdict.PASS, evidence)


def period(one: Listing, other: Listing, today: date) -> Check | None:
    """Some day from today on lies in the periods of both; an open end is not limited."""
    limited = [
        listing for listing in (one, other) if listing.starts_on or listing.ends_on or listing.kind in HAS_PERIOD
    ]
    if not limited:
        return None
    starts = max([listing.starts_on for listing in limited if listing.starts_on] + [today])
    ends = min((listing.ends_on for listing in limited if listing.ends_on), default=None)
    evidence = {"starts_on": starts.isoformat(), "ends_on": ends.isoformat() if ends else None}
    if ends is not None and ends < starts:
        return Check("period", Verdict.FAIL, evidence)
    if any(not listing.starts_on and not listing.ends_on for listing in limited):
        return Check("period", Verdict.UNKNOWN, evidence, ("starts_on", "ends_on"))
    return Check("period", Verdict.PASS, evidence)


def amount(one: Listing, other: Listing, today: date) -> Check | None:
    """There is a grant that the one side gives, can still pay, and that is of use to the other.

    A grant smaller than what is asked counts: several givers may close one gap together.
    """
    pair = seeker_and_giver(one, other)
    if pair is None:
        return None
    seeker, giver = pair
    least, most = grant_band(seeker, giver)
    evidence: dict[str, object] = {
        "asks_fen": seeker.asks_fen,
        "least_fen": seeker.least_fen,
        "offers_fen": list(giver.offers_fen) if giver.offers_fen else None,
        "remaining_fen": giver.remaining_fen,
        "grant_fen": [least, most],
    }
    if most is not None and (most < least or most <= 0):
        return Check("amount", Verdict.FAIL, evidence)
    missing = _missing_amounts(seeker, giver)
    return Check("amount", Verdict.UNKNOWN if missing else Verdict.PASS, evidence, missing)


def seeker_and_giver(one: Listing, other: Listing) -> tuple[Listing, Listing] | None:
    """Who seeks money and who gives it; None where no money passes, as for goods and venues."""
    for seeker, giver in ((one, other), (other, one)):
        if seeker.kind in SEEKS_MONEY and gives_money(giver):
            return seeker, giver
    return None


def gives_money(listing: Listing) -> bool:
    """A programme, or a resource that names an amount."""
    named = listing.offers_fen is not None or listing.remaining_fen is not None
    return listing.kind is Kind.PROGRAMME or (listing.kind is Kind.RESOURCE and named)


def grant_band(seeker: Listing, giver: Listing) -> tuple[int, int | None]:
    """The smallest and the largest grant that suit both, as far as it is known; None for no limit."""
    lowest, highest = giver.offers_fen or (0, None)
    limits = [limit for limit in (highest, giver.remaining_fen, seeker.asks_fen) if limit is not None]
    useful = min(seeker.least_fen or 0, seeker.asks_fen if seeker.asks_fen is not None else seeker.least_fen or 0)
    return max(lowest, useful), min(limits, default=None)


def _missing_amounts(seeker: Listing, giver: Listing) -> tuple[str, ...]:
    asked = () if seeker.asks_fen is not None else ("asks_fen",)
    return asked if giver.offers_fen is not None else (*asked, "offers_fen")


def capacity(one: Listing, other: Listing, today: date) -> Check | None:
    """Each side that can be full has room for one more; only a service is asked to say how much.

    Where there is no room, the evidence says when there is to be some, if every full side knows.
    """
    counted = [one for one in (one, other) if one.capacity_left is not None or one.kind is Kind.SERVICE]
    if not counted:
        return None
    left = [listing.capacity_left for listing in counted if listing.capacity_left is not None]
    evidence = {"capacity_left": min(left) if left else None}
    if left and min(left) <= 0:
        full = [
            listing.free_on for listing in counted if listing.capacity_left is not None and listing.capacity_left <= 0
        ]
        days = [day.isoformat() for day in full if day is not None and day >= today]
        return Check("capacity", Verdict.FAIL, evidence | {"free_on": max(days) if len(days) == len(full) else None})
    if len(left) < len(counted):
        return Check("capacity", Verdict.UNKNOWN, evidence, ("capacity_left",))
    return Check("capacity", Verdict.PASS, evidence)


def _verdict(good: bool) -> Verdict:
    return Verdict.PASS if good else Verdict.FAIL
