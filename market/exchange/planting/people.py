"""Planting people: those who show the market sign in with a password that everybody knows, all others cannot."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy.orm import Session

from market import clock
from market.accounts import service
from market.accounts.models import MemberRole, Person
from market.errors import Invalid, Message
from market.exchange.planting.files import Row
from market.exchange.planting.ground import Ground
from market.exchange.planting.moments import Moments
from market.exchange.planting.timeline import Job
from market.permissions import SYSTEM, Office

DEMO_PASSWORD = "futian-demo-2026"  # of made-up people on a made-up market


def jobs(rows: list[Row], ground: Ground, moments: Moments, verified_at: Mapping[str, datetime]) -> Iterator[Job]:
    """What is left to do for each person: the first of all comes at the market's very start, members when theirs is in.

    Args:
        verified_at: when each organization is verified.
    """
    for position, row in enumerate(rows):
        at = moments.start
        if position:
            began = verified_at.get(str(row.get("organization")), moments.start)
            at = moments.between(began + timedelta(minutes=20), min(moments.anchor, began + timedelta(days=1)), row.key)
        if row.key not in ground.people:
            yield Job(at=at, key=row.key, row=row, what="people", do=partial(_add, row=row, ground=ground))


def anchor_of(rows: list[Row], ground: Ground) -> datetime:
    """The moment that everything is counted back from: that of the first planting, also when it goes on later."""
    came_at = ground.came_at.get(rows[0].key) if rows else None
    now = clock.now()
    return came_at + (now - Moments(now).start) if came_at else now


def _add(session: Session, row: Row, ground: Ground) -> None:
    email, name = row.get("email"), row.get("name")
    if not isinstance(email, str) or "@" not in email or not isinstance(name, str) or not name:
        raise Invalid({"email": Message("A person has a name and an address.")})
    if row.get("shown"):
        person = service.sign_up(session, email=email, name=name, password=DEMO_PASSWORD)
    else:
        person = service.add_person(session, SYSTEM, email=email, name=name)
    _join(session, person, row, ground)
    for office in row.get("offices") or []:
        if office not in set(Office):
            raise Invalid({"offices": Message("“{code}” is not in the list.", {"code": office})})
        service.grant_office(session, SYSTEM, person, Office(office), clock.today())
    ground.people[row.key] = person.id


def _join(session: Session, person: Person, row: Row, ground: Ground) -> None:
    if row.get("organization"):
        organization = ground.organization(session, row.get("organization"), "organization")
        role = MemberRole.MANAGER if row.get("role") == "manager" else MemberRole.MEMBER
        service.join(session, SYSTEM, person, organization.id, role)
