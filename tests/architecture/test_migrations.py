"""The migrations make just the tables of the models, and go both ways on a database that is filled."""

from alembic import command
from alembic.config import Config
from sqlalchemy import inspect
from sqlalchemy.orm import Session

from market import audit
from market.config import ROOT
from market.database import Base, Database
from market.permissions import SYSTEM
from tests.conftest import migrate
from tests.factories import Market


def test_alembic_finds_nothing_to_do(database: Database) -> None:
    config = Config(toml_file=ROOT / "pyproject.toml")
    with database.engine.connect() as connection:
        config.attributes["connection"] = connection
        command.check(config)


def test_a_filled_database_goes_down_and_up_again(database: Database, session: Session, market: Market) -> None:
    for make in (market.need, market.project, market.service, market.programme, market.resource):
        audit.record(session, SYSTEM, "publish", make())
    session.commit()
    session.close()

    migrate(database, "base", down=True)
    assert set(inspect(database.engine).get_table_names()) == {"alembic_version"}
    migrate(database)

    assert set(Base.metadata.tables) <= set(inspect(database.engine).get_table_names())
    with database.reader() as reader:
        assert audit.verify(reader) == []


def test_the_revisions_are_one_numbered_line() -> None:
    names = sorted(path.name for path in (ROOT / "migrations" / "versions").glob("*.py"))
    assert [int(name[:4]) for name in names] == list(range(1, len(names) + 1))
