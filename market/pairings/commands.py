"""Scheduled work: `flask pairings …`."""

import click
from flask.cli import AppGroup

from market import clock, web
from market.errors import MarketError
from market.pairings import queries, service

commands = AppGroup("pairings", help="Scheduled work on pairings.")


@commands.command("keep-deadlines")
def keep_deadlines() -> None:
    """Take the step that each overdue pairing calls for; can be run at any time, and again."""
    lapsed = 0
    for pairing_id in queries.overdue_pairings(web.current_session(), at=clock.now()):
        try:
            with web.transaction() as session:  # one each, so that a failure undoes no other
                lapsed += service.keep_deadline(session, queries.get_pairing(session, pairing_id))
        except MarketError as error:
            click.echo(f"{pairing_id}: {error}", err=True)
    click.echo(f"{lapsed} pairings lapsed")
