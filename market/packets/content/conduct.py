"""Who handled the case and what ties they have to it: declarations, conflicts found, recusals and their rulings."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from market.accounts.models import Person
from market.organizations.models import Organization
from market.pairings import queries
from market.pairings.conflicts import conflicts_of
from market.pairings.models import Declaration, Pairing


def conduct(session: Session, pairing: Pairing) -> dict[str, Any]:
    """Whether somebody declared a conflict is told; what they said of themselves is for auditor and superior."""
    people = queries.handlers(session, pairing)
    ties = conflicts_of(session, [person.id for person in people], [pairing])
    found = [
        {"person": person.name, "person_id": str(person.id), "conflicts": sorted(ties[person.id, pairing.id])}
        for person in people
        if (person.id, pairing.id) in ties
    ]
    return {
        "handlers": [person.name for person in people],
        "conflicts": found,
        "declarations": _declarations(session, pairing),
        "recusals": _recusals(session, pairing),
    }


def _declarations(session: Session, pairing: Pairing) -> list[dict[str, Any]]:
    rows = session.execute(
        select(Declaration, Person.name)
        .join(Person, Person.id == Declaration.person_id)
        .where(Declaration.pairing_id == pairing.id)
        .order_by(Declaration.declared_at, Declaration.id)
    )
    return [{"person": name, "has_conflict": row.has_conflict, "at": row.declared_at.isoformat()} for row, name in rows]


def _recusals(session: Session, pairing: Pairing) -> list[dict[str, Any]]:
    rows = queries.recusals_in(session, pairing)
    ids = {row.asked_for_id for row in rows}
    sides = dict(session.execute(select(Organization.id, Organization.name).where(Organization.id.in_(ids))).all())
    judges = {row.ruled_by_id for row in rows} - {None}
    names = dict(session.execute(select(Person.id, Person.name).where(Person.id.in_(judges))).all())
    return [
        {
            "id": str(row.id),
            "person": row.person.name,
            "asked_for": sides[row.asked_for_id],
            "asked_at": row.asked_at.isoformat(),
            "reason": row.reason,
            "state": row.state.value,
            "ruled_by": names.get(row.ruled_by_id, "") if row.ruled_by_id else "",
            "ruled_at": row.ruled_at.isoformat() if row.ruled_at else None,
            "ruling": row.ruling,
        }
        for row in rows
    ]
