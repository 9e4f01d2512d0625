"""Planting listings: imported by the rules of any import, some first with the dates of their last round."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy.orm import Session

from market.errors import Invalid, Message
from market.exchange.planting.files import Row, identity
from market.exchange.planting.ground import Ground
from market.exchange.planting.moments import Moments
from market.exchange.planting.timeline import Job
from market.listings import service
from market.listings.queries import get_listing
from market.permissions import SYSTEM
from matching.records import Kind

FILES = {kind: f"{kind.value}s.jsonl" for kind in Kind}
KIND_OF = {name: kind for kind, name in FILES.items()}
# A listing is at most so old that it is still fresh on the day of planting, unless something was paired with it.
OLDEST_DAYS = {Kind.NEED: 75, Kind.PROJECT: 300, Kind.SERVICE: 360, Kind.PROGRAMME: 150, Kind.RESOURCE: 120}
YOUNGEST_DAYS = 1

# The market's name of each entry, by its name in the files.
PLAIN = {name: name for name in (
    "title", "summary", "fields", "groups", "sdgs", "outcome", "conditions", "funding_source", "beneficiaries_count",
    "method", "evidence", "indicators", "stage", "experience", "capacity", "since_year", "unit_note", "exclusions",
    "procedure", "admin_cap_percent", "resource_kind", "quantity", "unit", "max_pairings", "criteria",
)} | {"divisions": "places", "organization_kinds": "admits"}  # fmt: skip
YUAN = {
    "budget_yuan": "budget_fen", "raised_yuan": "raised_fen", "minimum_yuan": "least_fen",
    "unit_cost_yuan": "unit_cost_fen", "amount_min_yuan": "grant_least_fen", "amount_max_yuan": "grant_most_fen",
    "amount_yuan": "amount_fen",
}  # fmt: skip
DAYS = {
    "starts_in_days": "starts_on", "ends_in_days": "ends_on", "opens_in_days": "opens_on",
    "closes_in_days": "closes_on", "available_from_days": "opens_on", "available_until_days": "closes_on",
}  # fmt: skip
LEVELS = {None: None, "1A": 1, "2A": 2, "3A": 3, "4A": 4, "5A": 5}
OTHERS = {"key", "owner", "language", "by", "minimum_level"}


def values_of(row: Row, moments: Moments, earlier_days: int = 0) -> dict[str, Any]:
    """What a row says, by the market's names; its days are counted from the day of planting, less `earlier_days`.

    Raises: Invalid for an entry that no listing has, or a level that there is not.
    """
    unknown = sorted(set(row.values) - {*PLAIN, *YUAN, *DAYS, *OTHERS})
    if unknown:
        raise Invalid({name: Message("There is no such entry here.") for name in unknown})
    values = {PLAIN[name]: value for name, value in row.values.items() if name in PLAIN}
    for name, value in row.values.items():
        if name in YUAN:
            values[YUAN[name]] = value * 100 if type(value) is int else value
        elif name in DAYS:
            values[DAYS[name]] = moments.day(value - earlier_days) if type(value) is int else value
    if "minimum_level" in row.values:
        if row.get("minimum_level") not in LEVELS:
            raise Invalid({"minimum_level": Message("Choose one of the list.")})
        values["least_level"] = LEVELS[row.get("minimum_level")]
    return values


def jobs(
    rows: list[Row],
    renewals: list[Row],
    ground: Ground,
    moments: Moments,
    verified_at: Mapping[str, datetime],
    paired_at: Mapping[str, datetime],
) -> Iterator[Job]:
    """What is left to do for each listing.

    Args:
        renewals: rows that name a listing which was on the market for an earlier round, and when it was renewed.
        verified_at: when each organization is verified.
        paired_at: when the first pairing of each listing is opened.
    """
    renewal_of = {str(row.get("listing")): row for row in renewals}
    by_key = {row.key: row for row in rows}
    for row in rows:
        if identity("listing", row.key) not in ground.versions:
            earlier = renewal_of[row.key].number("earlier_by_days") if row.key in renewal_of else 0
            yield Job(
                at=_publication(row, moments, verified_at, paired_at),
                key=row.key,
                row=row,
                what=f"{KIND_OF[row.file].value}s",
                do=partial(_import, row=row, ground=ground, moments=moments, earlier_days=earlier),
            )
    for renewal in renewals:
        listing = by_key.get(str(renewal.get("listing")))
        if listing is not None and ground.versions.get(identity("listing", listing.key), 1) == 1:
            yield Job(
                at=moments.ago(renewal.number("renewed_days_ago"), renewal.key),
                key=renewal.key,
                row=renewal,
                what="renewals",
                do=partial(_renew, row=listing, ground=ground, moments=moments),
            )


def _publication(
    row: Row, moments: Moments, verified_at: Mapping[str, datetime], paired_at: Mapping[str, datetime]
) -> datetime:
    first = verified_at.get(str(row.get("owner")), moments.start) + timedelta(hours=3)
    since = row.get("since_year")
    if type(since) is int and 1 < since <= moments.today.year:
        first = max(first, datetime(since, 1, 4, 2, tzinfo=UTC))
    if row.key in paired_at:
        last = paired_at[row.key] - timedelta(days=2)
        first = max(first, last - timedelta(days=40))
    else:
        last = moments.anchor - timedelta(days=YOUNGEST_DAYS)
        first = max(first, moments.anchor - timedelta(days=OLDEST_DAYS[KIND_OF[row.file]]))
    return moments.between(min(first, moments.anchor), last, row.key)


def _import(session: Session, row: Row, ground: Ground, moments: Moments, earlier_days: int) -> None:
    owner = ground.organization(session, str(row.get("owner")), "owner")
    values = values_of(row, moments, earlier_days)
    try:
        listing = service.import_listing(
            session, SYSTEM, owner, KIND_OF[row.file], values, identity=identity("listing", row.key)
        )
    except Invalid as error:
        raise Invalid({_name_in_file(name, row): message for name, message in error.problems.items()}) from error
    ground.versions[listing.id] = listing.version_number


def _renew(session: Session, row: Row, ground: Ground, moments: Moments) -> None:
    """Give a listing the dates of the present round; what the last one raised for it is spent."""
    present = values_of(row, moments)
    kept = {name: value for name, value in present.items() if name in {*DAYS.values(), "raised_fen"}}
    actor = ground.owner_of(session, row.key) if row.get("owner") in ground.members else SYSTEM
    service.save(session, actor, get_listing(session, identity("listing", row.key)), kept)


def _name_in_file(name: str, row: Row) -> str:
    """What the file calls an entry of the market's name."""
    names = {**PLAIN, **YUAN, **DAYS, "minimum_level": "least_level"}
    return next((own for own in row.values if names.get(own) == name), name)
