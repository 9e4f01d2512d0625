"""Looking back from a terminal: `flask audit verify` for the trail, `flask rules replay` for the rules."""

import json
import sys
from dataclasses import asdict
from datetime import datetime

import click
from flask.cli import AppGroup

from market import audit, web
from market.oversight.replay import Change, Replay, replay
from market.rules.commands import commands as rules

commands = AppGroup("audit", help="The audit trail.")


@commands.command("verify")
def verify() -> None:
    """Check the whole hash chain; name every row that was changed, removed, inserted or reordered."""
    session = web.current_session()
    breaks = audit.verify(session)
    for found in breaks:
        click.echo(f"{found.seq}: {found.what}")
    click.echo(f"{audit.count(session)} events, {len(breaks)} breaks")
    sys.exit(1 if breaks else 0)


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
    if found.todays_content:
        lines.append(
            f"Of {found.todays_content} listings, or of their owners, no version that old is kept: "
            "today's content was taken"
        )
    lines.append("What was never suggested is not kept, so that nobody can tell what else would have been")
    return lines


def _line(change: Change) -> str:
    return f"{change.day.isoformat()} {change.what} {change.title}: {', '.join(change.rules)}"
