"""The base class of the tables, the engine, and the transaction that every change happens in."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import (
    JSON,
    BigInteger,
    Connection,
    DateTime,
    Dialect,
    Engine,
    Enum,
    MetaData,
    String,
    Text,
    TypeDecorator,
    create_engine,
    event,
)
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, sessionmaker
from sqlalchemy.orm.exc import StaleDataError

from market.errors import Conflict, Message

JUST_CHANGED = Message("Somebody else has just changed this. Look at it again, then decide.")
UNIQUE_VIOLATION = "23505"  # of SQL's own codes


class UtcDateTime(TypeDecorator[datetime]):
    """A moment with its zone; SQLite, which keeps none, gets UTC and gives UTC back."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is not None and value.tzinfo is None:
            raise ValueError("a moment needs a time zone")
        return value.astimezone(UTC) if value is not None else None

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        moment: datetime = value
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


class Base(DeclarativeBase):
    """Parent of every table: names of constraints, and how Python's types are stored."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {
        datetime: UtcDateTime,
        # Enumerations are stored as their words, so that a dump can be read and a word can be added.
        StrEnum: Enum(StrEnum, native_enum=False, create_constraint=False, length=40, values_callable=list),
        int: BigInteger,  # fen outgrow 32 bits
        dict[str, Any]: JSON,
        list[str]: JSON,
    }


class Identified:
    """A table whose rows have an identity of their own, given before they are written."""

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)


Short = String(200)  # one line that people type
Long = Text  # paragraphs
Code = String(40)  # a code of a vocabulary


class Database:
    """One database: sessions to read with, and transactions to change it with."""

    def __init__(self, address: str) -> None:
        self.engine = _engine(address)
        self._readers = sessionmaker(self.engine, autoflush=False)
        self._writers = sessionmaker(self.engine.execution_options(writes=True))

    def reader(self) -> Session:
        """A session for reading; what is changed in it is never written."""
        return self._readers()

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """All that happens inside is written at its end, or nothing is.

        Raises: Conflict when somebody else changed the same row, added what can be there only once, or held the
            database for too long.
        """
        try:
            with self._writers.begin() as session:
                yield session
        except StaleDataError as error:
            raise Conflict(JUST_CHANGED) from error
        except IntegrityError as error:
            if _is_there_already(error):
                raise Conflict(JUST_CHANGED) from error
            raise
        except OperationalError as error:
            if "locked" in str(error.orig) or "deadlock" in str(error.orig):
                raise Conflict(Message("The site is busy. Nothing was changed; please try again.")) from error
            raise

    @contextmanager
    def migrating(self) -> Iterator[Connection]:
        """A connection to change tables with, in one transaction.

        SQLite changes a table by copying it and dropping the old one, which rows that point to it would forbid: there,
        foreign keys are looked at when all is done.

        Raises: ValueError when a row then points to nothing; nothing was changed.
        """
        is_sqlite = self.engine.dialect.name == "sqlite"
        with self.engine.execution_options(writes=True).connect() as connection:
            if is_sqlite:  # before the transaction: inside one it would change nothing
                _set_foreign_keys(connection, "OFF")
            try:
                with connection.begin():
                    yield connection
                    if is_sqlite and (broken := connection.exec_driver_sql("PRAGMA foreign_key_check").first()):
                        raise ValueError(f"a row of {broken[0]} points to a row of {broken[2]} that is not there")
            finally:
                if is_sqlite:
                    _set_foreign_keys(connection, "ON")

    def close(self) -> None:
        """Give all connections back."""
        self.engine.dispose()


def _is_there_already(error: IntegrityError) -> bool:
    """Whether a row breaks a promise that there is one such row only: services look first, so two came at once."""
    if isinstance(error.orig, sqlite3.IntegrityError):
        return error.orig.sqlite_errorcode in {sqlite3.SQLITE_CONSTRAINT_UNIQUE, sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY}
    return getattr(error.orig, "sqlstate", None) == UNIQUE_VIOLATION


def _set_foreign_keys(connection: Connection, value: str) -> None:
    driver = connection.connection.driver_connection
    if driver is not None:
        driver.execute(f"PRAGMA foreign_keys={value}")


def _engine(address: str) -> Engine:
    if not address.startswith("sqlite"):
        return create_engine(address, pool_pre_ping=True)
    engine = create_engine(address, connect_args={"timeout": 30})

    @event.listens_for(engine, "connect")
    def set_up(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # SQLAlchemy's own BEGIN below, not the driver's late one
        for pragma in ("foreign_keys=ON", "journal_mode=WAL", "synchronous=FULL"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Any) -> None:
        # A writer takes the lock at once: taken later, SQLite would refuse it to a reader of old data.
        writes = connection.get_execution_options().get("writes", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine
