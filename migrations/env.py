"""Runs migrations on the database of the settings, or on a connection that the caller brings."""

from alembic import context

from market.config import Settings
from market.database import Base, Database
from market.tables import TABLES  # noqa: F401  loads every table, so that `alembic check` can compare


def run(connection: object) -> None:
    """Run in one transaction; SQLite changes its tables by copying them."""
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=True,
        compare_type=True,
    )
    with context.begin_transaction():
        context.run_migrations()


given = context.config.attributes.get("connection")
if given is not None:
    run(given)
else:
    database = Database(Settings.from_environment().database_address())
    with database.migrating() as own:
        run(own)
    database.close()
