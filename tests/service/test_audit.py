"""The trail: what is written can be verified, and nobody can change it, not even by way of the database."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import delete, func, insert, select, text, update
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from market import audit
from market.audit import AuditEvent, AuditHead
from market.chain import CHANGED, GENESIS, INSERTED, NOT_THE_HEAD, Break, digest
from market.database import Database
from market.permissions import SYSTEM
from tests.conftest import migrate
from tests.factories import Market
from tests.service.oversight.trail import break_in, is_sqlite

OTHER_VALUES: dict[str, Any] = {
    "at": datetime(2026, 1, 1, tzinfo=UTC),
    "actor_id": None,
    "actor_name": "somebody else",
    "action": "refuse",
    "subject_kind": "person",
    "subject_id": UUID(int=1),
    "before": "draft",
    "after": None,
    "note": "nothing to see",
    "details": {"n": 2},
    "previous_hash": "e" * 64,
    "hash": "f" * 64,
    "on_behalf_of_id": None,
}


def forged(session: Session, seq: int, previous_hash: str) -> dict[str, Any]:
    """A row that is sound by itself."""
    model = next(audit.rows_of(session, AuditEvent.seq == 1))
    row = model | {"seq": seq, "previous_hash": previous_hash, "note": "forged", "details": {"forged": seq}}
    return row | {"hash": digest(row)}


@pytest.fixture
def five(session: Session, market: Market) -> Session:
    """Five events, all with every column filled."""
    organization, holder = market.organization(), market.person()
    for n, action in enumerate(("register", "verify", "change", "change", "change")):
        told = {"before": "a", "after": "b", "note": "因为", "details": {"n": 1, "名": [n]}}
        audit.record(session, market.actor(), action, organization, **told, on_behalf_of=holder.id)
    session.commit()
    return session


def test_a_written_trail_can_be_verified(five: Session) -> None:
    subject = five.scalars(select(AuditEvent.subject_id).limit(1)).one()
    assert [event.seq for event in audit.events_of(five, "organization", subject)] == [1, 2, 3, 4, 5]
    assert audit.verify(five) == []


def test_an_empty_trail_holds(session: Session) -> None:
    assert audit.verify(session) == []


@pytest.mark.parametrize(
    "change",
    [
        update(AuditEvent).values(note="x"),
        delete(AuditEvent).where(AuditEvent.seq == 5),
        update(AuditHead).values(seq=4),
        update(AuditHead).values(hash="0" * 64),
        delete(AuditHead),
        insert(AuditHead).values(id=2, seq=0, hash=GENESIS),
    ],
    ids=["change a row", "remove a row", "set the head back", "hash the head anew", "remove the head", "add a head"],
)
def test_the_database_itself_refuses_to_change_the_trail(five: Session, change: Any) -> None:
    with pytest.raises(DatabaseError, match=r"append-only|moves forward"):
        five.execute(change)


@pytest.mark.parametrize(("seq", "behind"), [(6, 4), (7, 5), (-1, 0)])
def test_the_database_itself_lets_a_row_join_at_the_end_alone(five: Session, seq: int, behind: int) -> None:
    previous = five.scalar(select(AuditEvent.hash).where(AuditEvent.seq == behind)) or GENESIS
    with pytest.raises(DatabaseError, match="follows the one that the head names"):
        five.execute(insert(AuditEvent).values(forged(five, seq, previous)))


@pytest.mark.parametrize("same", ["seq", "hash"])
def test_no_row_can_be_replaced_by_way_of_a_conflict(five: Session, same: str) -> None:
    head = five.execute(select(AuditHead.seq, AuditHead.hash)).one()
    row = forged(five, 3 if same == "seq" else head.seq + 1, head.hash)
    if same == "hash":
        row["hash"] = five.scalar(select(AuditEvent.hash).where(AuditEvent.seq == 3))
    statement = insert(AuditEvent).values(row)
    if is_sqlite(five):
        statement = statement.prefix_with("OR REPLACE")
    with pytest.raises(DatabaseError, match="follows the one that the head names"):
        five.execute(statement)
    five.rollback()
    assert audit.verify(five) == []


@pytest.mark.parametrize("table", ["audit_event", "audit_head"])
def test_postgresql_refuses_to_empty_the_trail(five: Session, table: str) -> None:
    if is_sqlite(five):
        pytest.skip("SQLite has no TRUNCATE")
    with pytest.raises(DatabaseError, match=r"append-only|moves forward"):
        five.execute(text(f"TRUNCATE {table}"))


@pytest.mark.parametrize("name", sorted(OTHER_VALUES))
def test_a_changed_row_is_named_by_the_verification(five: Session, name: str) -> None:
    break_in(five)
    five.execute(update(AuditEvent).where(AuditEvent.seq == 3).values({name: OTHER_VALUES[name]}))
    assert audit.verify(five) == [Break(3, CHANGED)]


@pytest.mark.parametrize(("name", "value"), [("at", "one day"), ("subject_id", "zz"), ("details", "{"), ("details", 7)])
def test_a_row_that_can_no_longer_be_read_is_named_too(five: Session, name: str, value: object) -> None:
    if not is_sqlite(five):
        pytest.skip("PostgreSQL keeps to the types of its columns")
    break_in(five)
    five.connection().exec_driver_sql(f"UPDATE audit_event SET {name} = ? WHERE seq = 3", (value,))
    assert audit.verify(five) == [Break(3, CHANGED)]


@pytest.mark.parametrize(
    ("gone", "what"),
    [
        ((1, 2), "is missing at the start, and so are those up to 2"),
        ((3,), "is missing in the middle"),
        ((4, 5), "is missing at the end, and so are those up to 5"),
        ((1, 2, 3, 4, 5), "is missing at the end, and so are those up to 5"),
    ],
)
def test_removed_rows_are_named(five: Session, gone: tuple[int, ...], what: str) -> None:
    break_in(five)
    five.execute(delete(AuditEvent).where(AuditEvent.seq.in_(gone)))
    assert audit.verify(five) == [Break(gone[0], what)]


def test_an_inserted_row_is_named(five: Session) -> None:
    break_in(five)
    hashes = five.scalars(select(AuditEvent.hash).order_by(AuditEvent.seq)).all()
    for seq in (5, 4, 3):
        five.execute(update(AuditEvent).where(AuditEvent.seq == seq).values(seq=seq + 1))
    five.execute(insert(AuditEvent).values(forged(five, 3, hashes[1])))

    found = audit.verify(five)
    assert Break(3, INSERTED) in found
    assert Break(6, "was inserted past the head, or the head was set back") in found


def test_rows_that_changed_places_are_named(five: Session) -> None:
    break_in(five)
    for now, then in ((2, 90), (5, 2), (90, 5)):
        five.execute(update(AuditEvent).where(AuditEvent.seq == now).values(seq=then))
    assert [(found.seq, found.what) for found in audit.verify(five)] == [
        (2, "was moved: it was written as number 5"),
        (5, "was moved: it was written as number 2"),
    ]


def test_a_head_that_names_another_row_is_told(five: Session) -> None:
    break_in(five)
    five.execute(update(AuditHead).values(hash="a" * 64))
    assert audit.verify(five) == [Break(5, NOT_THE_HEAD)]
    five.execute(delete(AuditHead))
    assert audit.verify(five) == [Break(0, "is not there: the head of the trail was removed")]


def test_a_trail_that_grows_while_it_is_read_holds(
    five: Session, database: Database, market: Market, monkeypatch: pytest.MonkeyPatch
) -> None:
    organization, rows_of = market.organization(), audit.rows_of

    def grow_first(*asked: Any) -> Iterator[dict[str, Any]]:
        audit.record(five, SYSTEM, "change", organization)
        five.commit()
        yield from rows_of(*asked)
        audit.record(five, SYSTEM, "change", organization)
        five.commit()

    monkeypatch.setattr(audit, "rows_of", grow_first)
    with database.reader() as reader:
        assert audit.verify(reader) == []
    assert audit.last_seq(five) == 7


def test_a_step_for_somebody_else_counts_for_both(session: Session, market: Market) -> None:
    organization, clerk, holder = market.organization(), market.person(), market.person()
    audit.record(session, market.actor(clerk), "verify", organization, on_behalf_of=holder.id)
    audit.record(session, market.actor(holder), "change", organization)

    def done(*persons: UUID) -> dict[UUID, frozenset[str]]:
        return audit.actions_by_persons(session, persons, "organization", [organization.id])

    assert done(clerk.id) == {organization.id: {"verify"}}
    assert done(holder.id) == done(clerk.id, holder.id) == {organization.id: {"verify", "change"}}
    assert audit.actions_by_subject(session, market.actor(holder), "organization", [organization.id]) == done(holder.id)
    assert audit.actions_by_subject(session, SYSTEM, "organization", [organization.id]) == {}


def test_going_back_is_refused_where_steps_were_taken_for_others(five: Session, database: Database) -> None:
    five.close()
    with pytest.raises(RuntimeError, match="on behalf of others"):
        migrate(database, "0011", down=True)
    with database.reader() as reader:
        assert audit.verify(reader) == []


def test_the_older_triggers_outlive_the_new_column_going_and_coming(
    session: Session, market: Market, database: Database
) -> None:
    audit.record(session, SYSTEM, "register", market.organization())
    session.commit()
    session.close()
    migrate(database, "0011", down=True)
    migrate(database)

    assert audit.verify(session) == []
    for change in (update(AuditEvent).values(note="x"), delete(AuditEvent)):
        with pytest.raises(DatabaseError, match="append-only"):
            session.execute(change)
        session.rollback()


def test_the_feed_names_what_changed_since_a_number(session: Session, market: Market) -> None:
    first, second = market.organization(), market.organization()
    audit.record(session, SYSTEM, "register", first)
    seen = audit.last_seq(session)
    audit.record(session, SYSTEM, "register", second)

    assert audit.changed_since(session, seen, ["organization"]) == ({("organization", second.id)}, seen + 1)
    assert audit.changed_since(session, seen + 1, ["organization"]) == (set(), seen + 1)
    assert audit.hold(session) == audit.count(session) + 1 == seen + 2
    assert session.scalar(select(func.max(AuditEvent.seq))) == seen + 1
