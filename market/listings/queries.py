"""What can be asked of listings; changes nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, bindparam, case, func, or_, select
from sqlalchemy.orm import Session, joinedload, selectinload, with_polymorphic

from market import clock
from market.accounts.models import Person
from market.errors import Message, NotFound
from market.listings.content import content_of, plain
from market.listings.models import Listing, ListingState, ListingTag, ListingVersion
from market.organizations.models import Organization
from market.permissions import Actor
from market.vocabularies.models import Vocabulary
from market.vocabularies.queries import DISTRICT
from matching.records import Kind

PAGE_SIZE = 20
MOST_WORDS = 8  # of a search; more would only slow it down

# One select brings the columns of every kind.
EVERY: Any = with_polymorphic(Listing, "*")
# What can be given or is asked for, in one column: what the amount filter and the order by amount mean.
AMOUNT = func.coalesce(
    EVERY.Need.budget_fen,
    EVERY.Project.budget_fen - EVERY.Project.raised_fen,
    EVERY.Programme.grant_most_fen,
    EVERY.Resource.amount_fen,
)


class Sort(StrEnum):
    """In which order listings are shown."""

    RELEVANCE = "relevance"  # of a search whose hits come ranked
    NEWEST = "newest"
    CLOSING_SOON = "closing_soon"
    AMOUNT = "amount"


@dataclass(frozen=True)
class Filters:
    """What a list of listings is narrowed to; None and empty do not narrow."""

    q: str = ""
    kind: Kind | None = None
    field: str | None = None
    group: str | None = None
    division: str | None = None
    least_fen: int | None = None
    most_fen: int | None = None
    closing_within_days: int | None = None
    owner_id: UUID | None = None
    sort: Sort = Sort.NEWEST


def get_listing(session: Session, listing_id: UUID) -> Listing:
    """A listing with its words and its organization.

    Raises: NotFound.
    """
    listing: Listing | None = session.scalars(_ONE, {"listing_id": listing_id}).unique().one_or_none()
    if listing is None:
        raise NotFound(Message("There is no such listing."))
    return listing


def browse(
    session: Session,
    filters: Filters,
    page: int = 1,
    *,
    size: int = PAGE_SIZE,
    ranked_ids: Sequence[UUID] | None = None,
) -> tuple[Sequence[Listing], int]:
    """One page of the published listings that pass the filters, and how many there are in all.

    `ranked_ids` are the hits of a search, best first: they take the place of looking for the words one by one.
    """
    start = (page - 1) * size
    conditions = _conditions(filters, ranked_ids)
    if ranked_ids is not None and filters.sort is Sort.RELEVANCE:
        passed = set(session.scalars(select(EVERY.id).join(EVERY.organization).where(*conditions)))
        hits = [listing_id for listing_id in ranked_ids if listing_id in passed]
        return _in_order(session, hits[start : start + size]), len(hits)
    total = session.scalar(select(func.count(EVERY.id)).join(EVERY.organization).where(*conditions)) or 0
    statement = select(EVERY).join(EVERY.organization).where(*conditions).order_by(*_order(filters.sort), EVERY.id)
    return session.scalars(_loaded(statement.limit(size).offset(start))).unique().all(), total


def ids_that_say(session: Session, words: str, limit: int) -> Sequence[UUID]:
    """The published listings that have all these words, letter by letter, the newest first."""
    statement = select(Listing.id).join(Organization).where(Listing.state == ListingState.PUBLISHED)
    for word in words.split()[:MOST_WORDS]:
        statement = statement.where(_says(word, Listing))
    return session.scalars(statement.order_by(Listing.published_at.desc(), Listing.id).limit(limit)).all()


def counts_by_kind(session: Session, filters: Filters, *, ranked_ids: Sequence[UUID] | None = None) -> dict[Kind, int]:
    """How many published listings of each kind pass the filters, the one by kind left aside."""
    rows = session.execute(
        select(EVERY.kind, func.count(EVERY.id))
        .join(EVERY.organization)
        .where(*_conditions(replace(filters, kind=None), ranked_ids))
        .group_by(EVERY.kind)
    )
    found: dict[Kind, int] = dict(rows.all())
    return {kind: found.get(kind, 0) for kind in Kind}


def written_by(session: Session, actor: Actor) -> Sequence[Listing]:
    """The drafts and published listings of the organizations that somebody acts for, the last changed first."""
    return _all(
        session,
        EVERY.state.in_((ListingState.DRAFT, ListingState.PUBLISHED)),
        EVERY.organization_id.in_(actor.organization_ids),
        order=EVERY.changed_at.desc(),
    )


def listings_of(session: Session, organization_id: UUID, *, published_only: bool = True) -> Sequence[Listing]:
    """The listings of one organization, the newest first; drafts too if all are asked for."""
    states = [ListingState.PUBLISHED] if published_only else list(ListingState)
    return _all(
        session,
        EVERY.organization_id == organization_id,
        EVERY.state.in_(states),
        order=EVERY.created_at.desc(),
    )


def listings_by_id(session: Session, ids: Sequence[UUID]) -> dict[UUID, Listing]:
    """The published ones among some listings, by id."""
    found = _all(session, EVERY.id.in_(ids), EVERY.state == ListingState.PUBLISHED, order=EVERY.id)
    return {listing.id: listing for listing in found}


def published_since(session: Session, kind: Kind, moment: datetime) -> Sequence[UUID]:
    """What first came on the market after a moment, of one kind, by identity."""
    return session.scalars(_SINCE, {"kind": kind, "moment": moment}).all()


def published_of(session: Session, actor: Actor, kinds: Sequence[Kind]) -> Sequence[Listing]:
    """What somebody's organizations have on the market of some kinds, by title."""
    return _all(
        session,
        EVERY.state == ListingState.PUBLISHED,
        EVERY.organization_id.in_(actor.organization_ids),
        EVERY.kind.in_(kinds),
        order=EVERY.title,
    )


