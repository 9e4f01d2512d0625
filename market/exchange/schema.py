"""The tables of the running installation: brought up to date, and compared with what the code expects.

Alembic is imported by what uses it, because no page does: it would cost every process of the site 11 MB.
"""

from io import StringIO

from market.config import ROOT
from market.database import Database


def upgrade(database: Database) -> None:
    """Run the migrations that the database lacks, in one transaction."""
    from alembic import command
    from alembic.config import Config

    with database.migrating() as connection:
        config = Config(toml_file=ROOT / "pyproject.toml")
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def difference(database: Database) -> str | None:
    """How the tables differ from what the code expects, in a sentence; None when they do not."""
    from alembic import command
    from alembic.config import Config
    from alembic.util import CommandError

    with database.engine.connect() as connection:
        config = Config(toml_file=ROOT / "pyproject.toml", stdout=StringIO())
        config.attributes["connection"] = connection
        try:
            command.check(config)
        except CommandError as error:
            return str(error)
    return None
