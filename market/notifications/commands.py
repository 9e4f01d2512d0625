"""Scheduled work: `flask notifications …`; each can be run at any time, and again, and beside itself."""

import time
from contextlib import suppress

import click
from flask.cli import AppGroup

from market import clock, web
from market.errors import Conflict
from market.notifications import outbox, queries
from market.notifications.sending import send_due

REST_SECONDS = 10
NO_SERVER = "No mail server is set (SMTP_HOST): notifications appear on the page only."

commands = AppGroup("notifications", help="Mails about what people were told.")


@commands.command("send")
@click.option("--retry-stuck", is_flag=True, help="Send again what may have arrived: its sender died half-way.")
def send(*, retry_stuck: bool) -> None:
    """Hand over every mail whose time has come."""
    if not web.settings().smtp_host:
        click.echo(NO_SERVER)
        return
    if retry_stuck:
        with web.transaction() as session:
            click.echo(f"{outbox.retry_stuck(session)} stuck mails are sent again")
    _send()
    _tell_stuck()


def _send() -> None:
    with web.transaction() as session:
        outbox.queue_at_once(session)
    report = send_due(web.settings())
    for trouble in report.troubles:
        click.echo(trouble, err=True)
    if report.unreachable:
        click.echo(f"The mail server cannot be used, the mails wait: {report.unreachable}", err=True)
    if report.outcomes:
        click.echo(", ".join(f"{count} {name.replace('_', ' ')}" for name, count in sorted(report.outcomes.items())))


def _tell_stuck() -> None:
    with web.database().reader() as session:
        stuck = queries.stuck(session, clock.now())
    for mail in stuck:
        words = "may or may not have arrived; --retry-stuck sends it again"
        click.echo(f"{mail.id} ({mail.message_id}) {words}: {mail.last_error or 'its sender died'}", err=True)


@commands.command("digest")
def digest() -> None:
    """Gather the news of yesterday, and on Mondays of last week, for those who want them together."""
    if not web.settings().smtp_host:
        click.echo(NO_SERVER)
        return
    with web.transaction() as session:
        made = outbox.queue_digests(session)
    click.echo(f"{made} digests were queued")


@commands.command("work")
def work() -> None:
    """Keep on gathering and sending until stopped; for those who have no cron."""
    if not web.settings().smtp_host:
        click.echo(NO_SERVER)
        return
    _tell_stuck()
    while True:
        with suppress(Conflict):  # somebody held the database for too long: again, after a rest
            with web.transaction() as session:
                outbox.queue_digests(session)
            _send()
        time.sleep(REST_SECONDS)
