"""Who is tied to which organizations: related parties one step away, and the interests that people registered."""

from collections.abc import Collection
from datetime import date
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ColumnElement, literal, or_, select, union_all
from sqlalchemy.orm import InstrumentedAttribute, Session

from market.accounts.models import Membership
from market.organizations.models import Interest, Organization, RelatedParty

Tied = dict[UUID, frozenset[UUID]]


class Tie(StrEnum):
    """How a person is tied to an organization."""

    MEMBER = "member"  # acts for it here
    BEHIND = "behind"  # is named among its related parties
    INTEREST = "interest"  # has registered an interest in it


def tied_to(session: Session, organization_ids: Collection[UUID], *, since: date) -> Tied:
    """The organizations one relation away from each of some, either way, that were so on `since` or later."""
    query = select(RelatedParty.organization_id, RelatedParty.other_id).where(
        RelatedParty.other_id.is_not(None),
        or_(RelatedParty.organization_id.in_(organization_ids), RelatedParty.other_id.in_(organization_ids)),
        _still(RelatedParty.ends_on, since),
    )
    pairs = [(one, other) for one, other in session.execute(query) if other is not None]
    return _grouped([pair for one, other in pairs for pair in ((one, other), (other, one))], organization_ids)


def ties_of(session: Session, person_ids: Collection[UUID], *, since: date) -> dict[Tie, Tied]:
    """The organizations that each person is, or was on `since` or later, tied to, by how; in one statement."""
    queries = [
        select(literal(kind.value), person, organization).where(person.in_(person_ids), _still(ends_on, since))
        for kind, person, organization, ends_on in (
            (Tie.MEMBER, Membership.person_id, Membership.organization_id, Membership.ends_on),
            (Tie.BEHIND, RelatedParty.person_id, RelatedParty.organization_id, RelatedParty.ends_on),
            (Tie.INTEREST, Interest.person_id, Interest.organization_id, Interest.ends_on),
        )
    ]
    found: dict[Tie, list[tuple[UUID, UUID]]] = {kind: [] for kind in Tie}
    for kind, person_id, organization_id in session.execute(union_all(*queries)):
        if person_id is not None:
            found[Tie(kind)].append((person_id, organization_id))
    return {kind: _grouped(pairs, person_ids) for kind, pairs in found.items()}


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
