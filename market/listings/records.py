"""Listings as the matching library sees them: plain data, with what the gate has to know about their owners."""

from collections.abc import Collection, Iterable, Iterator
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from market import clock
from market.listings.models import Listing, ListingState, Need, Programme, Project, Resource, ResourceKind, Service
from market.listings.queries import EVERY
from market.organizations.models import Organization, RelatedParty, Relation
from market.vocabularies.models import Vocabulary
from matching import records as plain
from matching.records import Kind

# What describes a listing, in the order in which it is read; what it excludes and how it decides does not.
TEXTS: dict[Kind, tuple[str, ...]] = {
    Kind.NEED: ("title", "summary", "outcome", "conditions"),
    Kind.PROJECT: ("title", "summary", "method", "indicators", "evidence"),
    Kind.SERVICE: ("title", "summary", "experience"),
    Kind.PROGRAMME: ("title", "summary"),
    Kind.RESOURCE: ("title", "summary", "conditions"),
}
CONTROLLING = frozenset({Relation.FOUNDER, Relation.CONTROLLER, Relation.DIRECTOR})
LEAVING = frozenset({Relation.CONTROLLER, Relation.DIRECTOR, Relation.SUPERVISOR})  # who counts for years afterwards
AT_ONCE = 500  # identities that one statement asks for


def records(session: Session, ids: Iterable[UUID] | None = None) -> Iterator[plain.Listing]:
    """The given listings in whatever state, or everything that is published; by identity."""
    today = clock.today()
    for statement in _statements(ids):
        loaded = statement.order_by(EVERY.id).options(
            selectinload(EVERY.tags),
            joinedload(EVERY.organization).selectinload(Organization.related_parties),
        )
        for listing in session.scalars(loaded).unique():
            yield _convert(listing, today)


def _statements(ids: Iterable[UUID] | None):  # type: ignore[no-untyped-def]  # selects of a polymorphic entity
    if ids is None:
        yield select(EVERY).where(EVERY.state == ListingState.PUBLISHED)
        return
    wanted = sorted(set(ids))
    for start in range(0, len(wanted), AT_ONCE):
        yield select(EVERY).where(EVERY.id.in_(wanted[start : start + AT_ONCE]))


def as_record(listing: Listing, day: date | None = None, owner: plain.Owner | None = None) -> plain.Listing:
    """One listing, as it is today; or as it would be on another day, or with another file of its owner."""
    return _convert(listing, day or clock.today(), owner)


def _convert(listing: Listing, today: date, owner: plain.Owner | None = None) -> plain.Listing:
    chooses = listing if isinstance(listing, Need | Programme) else None
    return plain.Listing(
        id=str(listing.id),
        revision=listing.revision,
        kind=listing.kind,
        owner=owner or owner_record(listing.organization, today),
        language="en" if listing.language == "en" else "zh",
        texts=texts_of(listing),
        fields=frozenset(listing.codes(Vocabulary.FIELD)),
        groups=frozenset(listing.codes(Vocabulary.GROUP)),
        sdgs=frozenset(listing.codes(Vocabulary.SDG)),
        places=frozenset(listing.codes(Vocabulary.DIVISION)),
        starts_on=listing.starts_on,
        ends_on=listing.ends_on,
        opens_on=listing.opens_on,
        closes_on=listing.closes_on,
        asks_fen=_asked(listing),
        least_fen=listing.least_fen if isinstance(listing, Project) else None,
        offers_fen=_offered(listing),
        remaining_fen=_money_left(listing),
        admits=frozenset(chooses.admits) if chooses else frozenset(),
        least_level=chooses.least_level if chooses else None,
        capacity_left=_capacity_left(listing),
        free_on=listing.free_on if isinstance(listing, Service) else None,
        exclusions=listing.exclusions if isinstance(listing, Programme) else "",
        is_open=is_open(listing, today),
        funding=str(listing.funding_source) if isinstance(listing, Need) and listing.funding_source else None,
        has_procedure=not isinstance(listing, Programme) or bool(listing.procedure.strip()),
    )


def texts_of(listing: Listing) -> dict[str, str]:
    """What describes a listing, field by field, as it is compared; empty fields left out."""
    return {name: text for name in TEXTS[listing.kind] if (text := getattr(listing, name))}


def owner_record(organization: Organization, today: date) -> plain.Owner:
    """What the gate has to know about an organization on a day."""
    level = organization.valid_level(today)
    return plain.Owner(
        id=str(organization.id),
        kind=organization.kind.value,
        name=organization.name,
        verified=organization.is_verified,
        division=organization.division_code,
        level=level,
        standing=organization.standing.value if organization.standing else None,
        past_pairings=organization.delivered_pairings,
        controllers=_parties(organization, CONTROLLING, today),
        donors=_parties(organization, {Relation.DONOR}, today),
        kin=_parties(organization, {Relation.KIN}, today),
        legal_representative=organization.legal_representative,
        level_before=None if level else organization.assessment_level,
        level_expired_on=None if level else organization.assessment_valid_until,
        supervisors=_parties(organization, {Relation.SUPERVISOR}, today),
        former=_former(organization, today),
    )


def _former(organization: Organization, today: date) -> frozenset[tuple[str, date]]:
    """Those who once directed, supervised or controlled an organization, each with the last day."""
    return frozenset(
        (_who(party), party.ends_on)
        for party in organization.related_parties
        if party.relation in LEAVING and party.ends_on is not None and party.ends_on < today
    )


def _who(party: RelatedParty) -> str:
    return f"org:{party.other_id}" if party.other_id else f"person:{party.name}"


def _parties(organization: Organization, relations: Collection[Relation], today: date) -> frozenset[str]:
    """Those behind an organization on a day, by what they are to it."""
    return frozenset(
        _who(party)
        for party in organization.related_parties
        if party.relation in relations and _is_current(party, today)
    )


def is_open(listing: Listing, today: date) -> bool:
    """Published, not past its last day, and with something left to give or to ask for."""
    if not listing.is_published or (listing.closes_on is not None and listing.closes_on < today):
        return False
    match listing:
        case Project():
            return listing.gap_fen is None or listing.gap_fen > 0
        case Resource(resource_kind=kind) if kind is not ResourceKind.MONEY:
            return listing.quantity is None or listing.quantity > listing.reserved_quantity
    return all(left is None or left > 0 for left in (_capacity_left(listing), _money_left(listing)))


def _is_current(party: RelatedParty, today: date) -> bool:
    return (party.starts_on is None or party.starts_on <= today) and (party.ends_on is None or party.ends_on >= today)


def _asked(listing: Listing) -> int | None:
    if isinstance(listing, Need):
        return listing.budget_fen
    return listing.gap_fen if isinstance(listing, Project) else None


def _offered(listing: Listing) -> tuple[int, int] | None:
    if isinstance(listing, Programme) and listing.grant_most_fen is not None:
        return (listing.grant_least_fen or 0, listing.grant_most_fen)
    left = _money_left(listing)
    return (0, left) if isinstance(listing, Resource) and left is not None else None


def _money_left(listing: Listing) -> int | None:
    if isinstance(listing, Resource):
        return listing.remaining_fen if listing.resource_kind is ResourceKind.MONEY else None
    return listing.remaining_fen if isinstance(listing, Programme) else None


def _capacity_left(listing: Listing) -> int | None:
    if isinstance(listing, Programme):
        return listing.pairings_left
    if not isinstance(listing, Service) or listing.capacity is None:
        return None
    return max(0, listing.capacity - listing.engaged)
