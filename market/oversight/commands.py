"""Checking the trail from a terminal: `flask audit verify`."""

import sys

import click
from flask.cli import AppGroup

from market import audit, web

commands = AppGroup("audit", help="The audit trail.")


@commands.command("verify")
def verify() -> None:
    """Check the whole hash chain; name every row that was changed, removed, inserted or reordered."""
    session = web.current_session()
    breaks = audit.verify(session)
    for found in breaks:
        click.echo(f"{found.seq}: {found.what}")
    click.echo(f"{audit.count(session)} events, {len(breaks)} breaks")
    sys.exit(1 if breaks else 0)
