"""The trail: what is written can be verified, and nobody can change it."""

import pytest
from sqlalchemy import delete, text, update
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from market import audit
from market.audit import AuditEvent
from market.permissions import SYSTEM
from tests.factories import Market


def test_a_written_trail_can_be_verified(session: Session, market: Market) -> None:
    organization = market.organization()
    for action in ("register", "verify", "revise"):
        audit.record(session, SYSTEM, action, organization, note="因为", details={"n": 1, "名": ["a"]})
    session.commit()
    session.expire_all()

    assert [event.seq for event in audit.events_of(session, "organization", organization.id)] == [1, 2, 3]
    assert audit.verify(session) == []


@pytest.mark.parametrize("change", [update(AuditEvent).values(note="x"), delete(AuditEvent)], ids=["update", "delete"])
def test_the_database_itself_refuses_to_change_the_trail(session: Session, market: Market, change: object) -> None:
    audit.record(session, SYSTEM, "register", market.organization())

    with pytest.raises(DatabaseError, match="append-only"):
        session.execute(change)  # type: ignore[call-overload]


def test_a_changed_row_is_named_by_the_verification(session: Session, market: Market) -> None:
    organization = market.organization()
    for action in ("register", "verify"):
        audit.record(session, SYSTEM, action, organization)
    if session.get_bind().dialect.name == "sqlite":
        session.execute(text("DROP TRIGGER audit_event_no_update"))
    else:
        session.execute(text("DROP TRIGGER audit_event_no_change ON audit_event"))

    session.execute(update(AuditEvent).where(AuditEvent.seq == 1).values(note="nothing to see"))

    assert [(found.seq, found.what) for found in audit.verify(session)] == [(1, "was changed after it was written")]


def test_the_feed_names_what_changed_since_a_number(session: Session, market: Market) -> None:
    first, second = market.organization(), market.organization()
    audit.record(session, SYSTEM, "register", first)
    seen = audit.last_seq(session)
    audit.record(session, SYSTEM, "register", second)

    assert audit.changed_since(session, seen, ["organization"]) == ({("organization", second.id)}, seen + 1)
    assert audit.changed_since(session, seen + 1, ["organization"]) == (set(), seen + 1)
