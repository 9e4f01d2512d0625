"""Who did what, when: an append-only trail whose every row carries the hash of the row before.

The trail is also the feed of changes: rows are written one transaction at a time (each takes the row of the head
first), so that `seq` has no gaps and grows in the order of the commits, on SQLite and on PostgreSQL alike.
"""

import hashlib
import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, Index, String, func, insert, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from market import clock
from market.database import Base, Long
from market.permissions import Actor

GENESIS = "0" * 64


class AuditEvent(Base):
    """One thing that somebody did to one subject; never changed, never removed."""

    __tablename__ = "audit_event"
    __table_args__ = (
        Index("ix_audit_event_subject", "subject_kind", "subject_id", "seq"),
        Index("ix_audit_event_actor", "actor_id", "seq"),
    )

    seq: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    actor_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    actor_name: Mapped[str] = mapped_column(String(200))
    action: Mapped[str] = mapped_column(String(60))
    subject_kind: Mapped[str] = mapped_column(String(60))
    subject_id: Mapped[UUID]
    before: Mapped[str | None] = mapped_column(String(60))
    after: Mapped[str | None] = mapped_column(String(60))
    note: Mapped[str] = mapped_column(Long)
    details: Mapped[dict[str, Any]]
    previous_hash: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64), unique=True)


class AuditHead(Base):
    """The last row's number and hash; whoever writes to the trail holds this row until the commit."""

    __tablename__ = "audit_head"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    seq: Mapped[int] = mapped_column(BigInteger)
    hash: Mapped[str] = mapped_column(String(64))


class Subject(Protocol):
    """Any row with an identity."""

    __tablename__: Any

    @property
    def id(self) -> Any: ...


@dataclass(frozen=True)
class Break:
    """Where the chain does not hold, and how."""

    seq: int
    what: str


def record(
    session: Session,
    actor: Actor,
    action: str,
    subject: Subject,
    *,
    before: str | None = None,
    after: str | None = None,
    note: str = "",
    details: dict[str, Any] | None = None,
) -> int:
    """Write one event in the caller's transaction and return its number."""
    session.flush()  # the subject may be new, and without an identity until now
    head = session.execute(select(AuditHead.seq, AuditHead.hash).where(AuditHead.id == 1).with_for_update()).one()
    values: dict[str, Any] = {
        "seq": head.seq + 1,
        "at": clock.now(),
        "actor_id": actor.person_id,
        "actor_name": actor.name,
        "action": action,
        "subject_kind": subject.__tablename__,
        "subject_id": subject.id,
        "before": before,
        "after": after,
        "note": note,
        "details": details or {},
        "previous_hash": head.hash,
    }
    values["hash"] = digest(values)
    session.execute(insert(AuditEvent).values(**values))
    session.execute(update(AuditHead).where(AuditHead.id == 1).values(seq=values["seq"], hash=values["hash"]))
    return int(values["seq"])


def digest(values: dict[str, Any]) -> str:
    """SHA-256 in hex over the canonical JSON (sorted keys, no spaces, UTF-8) of everything but the hash itself."""
    plain = {name: _plain(value) for name, value in values.items() if name != "hash"}
    text = json.dumps(plain, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    return str(value) if isinstance(value, UUID) else value


def events_of(session: Session, subject_kind: str, subject_id: UUID) -> Sequence[AuditEvent]:
    """The events of one subject, oldest first."""
    return session.scalars(
        select(AuditEvent)
        .where(AuditEvent.subject_kind == subject_kind, AuditEvent.subject_id == subject_id)
        .order_by(AuditEvent.seq)
    ).all()


def actions_by_subject(
    session: Session, actor: Actor, subject_kind: str, subject_ids: Collection[UUID]
) -> dict[UUID, frozenset[str]]:
    """The names of everything that this person ever did to each of some subjects, in whatever role."""
    if actor.person_id is None:
        return {}
    rows = session.execute(
        select(AuditEvent.subject_id, AuditEvent.action)
        .where(
            AuditEvent.actor_id == actor.person_id,
            AuditEvent.subject_kind == subject_kind,
            AuditEvent.subject_id.in_(subject_ids),
        )
        .distinct()
    )
    found: dict[UUID, set[str]] = {}
    for subject_id, action in rows:
        found.setdefault(subject_id, set()).add(action)
    return {subject_id: frozenset(actions) for subject_id, actions in found.items()}


def hold(session: Session) -> int:
    """Keep everybody else from writing to the trail until the commit; returns the number of the next event."""
    session.flush()
    return session.scalars(select(AuditHead.seq).where(AuditHead.id == 1).with_for_update()).one() + 1


def last_seq(session: Session) -> int:
    """The number of the newest event that is committed; 0 for an empty trail."""
    return session.scalar(select(AuditHead.seq).where(AuditHead.id == 1)) or 0


def changed_since(session: Session, seq: int, kinds: Iterable[str]) -> tuple[set[tuple[str, UUID]], int]:
    """The subjects of the given kinds that events after `seq` speak of, and the newest number."""
    newest = last_seq(session)
    if newest == seq:
        return set(), seq
    rows = session.execute(
        select(AuditEvent.subject_kind, AuditEvent.subject_id)
        .where(AuditEvent.seq > seq, AuditEvent.seq <= newest, AuditEvent.subject_kind.in_(list(kinds)))
        .distinct()
    )
    return {(kind, subject_id) for kind, subject_id in rows}, newest


def verify(session: Session) -> list[Break]:
    """Every place at which the chain does not hold: rows changed, removed, inserted or reordered."""
    breaks: list[Break] = []
    seq, previous = 0, GENESIS
    for event in session.scalars(select(AuditEvent).order_by(AuditEvent.seq).execution_options(yield_per=500)):
        values = {column.name: getattr(event, column.name) for column in AuditEvent.__table__.columns}
        if event.seq != seq + 1:
            breaks.append(Break(event.seq, f"expected number {seq + 1}"))
        if event.previous_hash != previous:
            breaks.append(Break(event.seq, "does not follow the row before"))
        if event.hash != digest(values):
            breaks.append(Break(event.seq, "was changed after it was written"))
        seq, previous = event.seq, event.hash
    head = session.execute(select(AuditHead.seq, AuditHead.hash).where(AuditHead.id == 1)).one()
    if (head.seq, head.hash) != (seq, previous):
        breaks.append(Break(head.seq, "the head is not the last row"))
    return breaks


def count(session: Session) -> int:
    """How many events there are."""
    return session.scalar(select(func.count()).select_from(AuditEvent)) or 0
