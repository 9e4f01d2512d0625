"""Lending an office: somebody else acts in the holder's name for some days, and both are bound by what is done."""

from collections.abc import Sequence
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session, joinedload

from market import audit, clock
from market.accounts.models import OfficeGrant
from market.accounts.queries import find_by_email, find_person
from market.errors import Invalid, Message, NotAllowed, NotFound
from market.permissions import Actor, Office

LONGEST = timedelta(days=60)
LENDABLE = frozenset(Office) - {
    Office.EXPERT,
    Office.AUDITOR,
    Office.ADMINISTRATOR,
}  # a seat drawn by lot is no one else's


def delegate(session: Session, actor: Actor, office: Office, email: str, starts_on: date, ends_on: date) -> OfficeGrant:
    """Let somebody act in the actor's name in an office that the actor holds themselves.

    Raises:
        NotAllowed: the actor does not hold the office, or holds it by delegation only.
        Invalid: the person is unknown, is the actor or holds the office, or the days are in the past or too many.
    """
    if not actor.holds(office) or office in actor.delegated or office not in LENDABLE or actor.person_id is None:
        raise NotAllowed(Message("Only whoever holds an office themselves may lend it."))
    found = find_by_email(session, email)
    person = find_person(session, found.id) if found else None
    problems = _problems_of_days(starts_on, ends_on)
    if person is None:
        problems["email"] = Message("Nobody with an account has this address.")
    elif person.id == actor.person_id:
        problems["email"] = Message("This is yourself.")
    elif any(row.office is office and _overlaps(row, starts_on, ends_on) for row in person.offices):
        problems["email"] = Message("This person holds the office in these days already.")
    if problems or person is None:
        raise Invalid(problems)
    grant = OfficeGrant(
        person=person,
        office=office,
        starts_on=starts_on,
        ends_on=ends_on,
        granted_by_id=actor.person_id,
        on_behalf_of_id=actor.person_id,
    )
    session.add(grant)
    details = {"office": office.value, "from": str(starts_on), "until": str(ends_on)}
    audit.record(session, actor, "delegate_office", person, details=details)
    return grant


def end_delegation(session: Session, actor: Actor, grant_id: UUID) -> None:
    """End at once what the actor lent. Raises: NotFound when it is not theirs or has ended."""
    grant = session.get(OfficeGrant, grant_id)
    if grant is None or actor.person_id is None or grant.on_behalf_of_id != actor.person_id or grant.ended_at:
        raise NotFound(Message("There is no such delegation, or it has ended."))
    grant.ended_at = clock.now()
    audit.record(session, actor, "end_delegation", grant.person, details={"office": grant.office.value})


def grants_of(session: Session, person_id: UUID) -> Sequence[OfficeGrant]:
    """The offices that somebody holds today or later, in their own or another's name, by office."""
    return _current(session, OfficeGrant.person_id == person_id)


def lent_by(session: Session, person_id: UUID) -> Sequence[OfficeGrant]:
    """What somebody lends to others, today or later."""
    return _current(session, OfficeGrant.on_behalf_of_id == person_id)


def _current(session: Session, whose: ColumnElement[bool]) -> Sequence[OfficeGrant]:
    to_come = or_(OfficeGrant.ends_on.is_(None), OfficeGrant.ends_on >= clock.today())
    query = select(OfficeGrant).where(whose, OfficeGrant.ended_at.is_(None), to_come)
    query = query.options(joinedload(OfficeGrant.person), joinedload(OfficeGrant.on_behalf_of))
    return session.scalars(query.order_by(OfficeGrant.office, OfficeGrant.starts_on, OfficeGrant.id)).all()


def _problems_of_days(starts_on: date, ends_on: date) -> dict[str, Message]:
    if starts_on < clock.today():
        return {"starts_on": Message("This day is over.")}
    if ends_on < starts_on:
        return {"ends_on": Message("The last day is before the first.")}
    if ends_on - starts_on >= LONGEST:
        return {"ends_on": Message("An office is lent for at most {n} days.", {"n": LONGEST.days})}
    return {}


def _overlaps(row: OfficeGrant, starts_on: date, ends_on: date) -> bool:
    return row.ended_at is None and row.starts_on <= ends_on and (row.ends_on is None or row.ends_on >= starts_on)
