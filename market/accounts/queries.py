"""What can be asked about people; changes nothing."""

from collections.abc import Collection, Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, selectinload

from market import clock
from market.accounts.models import MemberRole, Membership, OfficeGrant, Person
from market.permissions import Actor, Office


def find_person(session: Session, person_id: UUID) -> Person | None:
    """A person with memberships and offices, unless disabled."""
    query = select(Person).where(Person.id == person_id, Person.disabled_at.is_(None))
    return session.scalar(query.options(selectinload(Person.memberships), selectinload(Person.offices)))


def find_by_email(session: Session, email: str) -> Person | None:
    """The person of an address, disabled or not."""
    return session.scalar(select(Person).where(Person.email == normal_email(email)))


def normal_email(email: str) -> str:
    """An address as it is stored and compared."""
    return email.strip().lower()


def actor_of(person: Person, on: date | None = None) -> Actor:
    """What a person may act as on a day: today unless given."""
    today = on or clock.today()
    memberships = [row for row in person.memberships if _counts(row, today)]
    grants = [row for row in person.offices if _counts(row, today)]
    own = frozenset(row.office for row in grants if row.on_behalf_of_id is None)
    lent = {row.office: row.on_behalf_of_id for row in grants if row.on_behalf_of_id and row.office not in own}
    return Actor(
        person_id=person.id,
        name=person.name,
        organization_ids=frozenset(row.organization_id for row in memberships),
        managed_ids=frozenset(row.organization_id for row in memberships if row.role is MemberRole.MANAGER),
        offices=own | lent.keys(),
        delegated=lent,
    )


def _counts(row: Membership | OfficeGrant, today: date) -> bool:
    return row.starts_on <= today and (row.ends_on is None or row.ends_on >= today)


def organizations_within(session: Session, person_ids: Collection[UUID], *, since: date) -> dict[UUID, frozenset[UUID]]:
    """The organizations of which each person is, or was on `since` or later, a member; those of none are left out."""
    query = select(Membership.person_id, Membership.organization_id).where(
        Membership.person_id.in_(person_ids), or_(Membership.ends_on.is_(None), Membership.ends_on >= since)
    )
    found: dict[UUID, set[UUID]] = {}
    for person_id, organization_id in session.execute(query):
        found.setdefault(person_id, set()).add(organization_id)
    return {person_id: frozenset(ids) for person_id, ids in found.items()}


def holders_of(session: Session, office: Office) -> Sequence[Person]:
    """Who holds an office today in their own name, not by delegation; by identity."""
    today = clock.today()
    query = (
        select(Person)
        .join(OfficeGrant, OfficeGrant.person_id == Person.id)
        .where(
            Person.disabled_at.is_(None),
            OfficeGrant.office == office,
            OfficeGrant.on_behalf_of_id.is_(None),
            OfficeGrant.starts_on <= today,
            or_(OfficeGrant.ends_on.is_(None), OfficeGrant.ends_on >= today),
        )
    )
    return sorted(session.scalars(query.distinct()).all(), key=lambda person: str(person.id))
