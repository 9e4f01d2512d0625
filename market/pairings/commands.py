"""Scheduled work: `flask pairings …`."""

import click
from flask.cli import AppGroup

from market import clock, web
from market.pairings import queries, service
from market.pairings.workflow import workflow_of
from market.permissions import SYSTEM

commands = AppGroup("pairings", help="Scheduled work on pairings.")


@commands.command("keep-deadlines")
def keep_deadlines() -> None:
    """Take the step that each overdue pairing calls for; can be run at any time, and again."""
    taken = 0
    for pairing_id in queries.overdue_pairings(web.current_session(), at=clock.now()):
        with web.transaction() as session:  # one each, so that a failure undoes no other
            pairing = queries.get_pairing(session, pairing_id)
            deadline = workflow_of(pairing.track).deadlines.get(pairing.state)
            if deadline and deadline.then:
                service.take_step(session, SYSTEM, pairing, deadline.then)
                taken += 1
    click.echo(f"{taken} pairings lapsed")
