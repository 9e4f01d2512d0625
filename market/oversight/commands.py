"""Looking back from a terminal: `flask audit …` for the trail, `flask rules replay` for the rules."""

import json
import sys
from dataclasses import asdict
from datetime import datetime
from pathlib import Path

import click
from flask.cli import AppGroup

from market import audit, web
from market.chain import Break
from market.errors import MarketError
from market.forms import say
from market.oversight import anchors, roles
from market.oversight.replay import Change, Replay, replay
from market.rules.commands import commands as rules

commands = AppGroup("audit", help="The audit trail.")


@commands.command("verify")
@click.option(
    "--anchor",
    "path",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A file of anchors that was kept elsewhere; by itself the site's own, if there is one.",
)
def verify(path: Path | None) -> None:
    """Check the whole hash chain; name every row that was changed, removed, inserted or reordered.

    Also says where the trail no longer holds against the heads that were kept of it.
    """
    session = web.current_session()
    try:
        kept = anchors.read(path or web.settings().anchor_path())
    except MarketError as error:
        raise click.ClickException(say(error.message)) from error
    breaks = [*audit.verify(session), *anchors.against(session, kept)]
    _tell(breaks)
    click.echo(f"{audit.count(session)} events, {len(kept)} anchors, {len(breaks)} breaks")
    sys.exit(1 if breaks else 0)


@commands.command("anchor")
@click.option("--to", "path", type=click.Path(dir_okay=False, path_type=Path), help="By itself AUDIT_ANCHOR_FILE.")
def anchor(path: Path | None) -> None:
    """Keep the head of the trail in a file, once a day, if the trail holds. Run it daily, and carry the file away."""
    path = path or web.settings().anchor_path()
    try:
        kept, new = anchors.keep(web.current_session(), path)
    except anchors.BrokenTrail as error:
        _tell(error.breaks)
        raise click.ClickException(say(error.message)) from error
    except MarketError as error:
        raise click.ClickException(say(error.message)) from error
    click.echo(f"{'Kept' if new else 'Already kept today:'} {kept.day} {kept.seq} {kept.hash} in {path}")


@commands.command("roles")
@click.option("--role", default=roles.DEFAULT, show_default=True)
def print_roles(role: str) -> None:
    """Print the SQL that gives the site a PostgreSQL role which cannot change the trail."""
    try:
        click.echo(";\n".join(roles.statements(role)) + ";")
    except ValueError as error:
        raise click.BadParameter(str(error)) from error


def _tell(breaks: list[Break]) -> None:
    for found in breaks:
        click.echo(f"Number {found.seq} {found.what}")


@rules.command("replay")
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), required=True, help="The day whose rules are to count.")
@click.option("--json", "as_json", is_flag=True, help="For programs.")
def replay_rules(as_of: datetime, *, as_json: bool) -> None:
    """Say which past suggestions and pairings the rules of another day would judge otherwise; changes nothing."""
    found = replay(web.current_session(), as_of.date())
    if as_json:
        click.echo(json.dumps(asdict(found), ensure_ascii=False, default=_plain, indent=2))
        return
    for line in _told(found):
        click.echo(line)


def _plain(value: object) -> object:
    return sorted(value) if isinstance(value, frozenset) else str(value)


def _told(found: Replay) -> list[str]:
    lines = [f"Rules of {found.as_of.isoformat()} ({found.rules_version})"]
    lines.append(f"{found.suggestions} suggestions and {found.pairings} pairings were judged anew")
    for excluded, heading in ((True, "Would be ruled out"), (False, "Would be admitted")):
        changes = [change for change in found.changes if change.excluded is excluded]
        lines.append(f"{heading}: {len(changes)}")
        lines += [f"  {_line(change)}" for change in changes]
    if found.without_verdicts:
        lines.append(
            f"Of {found.without_verdicts} suggestions that nobody has answered no verdicts are kept: "
            "they were also judged by the rules of the day on which they were made"
        )
    if found.todays_content:
        lines.append(
            f"Of {found.todays_content} listings, or of their owners, no version that old is kept: "
            "today's content was taken"
        )
    lines.append("What was never suggested is not kept, so that nobody can tell what else would have been")
    return lines


def _line(change: Change) -> str:
    return f"{change.day.isoformat()} {change.what} {change.title}: {', '.join(change.rules)}"
