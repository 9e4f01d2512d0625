"""The rules from a terminal: `flask rules list`, `flask rules check`."""

import sys

import click
from flask.cli import AppGroup
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from market import web
from market.rules import labels, queries, wording
from matching.eligibility.cases import outcomes
from matching.eligibility.catalogue import CATALOGUE

commands = AppGroup("rules", help="The rules that pairs are judged by.")


@commands.command("list")
def list_rules() -> None:
    """Show every version of every rule: its source, its days, and whether it blocks."""
    table = Table("Rule", "Citation", "Source", "Days", "Effect", title=f"Rules {CATALOGUE.version}")
    for entry in queries.entries(web.current_session()):
        rule = entry.rule
        days = f"{rule.effective_from or '…'} – {rule.effective_to or '…'}"
        mark, force = str(labels.MARKS[rule.mark][0]), str(labels.FORCES[entry.force][0])
        cells = (rule.key, rule.citation or "", mark, f"{days}\n{force}", wording.effect(entry))
        table.add_row(*map(escape, cells))
    Console().print(table)


@commands.command("check")
def check() -> None:
    """Run the examples of every rule; ends with an error where one does not come to what it says."""
    count, wrong = 0, 0
    for rule in CATALOGUE.rules:
        for one in outcomes(rule):
            count += 1
            if one.found != one.expected:
                wrong += 1
                click.echo(f"{rule.key}, example {one.number}: {one.expected} was expected, it is {one.found}")
    click.echo(f"{count} examples, {wrong} wrong")
    sys.exit(1 if wrong else 0)
