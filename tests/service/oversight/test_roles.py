"""On PostgreSQL the site does its work under a role that cannot change what the trail holds."""

from collections.abc import Iterator
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import create_engine, select, text
from sqlalchemy.exc import DatabaseError, ProgrammingError
from sqlalchemy.orm import Session

from market import audit
from market.audit import AuditEvent
from market.config import Settings
from market.database import Database
from market.pairings import service
from market.pairings.models import Pairing, PairingState
from market.permissions import SYSTEM, Office
from tests.factories import Market


@pytest.fixture
def site(app: Flask, settings: Settings, session: Session, pytestconfig: pytest.Config) -> Iterator[Database]:
    """The database as the site sees it under a role of its own, made by what `flask audit roles` prints."""
    if not pytestconfig.getoption("--postgresql"):
        pytest.skip("SQLite has no roles")
    role = f"web_{uuid4().hex[:8]}"
    printed = app.test_cli_runner().invoke(args=["audit", "roles", "--role", role]).output
    owner = create_engine(settings.database_address(), isolation_level="AUTOCOMMIT")
    with owner.connect() as connection:
        for _twice in range(2):
            for statement in printed.split(";\n"):
                connection.exec_driver_sql(statement)
        connection.exec_driver_sql(f"ALTER ROLE {role} PASSWORD 'secret'")
    database = Database(owner.url.set(username=role, password="secret").render_as_string(hide_password=False))
    yield database
    database.close()
    session.close()
    with owner.connect() as connection:
        connection.exec_driver_sql(f"DROP OWNED BY {role}")
        connection.exec_driver_sql(f"DROP ROLE {role}")
    owner.dispose()


def test_the_normal_work_of_the_site_goes_on(site: Database, session: Session, market: Market) -> None:
    pairing = market.pairing(PairingState.SUBMITTED)
    clerk, organization = market.actor(office=Office.INTAKE), market.organization()
    session.commit()

    with site.transaction() as web:
        audit.record(web, SYSTEM, "register", organization)
    with site.transaction() as web:
        service.take_step(web, clerk, web.get_one(Pairing, pairing.id), "take_in", "Because.", no_conflict=True)
    with site.reader() as reader:
        assert reader.scalars(select(AuditEvent.action).order_by(AuditEvent.seq)).all() == ["register", "take_in"]
        assert audit.verify(reader) == []


@pytest.mark.parametrize(
    "attack",
    [
        "UPDATE audit_event SET note = 'x'",
        "DELETE FROM audit_event",
        "TRUNCATE audit_event",
        "TRUNCATE person CASCADE",
        "DROP TRIGGER audit_event_no_change ON audit_event",
        "ALTER TABLE audit_event DISABLE TRIGGER ALL",
        "DROP TABLE audit_event",
        "DROP FUNCTION refuse_audit_change() CASCADE",
        "CREATE OR REPLACE FUNCTION refuse_audit_change() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
        "SET session_replication_role = replica",
        "DELETE FROM audit_head",
        "UPDATE audit_head SET id = 2",
        "UPDATE alembic_version SET version_num = '0001'",
        "CREATE TABLE public.audit_event_too (seq bigint)",
    ],
)
def test_it_can_neither_change_the_trail_nor_take_its_guards_away(
    site: Database, session: Session, market: Market, attack: str
) -> None:
    audit.record(session, SYSTEM, "register", market.organization())
    session.commit()
    with site.engine.connect() as web, pytest.raises(ProgrammingError, match=r"permission denied|must be owner"):
        web.execute(text(attack))


def test_a_table_of_the_same_name_does_not_lead_the_guards_astray(
    site: Database, session: Session, market: Market
) -> None:
    audit.record(session, SYSTEM, "register", market.organization())
    session.commit()
    row = next(audit.rows_of(session))
    session.rollback()
    with site.engine.connect() as web:
        web.execute(text("CREATE TEMP TABLE audit_head AS SELECT 1 AS id, 6::bigint AS seq, repeat('0', 64) AS hash"))
        forged = AuditEvent.__table__.insert().values(row | {"seq": 7, "hash": "f" * 64})
        with pytest.raises(DatabaseError, match="follows the one that the head names"):
            web.execute(forged)
