"""What can be asked of the trail; changes nothing."""

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from market.audit import AuditEvent

PAGE_SIZE = 50


def trail(
    session: Session, *, actions: Collection[str] = (), actor: str = "", subject: str = "", page: int = 1
) -> tuple[Sequence[AuditEvent], int]:
    """One page of the events, the newest first, and how many there are.

    Narrowed by the codes of the actions, a part of the name of who acted, and the identity of the subject; what cannot
    be an identity finds nothing.
    """
    query = select(AuditEvent)
    if actions:
        query = query.where(AuditEvent.action.in_(actions))
    if actor:
        query = query.where(AuditEvent.actor_name.icontains(actor, autoescape=True))
    if subject:
        try:
            query = query.where(AuditEvent.subject_id == UUID(subject))
        except ValueError:
            return [], 0
    total = session.scalar(select(func.count()).select_from(query.subquery())) or 0
    rows = query.order_by(AuditEvent.seq.desc()).limit(PAGE_SIZE).offset((page - 1) * PAGE_SIZE)
    return session.scalars(rows).all(), total