def organizations_of(session: Session, actor: Actor) -> Sequence[Organization]:
    """The organizations that somebody acts for today, by name."""
    return session.scalars(
        select(Organization)
        .where(Organization.id.in_(actor.organization_ids))
        .order_by(Organization.name, Organization.id)
    ).all()


def versions_of(session: Session, listing_id: UUID) -> Sequence[tuple[ListingVersion, str | None]]:
    """What a listing said, the newest first, each with the name of whoever made it (None: the system)."""
    rows = session.execute(
        select(ListingVersion, Person.name)
        .outerjoin(Person, Person.id == ListingVersion.made_by_id)
        .where(ListingVersion.listing_id == listing_id)
        .order_by(ListingVersion.number.desc())
    )
    return [(version, name) for version, name in rows]


def content_at(session: Session, listing: Listing, number: int | None) -> Mapping[str, Any]:
    """What a listing said in the version of that number, in plain JSON; as it is now where none is kept."""
    query = select(ListingVersion.content).where(ListingVersion.listing_id == listing.id)
    content: dict[str, Any] | None = session.scalar(query.where(ListingVersion.number == number))
    return plain(content_of(listing)) if content is None else content


def unmet_needs_by_division(session: Session) -> dict[str, int]:
    """How many published needs still take offers, by the code of each division that they name."""
    rows = session.execute(
        select(ListingTag.code, func.count(ListingTag.listing_id))
        .join(Listing, Listing.id == ListingTag.listing_id)
        .where(
            ListingTag.vocabulary == Vocabulary.DIVISION,
            Listing.kind == Kind.NEED,
            Listing.state == ListingState.PUBLISHED,
            or_(Listing.closes_on.is_(None), Listing.closes_on >= clock.today()),
        )
        .group_by(ListingTag.code)
    )
    return dict(rows.all())


def _loaded(statement: Select[Any]) -> Select[Any]:
    return statement.options(selectinload(EVERY.tags), joinedload(EVERY.organization))


# What most pages ask is written once.
_ONE = _loaded(select(EVERY).where(EVERY.id == bindparam("listing_id")))
_SINCE = (
    select(Listing.id)
    .where(
        Listing.kind == bindparam("kind"),
        Listing.state == ListingState.PUBLISHED,
        Listing.published_at > bindparam("moment"),
    )
    .order_by(Listing.id)
)


def _all(session: Session, *conditions: ColumnElement[bool], order: Any) -> Sequence[Listing]:
    statement = _loaded(select(EVERY).where(*conditions).order_by(order, EVERY.id))
    return session.scalars(statement).unique().all()


def _in_order(session: Session, ids: Sequence[UUID]) -> Sequence[Listing]:
    found = {listing.id: listing for listing in _all(session, EVERY.id.in_(ids), order=EVERY.id)}
    return [found[listing_id] for listing_id in ids if listing_id in found]


def _conditions(filters: Filters, ranked_ids: Sequence[UUID] | None) -> list[ColumnElement[bool]]:
    today = clock.today()
    found = [EVERY.state == ListingState.PUBLISHED]
    if ranked_ids is not None:
        found.append(EVERY.id.in_(ranked_ids))
    else:
        found += [_says(word) for word in filters.q.split()[:MOST_WORDS]]
    if filters.kind:
        found.append(EVERY.kind == filters.kind)
    if filters.field:
        found.append(_has(Vocabulary.FIELD, ListingTag.code == filters.field))
    if filters.group:
        found.append(_has(Vocabulary.GROUP, ListingTag.code == filters.group))
    if filters.division:
        found.append(_has(Vocabulary.DIVISION, _lies_in(filters.division)))
    if filters.least_fen is not None:
        found.append(filters.least_fen <= AMOUNT)
    if filters.most_fen is not None:
        found.append(filters.most_fen >= AMOUNT)
    if filters.closing_within_days is not None:
        last = today.fromordinal(today.toordinal() + filters.closing_within_days)
        found.append(and_(EVERY.closes_on >= today, EVERY.closes_on <= last))
    if filters.owner_id:
        found.append(EVERY.organization_id == filters.owner_id)
    return found


def _says(word: str, listing: Any = EVERY) -> ColumnElement[bool]:
    return or_(
        listing.title.icontains(word, autoescape=True),
        listing.summary.icontains(word, autoescape=True),
        Organization.name.icontains(word, autoescape=True),
    )


def _has(vocabulary: Vocabulary, condition: ColumnElement[bool]) -> ColumnElement[bool]:
    found: ColumnElement[bool] = EVERY.tags.any(and_(ListingTag.vocabulary == vocabulary, condition))
    return found


def _lies_in(division: str) -> ColumnElement[bool]:
    """In a division, in a part of it, or in the whole district that it is a part of."""
    return or_(ListingTag.code.startswith(division, autoescape=True), ListingTag.code == DISTRICT)


def _order(sort: Sort) -> tuple[Any, ...]:
    today = clock.today()
    match sort:
        case Sort.CLOSING_SOON:
            return (case((EVERY.closes_on >= today, 0), else_=1), EVERY.closes_on)
        case Sort.AMOUNT:
            return (case((AMOUNT.is_(None), 1), else_=0), AMOUNT.desc())
    return (EVERY.published_at.desc(),)
