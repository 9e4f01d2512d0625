"""Scheduled work and checks: `flask delivery …`."""

import sys

import click
from flask.cli import AppGroup

from market import web
from market.delivery import queries, service
from market.delivery.store import Store

commands = AppGroup("delivery", help="Scheduled work on agreements and money, and checks of both.")


@commands.command("keep-deadlines")
def keep_deadlines() -> None:
    """Tell people what is due or overdue; can be run at any time, and again."""
    with web.transaction() as session:
        found = service.remind(session)
    click.echo(", ".join(f"{count} {what} due" for what, count in found.items()))


@commands.command("note-objections")
def note_objections() -> None:
    """Put objections that were upheld into the records of those they were about; can be run again."""
    with web.transaction() as session:
        count = service.note_objections(session)
    click.echo(f"{count} objections noted")


@commands.command("verify-ledger")
def verify_ledger() -> None:
    """Check every ledger against what was counted; exits with 1 and names what is wrong."""
    faults = service.verify_ledger(web.current_session())
    for fault in faults:
        click.echo(f"{fault.pairing}: {fault.what}", err=True)
    click.echo("The ledgers balance." if not faults else f"{len(faults)} faults")
    if faults:
        sys.exit(1)


@commands.command("clean-evidence")
@click.option("--dry-run", is_flag=True, help="Only name them.")
def clean_evidence(*, dry_run: bool) -> None:
    """Remove files of evidence that no row speaks of, once they are a day old."""
    store = Store(web.settings().evidence_dir())
    count = 0
    for path in list(store.orphans(queries.kept_files(web.current_session()))):
        click.echo(path.name)
        count += 1
        if not dry_run:
            path.unlink()
    click.echo(f"{count} files {'would be removed' if dry_run else 'removed'}")
