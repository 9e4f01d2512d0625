"""What can be asked of notices and objections; changes nothing."""

import hashlib
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, joinedload, selectinload

from market.errors import Message, NotFound
from market.notices.models import OPEN, Notice, Objection, ObjectionState, Reply
from market.pairings.models import Pairing, PairingState, Party, Stay

PAGE_SIZE = 20
MOST = 200
RUNNING = frozenset({PairingState.PUBLIC_NOTICE, PairingState.OBJECTED})


def find_notice(session: Session, pairing_id: UUID) -> Notice | None:
    """The notice of a pairing, once it is published."""
    return session.scalar(select(Notice).where(Notice.pairing_id == pairing_id))


def get_notice(session: Session, notice_id: UUID) -> Notice:
    """One notice with its pairing. Raises: NotFound."""
    notice = session.scalar(select(Notice).where(Notice.id == notice_id).options(joinedload(Notice.pairing)))
    if notice is None:
        raise NotFound(Message("There is no such notice."))
    return notice


def browse(
    session: Session, *, words: str = "", running: bool = True, page: int = 1, size: int = PAGE_SIZE
) -> tuple[Sequence[Notice], int]:
    """One page of the notices that run, or of those that have ended, the newest first, and how many there are."""
    state = Pairing.state.in_(RUNNING) if running else Pairing.state.not_in(RUNNING)
    query = select(Notice).join(Notice.pairing).where(state)
    for word in words.split():
        query = query.where(Notice.words.icontains(word, autoescape=True))
    total = session.scalar(select(func.count()).select_from(query.subquery())) or 0
    query = query.options(joinedload(Notice.pairing)).order_by(Notice.published_at.desc(), Notice.id)
    return session.scalars(query.limit(size).offset((page - 1) * size)).all(), total


def newest(session: Session, limit: int) -> Sequence[Notice]:
    """The notices that were published last."""
    query = select(Notice).options(joinedload(Notice.pairing))
    return session.scalars(query.order_by(Notice.published_at.desc(), Notice.id).limit(limit)).all()


def ended_at(session: Session, notice: Notice) -> datetime | None:
    """When a notice was over, in whatever way; None while it runs."""
    if notice.pairing.state in RUNNING:
        return None
    query = select(func.max(Stay.left_at)).where(Stay.pairing_id == notice.pairing_id, Stay.state.in_(RUNNING))
    return session.scalar(query)


def get_objection(session: Session, objection_id: UUID) -> Objection:
    """One objection with its notice, its pairing and what was answered. Raises: NotFound."""
    objection = session.scalar(_whole(select(Objection).where(Objection.id == objection_id)))
    if objection is None:
        raise NotFound(Message("There is no such objection."))
    return objection


def find_by_token(session: Session, token: str) -> Objection:
    """The objection that a secret link leads to. Raises: NotFound."""
    objection = session.scalar(_whole(select(Objection).where(Objection.token_hash == token_hash(token))))
    if objection is None:
        raise NotFound(Message("There is no such objection."))
    return objection


def token_hash(token: str) -> str:
    """What of the secret in a link is kept: its SHA-256, in hex."""
    return hashlib.sha256(token.encode()).hexdigest()


def objections_of(session: Session, notice_id: UUID) -> Sequence[Objection]:
    """The objections to one notice, in the order in which they were filed."""
    query = _whole(select(Objection).where(Objection.notice_id == notice_id))
    return session.scalars(query.order_by(Objection.ordinal)).all()


def count_open(session: Session, notice_id: UUID) -> int:
    """How many of its objections wait for a decision."""
    query = select(func.count()).where(Objection.notice_id == notice_id, Objection.state.in_(OPEN))
    return session.scalar(query) or 0


def open_objections(session: Session, pairing_ids: Collection[UUID] | None = None) -> Sequence[Objection]:
    """All objections that wait for a decision, or those in some pairings, the first to be answered first."""
    if pairing_ids is not None and not pairing_ids:
        return []
    query = _whole(select(Objection).where(Objection.state.in_(OPEN)))
    if pairing_ids is not None:
        query = query.where(Objection.notice.has(Notice.pairing_id.in_(pairing_ids)))
    return session.scalars(query.order_by(Objection.due_at, Objection.number).limit(MOST)).all()


def _whole(query: Select[Objection]) -> Select[Objection]:
    pairing = joinedload(Objection.notice).joinedload(Notice.pairing)
    return query.options(
        pairing.selectinload(Pairing.parties).joinedload(Party.organization),
        joinedload(Objection.investigator),
        selectinload(Objection.replies).joinedload(Reply.organization),
    )


def unpublished(session: Session) -> Sequence[UUID]:
    """The pairings on public notice of which there is none."""
    published = select(Notice.pairing_id)
    query = select(Pairing.id).where(Pairing.state.in_(RUNNING), Pairing.id.not_in(published))
    return session.scalars(query.order_by(Pairing.state_since, Pairing.id)).all()


def to_clear(session: Session, at: datetime) -> Sequence[UUID]:
    """The pairings whose notice is over."""
    query = select(Pairing.id).where(Pairing.state == PairingState.PUBLIC_NOTICE, Pairing.due_at < at)
    return session.scalars(query.order_by(Pairing.due_at, Pairing.id)).all()


def record_of(session: Session, pairing_id: UUID) -> dict[str, Any] | None:
    """The notice of a pairing and all that was said about it, as plain data; without who objected."""
    notice = session.scalar(select(Notice).where(Notice.pairing_id == pairing_id).options(joinedload(Notice.pairing)))
    if notice is None:
        return None
    over = ended_at(session, notice)
    return {
        "content": notice.content,
        "content_hash": notice.content_hash,
        "published_at": notice.published_at.isoformat(),
        "ended_at": over.isoformat() if over else None,
        "reads": notice.reads,
        "objections": [_record(objection) for objection in objections_of(session, notice.id)],
    }


def _record(objection: Objection) -> dict[str, Any]:
    decided = objection.state in {ObjectionState.UPHELD, ObjectionState.DISMISSED}
    return {
        "number": objection.number,
        "filed_at": objection.filed_at.isoformat(),
        "statement": objection.statement,
        "evidence": objection.evidence,
        "state": objection.state.value,
        "investigator": objection.investigator.name if objection.investigator else None,
        "replies": [
            {"side": reply.organization.name, "given_at": reply.given_at.isoformat(), "text": reply.text}
            for reply in objection.replies
        ],
        "findings": objection.findings if decided else None,
        "reasons": objection.reasons if decided else None,
        "decided_at": objection.decided_at.isoformat() if objection.decided_at else None,
    }
