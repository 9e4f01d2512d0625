"""Scheduled work and checks from a terminal: `flask reviews …`."""

import click
from flask.cli import AppGroup
from flask_babel import gettext
from sqlalchemy import select

from market import web
from market.forms import say
from market.pairings.models import Pairing
from market.reviews import queries
from market.reviews.verify import problems
from market.reviews.work import draw_all, keep_all

commands = AppGroup("reviews", help="Panels of experts.")


@commands.command("draw")
def draw() -> None:
    """Draw the panels that wait, and replace experts who do not answer or score in time; at any time, and again."""
    drawn, waiting = draw_all(web.database())
    left = keep_all(web.database())
    click.echo(f"{drawn} panels drawn, {waiting} pairings still wait, {left} experts replaced")


@commands.command("verify-draw")
@click.argument("number")
def verify_draw(number: str) -> None:
    """Recompute the panels of the pairing of that number from the recorded pool and seed."""
    session = web.current_session()
    pairing_id = session.scalar(select(Pairing.id).where(Pairing.number == number))
    panels = queries.panels_of_pairing(session, pairing_id) if pairing_id else []
    if not panels:
        raise click.ClickException(gettext("No panel was drawn for this pairing."))
    wrong = 0
    for panel in panels:
        click.echo(f"{panel.drawn_at.isoformat()} seed {panel.seed} pool {len(panel.drawn_order)} size {panel.size}")
        for problem in (found := problems(session, panel)):
            click.echo("  " + say(problem))
        wrong += bool(found)
    if wrong:
        raise click.ClickException(gettext("The recorded panel is not the one that the lot gives."))
    click.echo(gettext("The recorded panel is the one that the lot gives."))
