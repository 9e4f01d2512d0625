"""What a listing would have to say for a pair to pass: its places, dates, amounts, and whether it is open."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from matching.eligibility.conditions import HAS_PERIOD, HAS_WINDOW, grant_band, seeker_and_giver
from matching.eligibility.remedy import Changes, Remedy, Unmet, Who
from matching.records import Kind, Listing


def closed(pair: Unmet) -> Iterator[Remedy]:
    """Whoever is closed opens again."""
    sides = (pair.asker, pair.candidate)
    yield pair.remedy("reopen", [(one, {"is_open": True}) for one in sides if not one.is_open])


def place(pair: Unmet) -> Iterator[Remedy]:
    """Either side adds one of the other's places."""
    for one, other in pair.sides:
        for place in sorted(other.places):
            yield pair.remedy("add_place", [(one, {"places": one.places | {place}})], place=place)


def window(pair: Unmet) -> Iterator[Remedy]:
    """Whoever takes applications takes them for longer, or says until when."""
    late = [one for one in (pair.asker, pair.candidate) if one.closes_on is not None and one.closes_on < pair.today]
    silent = [one for one in (pair.asker, pair.candidate) if one.closes_on is None and one.kind in HAS_WINDOW]
    day = {"closes_on": pair.today}
    code = "extend_window" if late else "say_window"
    yield pair.remedy(code, [(one, day) for one in (*late, *silent)], day=pair.today.isoformat())


def period(pair: Unmet) -> Iterator[Remedy]:
    """Either side moves to the nearest day of the other, as far as that has one left."""
    for one, other in pair.sides:
        day = _nearest_day(one, other, pair.today)
        if day is not None:
            code = "include_day" if one.starts_on or one.ends_on else "say_period"
            yield pair.remedy(code, [(one, _including(one, day))], day=day.isoformat())
    silent = [one for one in (pair.asker, pair.candidate) if not one.starts_on and not one.ends_on]
    if len([one for one in silent if one.kind in HAS_PERIOD]) == 2:
        both: Changes = {"starts_on": pair.today}
        yield pair.remedy("say_period", [(one, both) for one in silent], day=pair.today.isoformat())


def _nearest_day(one: Listing, other: Listing, today: date) -> date | None:
    """The day of the other's period, from today on, that lies nearest to one's own; None where there is none left."""
    first = max(other.starts_on or today, today)
    if other.ends_on is not None and other.ends_on < first:
        return None
    if one.starts_on and other.ends_on and one.starts_on > other.ends_on:
        return other.ends_on
    return first


def _including(listing: Listing, day: date) -> Changes:
    starts = min(listing.starts_on, day) if listing.starts_on else None
    ends = max(listing.ends_on, day) if listing.ends_on else None
    return {"starts_on": starts, "ends_on": ends} if starts or ends else {"starts_on": day}


def amount(pair: Unmet) -> Iterator[Remedy]:
    """The one asks more or makes do with less, the other gives other grants; or who is silent says how much."""
    sides = seeker_and_giver(pair.asker, pair.candidate)
    if sides is None:
        return
    seeker, giver = sides
    if pair.check.missing:
        silent = [one for one, name in ((seeker, "asks_fen"), (giver, "offers_fen")) if getattr(one, name) is None]
        who = Who.BOTH if len(silent) == 2 else Who.ASKER if pair.asker in silent else Who.CANDIDATE
        yield pair.remedy("say_amount", (), who)
        return
    yield from _seekers_changes(pair, seeker, giver)
    yield from _givers_changes(pair, seeker, giver)


def _seekers_changes(pair: Unmet, seeker: Listing, giver: Listing) -> Iterator[Remedy]:
    lowest, left = _offered(giver)
    if left:
        yield pair.remedy("lower_least", [(seeker, {"least_fen": left})], fen=left)
    if seeker.asks_fen is not None and lowest > seeker.asks_fen:
        yield pair.remedy("ask_more", [(seeker, {"asks_fen": lowest})], fen=lowest)


def _givers_changes(pair: Unmet, seeker: Listing, giver: Listing) -> Iterator[Remedy]:
    lowest, left = _offered(giver)
    highest, remaining = (giver.offers_fen or (0, None))[1], giver.remaining_fen
    useful = grant_band(seeker, replace(giver, offers_fen=None))[0]
    fitting = min(limit for limit in (seeker.asks_fen or 0, left) if limit is not None)
    if lowest > fitting > 0:
        yield pair.remedy("lower_grant", [(giver, {"offers_fen": (fitting, highest or fitting)})], fen=fitting)
    wanted = max(lowest, useful, 1)
    if remaining is not None and remaining < wanted:
        yield pair.remedy("add_money", [(giver, {"remaining_fen": wanted})], fen=wanted)
    if highest is not None and highest < useful:
        more: Changes = {"offers_fen": (lowest, useful)}
        if remaining is not None and remaining < useful:
            more = {**more, "remaining_fen": useful}
        yield pair.remedy("raise_grant", [(giver, more)], fen=useful)


def _offered(giver: Listing) -> tuple[int, int | None]:
    """The smallest grant, and the largest that the giver can still pay; None for no limit."""
    lowest, highest = giver.offers_fen or (0, None)
    return lowest, min((limit for limit in (highest, giver.remaining_fen) if limit is not None), default=None)


def capacity(pair: Unmet) -> Iterator[Remedy]:
    """Whoever is full makes room, and whoever is silent says how much there is."""
    full = [one for one in (pair.asker, pair.candidate) if one.capacity_left is not None and one.capacity_left <= 0]
    silent = [one for one in (pair.asker, pair.candidate) if one.capacity_left is None and one.kind is Kind.SERVICE]
    code = "make_room" if full else "say_capacity"
    yield pair.remedy(code, [(one, {"capacity_left": 1}) for one in (*full, *silent)])
