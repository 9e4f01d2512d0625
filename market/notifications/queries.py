"""What can be asked about notifications; changes nothing."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from market.notifications.models import Mail, MailState, Notification

PAGE_SIZE = 20


def unread(session: Session, person_id: UUID) -> int:
    """How many notifications somebody has not read; asked by every page, answered from one partial index."""
    query = select(func.count()).where(
        Notification.person_id == person_id, Notification.read_at.is_(None), Notification.shown
    )
    return session.scalar(query) or 0


def page_of(session: Session, person_id: UUID, page: int) -> tuple[Sequence[Notification], int]:
    """One page of what somebody was told, newest first, and how much there is."""
    theirs = (Notification.person_id == person_id, Notification.shown)
    query = select(Notification).where(*theirs).order_by(Notification.created_at.desc(), Notification.id)
    rows = session.scalars(query.limit(PAGE_SIZE).offset((page - 1) * PAGE_SIZE)).all()
    return rows, session.scalar(select(func.count()).select_from(Notification).where(*theirs)) or 0


def due(session: Session, at: datetime) -> UUID | None:
    """The mail that has waited longest of those whose time has come."""
    query = select(Mail.id).where(Mail.state == MailState.WAITING, Mail.next_attempt_at <= at)
    return session.scalar(query.order_by(Mail.next_attempt_at, Mail.created_at, Mail.id).limit(1))


def stuck(session: Session, at: datetime) -> Sequence[Mail]:
    """Mails whose sender died while it handed them over: they may or may not have arrived. Oldest first."""
    query = select(Mail).where(Mail.state == MailState.SENDING, Mail.leased_until <= at)
    return session.scalars(query.order_by(Mail.created_at, Mail.id)).all()
