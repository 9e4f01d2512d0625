"""What only the owner of the database can do to the trail."""

from typing import Any

from sqlalchemy import delete, insert, select, text, update
from sqlalchemy.orm import Session

from market import audit
from market.audit import AuditEvent, AuditHead
from market.chain import GENESIS, digest


def is_sqlite(session: Session) -> bool:
    """Whether the test runs on SQLite, else on PostgreSQL."""
    return session.get_bind().dialect.name == "sqlite"


def break_in(session: Session) -> None:
    """Take the triggers away."""
    if not is_sqlite(session):
        for table in ("audit_event", "audit_head"):
            session.execute(text(f"ALTER TABLE {table} DISABLE TRIGGER USER"))
        return
    for name in session.scalars(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).all():
        session.execute(text(f"DROP TRIGGER {name}"))


def cut_off(session: Session, after: int) -> None:
    """Remove the tail, and set the head back, so that the trail holds by itself."""
    break_in(session)
    session.execute(delete(AuditEvent).where(AuditEvent.seq > after))
    hash = session.scalar(select(AuditEvent.hash).where(AuditEvent.seq == after)) or GENESIS
    session.execute(update(AuditHead).values(seq=after, hash=hash))
    session.commit()


def write_anew(session: Session, **changed: Any) -> None:
    """Change every row, and hash all of them anew, so that the trail holds by itself."""
    break_in(session)
    rows = [row | changed for row in audit.rows_of(session)]
    session.execute(delete(AuditEvent))
    previous = GENESIS
    for row in rows:
        row["previous_hash"] = previous
        previous = row["hash"] = digest(row)
        session.execute(insert(AuditEvent).values(row))
    session.execute(update(AuditHead).values(hash=previous))
    session.commit()
