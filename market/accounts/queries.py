"""What can be asked about people; changes nothing."""

from collections.abc import Collection, Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from market import clock
from market.accounts.models import MemberRole, Membership, OfficeGrant, Person
from market.permissions import Actor, Office


def find_person(session: Session, person_id: UUID) -> Person | None:
    """A person with memberships and offices, unless disabled; in two statements, as every page asks for one.

    One more for those who act in somebody's name: what their lenders hold.
    """
    query = select(Person).where(Person.id == person_id, Person.disabled_at.is_(None))
    lenders = selectinload(Person.offices).joinedload(OfficeGrant.on_behalf_of).selectinload(Person.offices)
    query = query.options(joinedload(Person.memberships), lenders)
    return session.scalars(query).unique().one_or_none()


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
    lent = {
        row.office: row.on_behalf_of.id
        for row in grants
        if row.on_behalf_of and row.office not in own and _holds_themselves(row.on_behalf_of, row.office, today)
    }
    return Actor(
        person_id=person.id,
        name=person.name,
        organization_ids=frozenset(row.organization_id for row in memberships),
        managed_ids=frozenset(row.organization_id for row in memberships if row.role is MemberRole.MANAGER),
        offices=own | lent.keys(),
        delegated=lent,
    )


def _holds_themselves(lender: Person, office: Office, today: date) -> bool:
    """Whether somebody in whose name others act holds the office still: nobody can lend what they have lost."""
    held = (row for row in lender.offices if row.office is office and row.on_behalf_of_id is None)
    return lender.disabled_at is None and any(_counts(row, today) for row in held)


def _counts(row: Membership | OfficeGrant, today: date) -> bool:
    if isinstance(row, OfficeGrant) and row.ended_at is not None:
        return False
    return row.starts_on <= today and (row.ends_on is None or row.ends_on >= today)


def holders_of(session: Session, office: Office) -> Sequence[Person]:
    """Who holds an office today, in their own or another's name, unless disabled; by name."""
    return session.scalars(_holding(office).order_by(Person.name, Person.id)).all()


def holders_in_own_name(session: Session, office: Office) -> Sequence[Person]:
    """Who holds an office today in their own name, not by delegation; by identity."""
    query = _holding(office).where(OfficeGrant.on_behalf_of_id.is_(None))
    return sorted(session.scalars(query).all(), key=lambda person: str(person.id))


def members_of(session: Session, organization_ids: Collection[UUID]) -> frozenset[UUID]:
    """The people who act for any of some organizations today."""
    today = clock.today()
    query = select(Membership.person_id).where(
        Membership.organization_id.in_(organization_ids),
        Membership.starts_on <= today,
        or_(Membership.ends_on.is_(None), Membership.ends_on >= today),
    )
    return frozenset(session.scalars(query))


def _holding(office: Office) -> Select[Person]:
    today = clock.today()
    return (
        select(Person)
        .join(OfficeGrant, OfficeGrant.person_id == Person.id)
        .where(
            Person.disabled_at.is_(None),
            OfficeGrant.office == office,
            OfficeGrant.ended_at.is_(None),
            OfficeGrant.starts_on <= today,
            or_(OfficeGrant.ends_on.is_(None), OfficeGrant.ends_on >= today),
        )
        .distinct()
    )
