"""What is done when time has passed: `flask pairings keep-deadlines` and `flask oversight …`; run them from cron.

Each can be run at any time, and again: what is due is done once, however long ago the last run was.
"""

import click
from flask.cli import AppGroup

from market import web
from market.errors import MarketError
from market.oversight import card_queries, emergency_queries, service
from market.pairings.commands import commands as pairings
from market.pairings.commands import take_due_steps

commands = AppGroup("oversight", help="Scheduled work of oversight.")


@commands.command("issue-cards")
def issue_cards() -> None:
    """Issue the yellow and red cards that files have earned."""
    click.echo(f"{_issue_cards()} cards issued")


@pairings.command("keep-deadlines")
def keep_deadlines() -> None:
    """Take the step that each overdue pairing calls for; end or lapse emergencies; then issue cards."""
    click.echo(f"{take_due_steps()} pairings lapsed")
    click.echo(f"{_keep_emergencies()} emergencies ended")
    click.echo(f"{_issue_cards()} cards issued")


def _keep_emergencies() -> int:
    kept = 0
    for emergency_id in emergency_queries.unsettled(web.current_session()):
        try:
            with web.transaction() as session:
                kept += service.keep_emergency(session, emergency_queries.get_emergency(session, emergency_id))
        except MarketError as error:
            click.echo(f"{emergency_id}: {error}", err=True)
    return kept


def _issue_cards() -> int:
    issued = 0
    for emergency_id in emergency_queries.unsettled(web.current_session()):
        with web.transaction() as session:
            emergency = emergency_queries.get_emergency(session, emergency_id)
            issued += len(service.issue_disclosure_cards(session, emergency))
    for stay_id in card_queries.may_earn_cards(web.current_session()):
        try:
            with web.transaction() as session:  # one each, so that a failure undoes no other
                issued += len(service.issue_cards(session, stay_id))
        except MarketError as error:
            click.echo(f"{stay_id}: {error}", err=True)
    return issued
