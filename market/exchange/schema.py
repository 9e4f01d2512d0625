"""The tables of the running installation: brought up to date, and compared with what the code expects."""

from io import StringIO

from alembic import command
from alembic.config import Config
from alembic.util import CommandError

from market.config import ROOT
from market.database import Database


def upgrade(database: Database) -> None:
    """Run the migrations that the database lacks, in one transaction each."""
    with database.engine.execution_options(writes=True).begin() as connection:
        config = Config(toml_file=ROOT / "pyproject.toml")
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def difference(database: Database) -> str | None:
    """How the tables differ from what the code expects, in a sentence; None when they do not."""
    with database.engine.connect() as connection:
        config = Config(toml_file=ROOT / "pyproject.toml", stdout=StringIO())
        config.attributes["connection"] = connection
        try:
            command.check(config)
        except CommandError as error:
            return str(error)
    return None
