"""Scheduled work on pairings: `flask pairings …`. The command `keep-deadlines` is put together in oversight."""

import click
from flask.cli import AppGroup

from market import clock, web
from market.errors import MarketError
from market.pairings import queries, service

commands = AppGroup("pairings", help="Scheduled work on pairings.")


def take_due_steps() -> int:
    """Take the step that each overdue pairing calls for, and say which could not be taken; how many were."""
    taken = 0
    for pairing_id in queries.overdue_pairings(web.current_session(), at=clock.now()):
        try:
            with web.transaction() as session:  # one each, so that a failure undoes no other
                taken += service.keep_deadline(session, queries.get_pairing(session, pairing_id))
        except MarketError as error:
            click.echo(f"{pairing_id}: {error}", err=True)
    return taken
