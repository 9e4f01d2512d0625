"""What can be done with accounts: signing up and in, joining organizations, granting offices."""

import hashlib
from collections.abc import Mapping
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import delete, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from market import audit, clock
from market.accounts import passwords
from market.accounts.models import MemberRole, Membership, OfficeGrant, Person, SignInAttempt
from market.accounts.queries import find_by_email, normal_email
from market.errors import Invalid, Message, NotAllowed, NotPossible
from market.permissions import Actor, Office, Permission, holds, is_system

GRANT_OFFICES = Permission[Person]("grant offices", granted_by=(holds(Office.ADMINISTRATOR), is_system))
ADD_PEOPLE = Permission[None]("add people", granted_by=(is_system,))
TAKEN = Message("This address cannot be used. If it is yours, sign in.")
WINDOW = timedelta(minutes=15)
# Within the window: failures of one account; failures, new accounts, objections and wrong codes from one address.
MOST_ATTEMPTS = {"account": 5, "address": 50, "sign_up": 20, "objection": 10, "code": 10}
WRONG = Message("The email address or the password is wrong.")


def sign_up(session: Session, *, email: str, name: str, password: str, language: str = "zh") -> Person:
    """Make an account. Raises: Invalid when the address has one, or the password is too weak."""
    if not passwords.LEAST <= len(password) <= passwords.MOST or passwords.is_too_weak(password):
        raise Invalid({"password": Message("This password is too easy to guess. Take a longer, less common one.")})
    if find_by_email(session, email) is not None:
        raise Invalid({"email": TAKEN})
    person = Person(
        email=normal_email(email),
        name=name,
        password_hash=passwords.hashed(password),
        language=language,
        created_at=clock.now(),
    )
    _add(session, person)
    audit.record(session, Actor(person.id, person.name), "sign_up", person)
    return person


def _add(session: Session, person: Person) -> None:
    session.add(person)
    try:
        session.flush()
    except IntegrityError as error:  # somebody took the address at the same moment
        raise Invalid({"email": TAKEN}) from error


def add_person(session: Session, actor: Actor, *, email: str, name: str, language: str = "zh") -> Person:
    """Note a person who has no password, and so cannot sign in; for imports.

    Raises: NotAllowed; Invalid when the address is taken.
    """
    ADD_PEOPLE.require(actor, None)
    if find_by_email(session, email) is not None:
        raise Invalid({"email": TAKEN})
    person = Person(
        email=normal_email(email),
        name=name,
        password_hash=passwords.NONE,
        language=language,
        created_at=clock.now(),
    )
    _add(session, person)
    audit.record(session, actor, "add_person", person)
    return person


def check_password(session: Session, *, email: str, password: str) -> Person | None:
    """The person whose address and password these are; None, after the same time, for anything else."""
    person = find_by_email(session, email)
    if passwords.matches(password, person.password_hash if person else None) and person and not person.disabled_at:
        return person
    return None


def require_patience(session: Session, attempt: Mapping[str, str]) -> None:
    """Raises: NotPossible when there were too many attempts of late.

    Args:
        attempt: what it is counted by, as MOST_ATTEMPTS names it: the account's address, the network address.
    """
    since = clock.now() - WINDOW
    for kind, text in attempt.items():
        query = select(func.count()).where(SignInAttempt.key == _key(kind, text), SignInAttempt.at > since)
        if (session.scalar(query) or 0) >= MOST_ATTEMPTS[kind]:
            raise NotPossible(Message("Too many attempts. Wait a quarter of an hour, then try again."))


def note_attempt(session: Session, attempt: Mapping[str, str]) -> None:
    """Count an attempt, and forget those that no longer count."""
    session.execute(delete(SignInAttempt).where(SignInAttempt.at < clock.now() - WINDOW))
    session.add_all(SignInAttempt(key=_key(kind, text), at=clock.now()) for kind, text in attempt.items())


def forget_attempts(session: Session, email: str) -> None:
    """After a success, the failures of the account no longer count."""
    session.execute(delete(SignInAttempt).where(SignInAttempt.key == _key("account", email)))


def _key(kind: str, text: str) -> str:
    return hashlib.sha256(f"{kind}:{normal_email(text)}".encode()).hexdigest()


def set_language(session: Session, person: Person, language: str) -> None:
    """Remember the language that somebody reads in. Not in the trail: it is nobody else's business."""
    person.language = language


def join(
    session: Session,
    actor: Actor,
    person: Person,
    organization_id: UUID,
    role: MemberRole = MemberRole.MEMBER,
    starts_on: date | None = None,
) -> Membership:
    """Let somebody act for an organization; only its managers may, or the system when it is registered."""
    if not actor.is_system and organization_id not in actor.managed_ids:
        raise NotAllowed(Message("Only a manager of the organization may add people to it."))
    membership = Membership(
        person=person, organization_id=organization_id, role=role, starts_on=starts_on or clock.today()
    )
    session.add(membership)
    audit.record(session, actor, "join", person, details={"organization": str(organization_id), "role": role.value})
    return membership


def grant_office(
    session: Session, actor: Actor, person: Person, office: Office, starts_on: date, ends_on: date | None = None
) -> OfficeGrant:
    """Let somebody hold an office. Raises: NotAllowed; Invalid when it ends before it starts."""
    GRANT_OFFICES.require(actor, person)
    if ends_on is not None and ends_on < starts_on:
        raise Invalid({"ends_on": Message("The last day is before the first.")})
    grant = OfficeGrant(
        person=person, office=office, starts_on=starts_on, ends_on=ends_on, granted_by_id=actor.person_id
    )
    session.add(grant)
    audit.record(session, actor, "grant_office", person, details={"office": office.value, "from": str(starts_on)})
    return grant
