"""Who is tied to which organizations: related parties one step away, and the interests that people registered."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from market.organizations.models import Interest, Organization, RelatedParty

Tied = dict[UUID, frozenset[UUID]]


def tied_to(session: Session, organization_ids: Collection[UUID], *, since: date) -> Tied:
    """The organizations one relation away from each of some, either way, that were so on `since` or later."""
    query = select(RelatedParty.organization_id, RelatedParty.other_id).where(
        RelatedParty.other_id.is_not(None),
        or_(RelatedParty.organization_id.in_(organization_ids), RelatedParty.other_id.in_(organization_ids)),
        _still(RelatedParty.ends_on, since),
    )
    pairs = [(one, other) for one, other in session.execute(query) if other is not None]
    return _grouped([pair for one, other in pairs for pair in ((one, other), (other, one))], organization_ids)


def stands_behind(session: Session, person_ids: Collection[UUID], *, since: date) -> Tied:
    """The organizations of which each person is, or was on `since` or later, a related party."""
    query = select(RelatedParty.person_id, RelatedParty.organization_id).where(
        RelatedParty.person_id.in_(person_ids), _still(RelatedParty.ends_on, since)
    )
    return _grouped([(person, owner) for person, owner in session.execute(query) if person], person_ids)


def interests_of(session: Session, person_ids: Collection[UUID], *, since: date) -> Tied:
    """The organizations in which each person has, or had on `since` or later, a registered interest."""
    query = select(Interest.person_id, Interest.organization_id).where(
        Interest.person_id.in_(person_ids), _still(Interest.ends_on, since)
    )
    return _grouped([(person, organization) for person, organization in session.execute(query)], person_ids)


def namesakes(session: Session, name: str, organization_ids: Collection[UUID]) -> list[str]:
    """The organizations whose legal representative or related party bears a name: no proof, but worth a question."""
    behind = select(RelatedParty.organization_id).where(RelatedParty.name == name)
    query = select(Organization.name).where(
        Organization.id.in_(organization_ids),
        or_(Organization.legal_representative == name, Organization.id.in_(behind)),
    )
    return list(session.scalars(query.order_by(Organization.name, Organization.id)))


def _still(
    ends_on: ColumnElement[date | None] | InstrumentedAttribute[date | None], since: date
) -> ColumnElement[bool]:
    return or_(ends_on.is_(None), ends_on >= since)


def _grouped(pairs: list[tuple[UUID, UUID]], keys: Collection[UUID]) -> Tied:
    found: dict[UUID, set[UUID]] = {}
    for key, value in pairs:
        if key in keys:
            found.setdefault(key, set()).add(value)
    return {key: frozenset(values) for key, values in found.items()}
