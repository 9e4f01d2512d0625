"""Checks that the migrations make just the tables of the models, on a database of its own."""

import tempfile
from pathlib import Path

from alembic import command
from alembic.config import Config

from market.database import Database

ROOT = Path(__file__).parents[1]


def main() -> None:
    """Upgrade an empty SQLite database, compare it with the models, and go all the way down again."""
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{Path(folder) / 'check.sqlite3'}")
        config = Config(toml_file=ROOT / "pyproject.toml")
        for step in (lambda: command.upgrade(config, "head"), lambda: command.check(config),
                     lambda: command.downgrade(config, "base")):  # fmt: skip
            with database.engine.execution_options(writes=True).begin() as connection:
                config.attributes["connection"] = connection
                step()
        database.close()


if __name__ == "__main__":
    main()
