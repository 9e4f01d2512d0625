"""Who did what, when: an append-only trail whose every row carries the hash of the row before.

The trail is also the feed of changes: rows are written one transaction at a time (each takes the row of the head
first), so that `seq` has no gaps and grows in the order of the commits, on SQLite and on PostgreSQL alike.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Dialect,
    ForeignKey,
    Index,
    String,
    TypeDecorator,
    func,
    insert,
    or_,
    select,
    type_coerce,
    update,
)
from sqlalchemy.orm import Mapped, Session, mapped_column
from sqlalchemy.types import TypeEngine

from market import clock
from market.chain import Break, Head, check, digest
from market.database import Base, Long
from market.permissions import Actor


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
    on_behalf_of_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"), index=True)  # whose office was used


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
    on_behalf_of: UUID | None = None,
) -> int:
    """Write one event in the caller's transaction and return its number; `on_behalf_of` is the person whose office
    was delegated to the actor.
    """
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
        "on_behalf_of_id": on_behalf_of,
    }
    values["hash"] = digest(values)
    session.execute(insert(AuditEvent).values(**values))
    session.execute(update(AuditHead).where(AuditHead.id == 1).values(seq=values["seq"], hash=values["hash"]))
    return int(values["seq"])


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
    """The names of everything that this person ever did to each of some subjects, or had done for them, in any role."""
    return {} if actor.person_id is None else actions_by_persons(session, [actor.person_id], subject_kind, subject_ids)


def actions_by_persons(
    session: Session, person_ids: Collection[UUID], subject_kind: str, subject_ids: Collection[UUID]
) -> dict[UUID, frozenset[str]]:
    """The names of everything that any of these persons did to each of some subjects, or that was done in their name.

    A step under a delegated office counts for both: whoever took it, and whose office it was.
    """
    rows = session.execute(
        select(AuditEvent.subject_id, AuditEvent.action)
        .where(
            or_(AuditEvent.actor_id.in_(person_ids), AuditEvent.on_behalf_of_id.in_(person_ids)),
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


def head(session: Session) -> Head:
    """The number and the hash of the newest event that is committed."""
    return Head(*session.execute(select(AuditHead.seq, AuditHead.hash).where(AuditHead.id == 1)).one())


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
    """Every place at which the chain does not hold: rows changed, removed, inserted, replaced or reordered.

    The trail may grow meanwhile. Reads each row once; what whoever rewrote everything left behind, only heads that were
    kept elsewhere can tell.
    """
    head = session.execute(select(AuditHead.seq, AuditHead.hash).where(AuditHead.id == 1)).one_or_none()
    if head is None:
        return [Break(0, "is not there: the head of the trail was removed")]
    rows = rows_of(session, AuditEvent.seq <= head.seq)
    breaks = list(check(rows, Head(*head), lambda hash: place_of(session, hash)))
    newest = select(AuditHead.seq).where(AuditHead.id == 1).scalar_subquery()  # one look at both, so that none is new
    past = session.scalar(select(func.min(AuditEvent.seq)).where(AuditEvent.seq > newest))
    return breaks if past is None else [*breaks, Break(past, "was inserted past the head, or the head was set back")]


def place_of(session: Session, hash: str) -> int | None:
    """The number of the row that has a hash."""
    return session.scalar(select(AuditEvent.seq).where(AuditEvent.hash == hash))


def rows_of(session: Session, *conditions: ColumnElement[bool]) -> Iterator[dict[str, Any]]:
    """The rows of the trail, a few hundred at a time, oldest first, by the names of their columns."""
    columns = [type_coerce(column, _AsFarAsReadable(column.type)).label(column.name) for column in _COLUMNS]
    query = select(*columns).where(*conditions).order_by(AuditEvent.seq).execution_options(yield_per=500)
    yield from (dict(row) for row in session.execute(query).mappings())


class _AsFarAsReadable(TypeDecorator[Any]):
    """What a column holds, as words where SQLite was made to hold what is not of its type."""

    impl = String
    cache_ok = True

    def __init__(self, of: TypeEngine[Any]) -> None:
        super().__init__()
        self.of = of

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], Any]:
        read = self.of.dialect_impl(dialect).result_processor(dialect, coltype)

        def convert(value: Any) -> Any:
            try:
                return read(value) if read is not None else value
            except (ValueError, TypeError, AttributeError):
                return f"unreadable: {value!r}"

        return convert


_COLUMNS = tuple(AuditEvent.__table__.columns)


def count(session: Session) -> int:
    """How many events there are."""
    return session.scalar(select(func.count()).select_from(AuditEvent)) or 0
