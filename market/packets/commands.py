"""Looking after packets from a terminal: `flask packets …`."""

import sys

import click
from flask.cli import AppGroup
from sqlalchemy import func, select

from market import web
from market.packets import queries
from market.packets.models import Packet

commands = AppGroup("packets", help="What was known at each decision.")


@commands.command("verify")
def verify() -> None:
    """Check every packet against its hash, and against the hash that the trail names; says what does not hold.

    The trail itself is checked by `flask audit verify`.
    """
    session = web.current_session()
    found = list(queries.breaks(session))
    for pairing_id, number, what in found:
        click.echo(f"Packet {number} of pairing {pairing_id} {what}")
    total = session.scalar(select(func.count()).select_from(Packet)) or 0
    click.echo(f"{total} packets, {len(found)} breaks")
    sys.exit(1 if found else 0)
