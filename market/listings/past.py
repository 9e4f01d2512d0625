"""Listings and organizations as they were: from their versions, and from today's content where none is kept."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from market import clock
from market.listings.content import DAYS, ENUMERATIONS, MODELS, WORDS, names_of
from market.listings.models import Listing, ListingState, ListingTag, ListingVersion
from market.listings.queries import EVERY
from market.listings.records import as_record, owner_record
from market.organizations.models import Organization, OrganizationVersion
from matching import records as plain

NOTHING_RESERVED = {"reserved_fen": 0, "reserved_quantity": 0, "engaged": 0}


class Past:
    """The listings with some identities, and all that is kept of them and of their owners."""

    def __init__(self, session: Session, ids: Collection[UUID]) -> None:
        self.todays: set[UUID] = set()  # those of which no version was found, so that today's content was taken
        statement = select(EVERY).where(EVERY.id.in_(ids))
        loaded = statement.options(
            selectinload(EVERY.tags), joinedload(EVERY.organization).selectinload(Organization.related_parties)
        )
        self.listings: dict[UUID, Listing] = {one.id: one for one in session.scalars(loaded).unique()}
        versions = session.scalars(select(ListingVersion).where(ListingVersion.listing_id.in_(ids)))
        self._contents = {(version.listing_id, version.number): version.content for version in versions}
        self._rows: dict[tuple[UUID, int], Listing] = {}
        owners = {one.organization_id for one in self.listings.values()}
        files = select(OrganizationVersion).where(OrganizationVersion.organization_id.in_(owners))
        self._files: dict[UUID, list[OrganizationVersion]] = {}
        for version in session.scalars(files.order_by(OrganizationVersion.number)):
            self._files.setdefault(version.organization_id, []).append(version)

    def record(self, listing_id: UUID, number: int | None, at: datetime) -> plain.Listing:
        """A listing as a version of it says, its owner as verified by that moment.

        It counts as on the market, with nothing of it reserved: that is not kept by versions.
        """
        listing = self.listings[listing_id]
        day = at.astimezone(clock.CHINA).date()
        owner = self._owner(listing, at, day)
        key = (listing_id, number or 0)
        content = self._contents.get(key)
        if content is None:
            self.todays.add(listing_id)
            return replace(as_record(listing, day, owner), is_open=True)
        if key not in self._rows:
            self._rows[key] = _row(listing, content)
        return as_record(self._rows[key], day, owner)

    def _owner(self, listing: Listing, at: datetime, day: date) -> plain.Owner:
        """Who is behind an organization is kept with its first and last days; the rest is in its versions."""
        now = owner_record(listing.organization, day)
        files = [one.content for one in self._files.get(listing.organization_id, []) if one.made_at <= at]
        if not files:
            self.todays.add(listing.id)
            return now
        content = files[-1]
        level, until = content.get("assessment_level"), content.get("assessment_valid_until")
        expires = date.fromisoformat(until) if until else None
        valid = level if expires is not None and expires >= day else None
        return replace(
            now,
            name=content["name"],
            verified=True,
            division=content.get("division_code"),
            level=valid,
            level_before=None if valid else level,
            level_expired_on=None if valid else expires,
            standing=content.get("standing"),
            legal_representative=content.get("legal_representative"),
        )


def _row(listing: Listing, content: Mapping[str, Any]) -> Listing:
    """A row that no session knows, with the content of a version."""
    model = MODELS[listing.kind]
    row = model(id=listing.id, kind=listing.kind, revision=listing.revision, language=listing.language)
    row.state = ListingState.PUBLISHED
    for name in names_of(listing.kind):
        if name not in WORDS:
            setattr(row, name, _value(name, content.get(name)))
    for name, value in NOTHING_RESERVED.items():
        if hasattr(model, name):
            setattr(row, name, value)
    row.tags = [
        ListingTag(vocabulary=vocabulary, code=code)
        for name, vocabulary in WORDS.items()
        for code in content.get(name) or ()
    ]
    return row


def _value(name: str, value: Any) -> Any:
    if value is None:
        return {"raised_fen": 0, "admits": [], "criteria": [], "procedure": "", "exclusions": ""}.get(name)
    if name in DAYS:
        return date.fromisoformat(value)
    return ENUMERATIONS[name](value) if name in ENUMERATIONS else value
