"""Commands of an installation: `flask database …` for its tables, `flask plant …` for what is in them."""

import sys
import time
from pathlib import Path

import click
from flask.cli import AppGroup
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from rich.console import Console
from sqlalchemy.exc import OperationalError

from market import web
from market.config import ROOT
from market.errors import Conflict
from market.exchange import accounts, schema
from market.exchange.planting import answers, market, progress, vocabularies
from market.exchange.planting.report import Fault, Report
from market.forms import say
from market.suggestions.vectors import encoder_settings
from matching.encoders.registry import encoder_id

MOST_SHOWN = 40  # of what is wrong with rows
SEEDS = ROOT / "seeds"

COUNTED = {
    "organizations": _l("organizations"), "organizations verified": _l("organizations verified"),
    "people": _l("people"), "confirmations": _l("rules confirmed"), "needs": _l("needs"), "projects": _l("projects"),
    "services": _l("services"), "programmes": _l("programmes"), "resources": _l("resources"),
    "renewals": _l("listings renewed"), "pairings": _l("pairings"), "steps of pairings": _l("steps of pairings"),
    "answers": _l("answers"),
}  # fmt: skip

database = AppGroup("database", help="The tables of this installation.")
plant = AppGroup("plant", help="What is in the tables at first.")
commands = (database, plant)


@database.command("upgrade")
def upgrade() -> None:
    """Make the tables, or bring them up to date; can be run at any time, and again."""
    web.settings().instance.mkdir(parents=True, exist_ok=True)
    try:
        schema.upgrade(web.database())
    except OperationalError as error:
        raise click.ClickException(_("The database cannot be used: %(reason)s", reason=str(error.orig))) from error


@database.command("check")
def check() -> None:
    """Say whether the tables are as the code expects them; ends with an error when they are not."""
    difference = schema.difference(web.database())
    if difference:
        raise click.ClickException(difference)
    click.echo(_("The tables are as they should be."))


@plant.command("vocabularies")
def plant_vocabularies() -> None:
    """Add or rename the words that listings are described with."""
    count = vocabularies.plant(web.database(), SEEDS / "vocabularies")
    click.echo(ngettext("%(num)d word", "%(num)d words", count))


@plant.command("demo")
@click.option("--folder", type=click.Path(exists=True, file_okay=False, path_type=Path), default=SEEDS / "demo")
def plant_demo(folder: Path) -> None:
    """Plant the made-up market: adds what is missing and changes nothing; goes on where it was interrupted."""
    report, began = Report(), time.monotonic()
    try:
        vocabularies.plant(web.database(), SEEDS / "vocabularies")
        with progress.shown(Console()) as started:
            market.plant(web.database(), folder, report, started)
    except OperationalError as error:
        raise click.ClickException(_("The database cannot be used: %(reason)s", reason=str(error.orig))) from error
    except Conflict as error:
        raise click.ClickException(say(error.message)) from error
    _tell(report, time.monotonic() - began)
    if report.faults:
        sys.exit(1)


@plant.command("answers")
@click.option("--folder", type=click.Path(exists=True, file_okay=False, path_type=Path), default=SEEDS / "demo")
def plant_answers(folder: Path) -> None:
    """Note the lists from which the made-up pairings came, once all listings have been read; goes on where it was."""
    report, began = Report(), time.monotonic()
    encoder = encoder_id(encoder_settings(web.settings()))
    try:
        with progress.shown(Console()) as started:
            answers.plant(web.database(), encoder, folder, report, started)
    except answers.NotRead as error:
        message = _("Some listings have not been read yet: run `flask suggestions embed` first.")
        raise click.ClickException(message) from error
    _tell(report, time.monotonic() - began)


@plant.command("accounts")
def show_accounts() -> None:
    """Show who can sign in on a made-up market, and what to try; nothing on any other."""
    accounts.show(web.current_session(), SEEDS / "demo" / "people.jsonl", web.language(), Console())


def _tell(report: Report, seconds: float) -> None:
    landed = ", ".join(f"{name} {report.landed[what]:,}" for what, name in COUNTED.items() if report.landed[what])
    click.echo(
        _("Planted in %(seconds)s s: %(what)s", seconds=f"{seconds:.1f}", what=landed or _("nothing was missing"))
    )
    _list(report.waiting, _("Left where they stand, until the holidays of the year are known:"))
    _list(report.faults, _("Not planted, because something is wrong in the files:"))


def _list(faults: list[Fault], heading: str) -> None:
    if faults:
        click.echo(heading, err=True)
    for fault in faults[:MOST_SHOWN]:
        place = f"{fault.file}:{fault.line}" + (f" {fault.field}" if fault.field else "")
        click.echo(f"  {place}: {say(fault.message)}", err=True)
    if len(faults) > MOST_SHOWN:
        click.echo(_("  … and %(count)s more", count=len(faults) - MOST_SHOWN), err=True)
