"""Scheduled work: `flask notices …`."""

from collections.abc import Callable, Sequence
from uuid import UUID

import click
from flask.cli import AppGroup
from sqlalchemy.orm import Session

from market import clock, web
from market.errors import MarketError
from market.notices import queries, service
from market.pairings.models import Pairing
from market.pairings.queries import get_pairing

commands = AppGroup("notices", help="Scheduled work on public notices.")


@commands.command("publish")
def publish() -> None:
    """Publish what is on public notice without one (approvals do it themselves); can be run at any time, and again."""
    done = _each(queries.unpublished(web.current_session()), service.publish_missing)
    click.echo(f"{done} notices published")


@commands.command("clear")
def clear() -> None:
    """End the notices whose time is over and against which nothing is open; can be run at any time, and again."""
    done = _each(queries.to_clear(web.current_session(), at=clock.now()), service.clear)
    click.echo(f"{done} notices ended")


def _each(ids: Sequence[UUID], act: Callable[[Session, Pairing], bool]) -> int:
    """How many of the pairings it was done for; one transaction each, so that a failure undoes no other."""
    done = 0
    for pairing_id in ids:
        try:
            with web.transaction() as session:
                done += act(session, get_pairing(session, pairing_id))
        except MarketError as error:
            click.echo(f"{pairing_id}: {error}", err=True)
    return done
