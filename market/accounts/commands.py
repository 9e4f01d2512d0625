"""Who acts for whom, from a terminal: `flask accounts …`; the way to the first official of a new installation."""

from datetime import date, datetime

import click
from flask.cli import AppGroup

from market import clock, web
from market.accounts import queries, service
from market.errors import MarketError
from market.permissions import SYSTEM, Office

commands = AppGroup("accounts", help="Offices of people.")
DAY = click.DateTime(["%Y-%m-%d"])


@commands.command("grant")
@click.argument("email")
@click.argument("office", type=click.Choice([office.value for office in Office]))
@click.option("--from", "starts_at", type=DAY, help="First day; today unless given.")
@click.option("--until", "ends_at", type=DAY, help="Last day; none unless given.")
def grant(email: str, office: str, starts_at: datetime | None, ends_at: datetime | None) -> None:
    """Let somebody who has signed up hold an office."""
    first: date = starts_at.date() if starts_at else clock.today()
    last = ends_at.date() if ends_at else None
    try:
        with web.transaction() as session:
            person = queries.find_by_email(session, email)
            if person is None:
                raise click.ClickException(f"Nobody has signed up as {email}.")
            service.grant_office(session, SYSTEM, person, Office(office), first, last)
    except MarketError as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"{email}: {office} from {first}" + (f" until {last}" if last else ""))
