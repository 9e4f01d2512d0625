"""What can be asked of the trail; changes nothing."""

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from market.accounts.models import Person
from market.audit import AuditEvent

PAGE_SIZE = 50


def trail(
    session: Session, *, actions: Collection[str] = (), actor: str = "", subject: str = "", page: int = 1
) -> tuple[Sequence[AuditEvent], int]:
    """One page of the events, the newest first, and how many there are.

    Narrowed by the codes of the actions, a part of the name of who acted or for whom, and the identity of the subject;
    what cannot be an identity finds nothing.
    """
    query = select(AuditEvent)
    if actions:
        query = query.where(AuditEvent.action.in_(actions))
    if actor:
        holders = select(Person.id).where(Person.name.icontains(actor, autoescape=True))
        query = query.where(
            or_(AuditEvent.actor_name.icontains(actor, autoescape=True), AuditEvent.on_behalf_of_id.in_(holders))
        )
    if subject:
        try:
            query = query.where(AuditEvent.subject_id == UUID(subject))
        except ValueError:
            return [], 0
    total = session.scalar(select(func.count()).select_from(query.subquery())) or 0
    rows = query.order_by(AuditEvent.seq.desc()).limit(PAGE_SIZE).offset((page - 1) * PAGE_SIZE)
    return session.scalars(rows).all(), total


def names_of_holders(session: Session, events: Sequence[AuditEvent]) -> dict[UUID, str]:
    """The names of those for whom some steps were taken; asks only when there are any."""
    ids = {event.on_behalf_of_id for event in events} - {None}
    if not ids:
        return {}
    return dict(session.execute(select(Person.id, Person.name).where(Person.id.in_(ids))).all())
