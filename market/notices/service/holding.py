"""One thing at a time in one case: whoever acts on a notice holds the row of its pairing until the commit."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from market import clock
from market.errors import Message, NotFound
from market.notices.models import Objection
from market.pairings.models import Pairing


def hold(session: Session, pairing_id: UUID) -> Pairing:
    """The pairing as it is now; nobody else changes it before the commit. Raises: NotFound."""
    query = select(Pairing).where(Pairing.id == pairing_id).with_for_update()
    pairing = session.scalar(query.execution_options(populate_existing=True))
    if pairing is None:
        raise NotFound(Message("There is no such pairing."))
    return pairing


def hold_case(session: Session, objection: Objection) -> Pairing:
    """The pairing of an objection, and the objection itself, as they are now."""
    pairing = hold(session, objection.notice.pairing_id)
    session.refresh(objection)
    return pairing


def is_over(due_at: datetime | None) -> bool:
    """Whether the last second of a clock has passed; no clock is never over."""
    return due_at is not None and clock.now() >= due_at + timedelta(seconds=1)
