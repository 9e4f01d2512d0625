"""Learning from a terminal: `flask ranker …`."""

from datetime import UTC, datetime

import click
from flask.cli import AppGroup
from rich.console import Console
from rich.table import Table

from market import clock, web
from market.errors import MarketError
from market.forms import say
from market.learning import queries, service
from market.learning.decisions import decisions, unlisted_pairings
from market.permissions import SYSTEM
from matching.learning.ranker import LearnerMissing
from matching.learning.training import fit
from matching.learning.trial import HOLD_BACK, Measure, Objection, Trial, compare, hold_back, missing
from matching.weights import DEFAULT_WEIGHTS

OBJECTIONS = {
    Objection.NOT_BETTER: "on the held-back decisions it is not better with certainty",
    Objection.GROUP_WORSE: "owners with as much of a past as each other are worse off in one of the groups",
    Objection.NEWCOMERS_UNKNOWN: "too few held-back decisions wanted a newcomer to tell what it does to them",
}

ranker = AppGroup("ranker", help="The order of suggestions, learned from decisions.")


@ranker.command("train")
@click.option("--until", type=click.DateTime(), help="Look at answers from before this moment only (UTC).")
@click.option(
    "--holdback", type=click.FloatRange(0.1, 0.5), default=HOLD_BACK, show_default=True, help="The last share."
)
@click.option("--dry-run", is_flag=True, help="Learn, try and tell; keep nothing.")
def train(until: datetime | None, holdback: float, *, dry_run: bool) -> None:
    """Learn an order from the market's own decisions, try it on the latest ones, and use it if it wins."""
    moment = until.replace(tzinfo=UTC) if until else clock.now()
    with web.database().reader() as session:
        found, unlisted = decisions(session, moment), unlisted_pairings(session, moment)
    click.echo(f"{len(found)} decisions tell candidates apart.")
    if unlisted:
        click.echo(f"{unlisted} pairings came about beside any list that was kept, and teach nothing of an order.")
    short = missing(found, holdback)
    if short:
        click.echo(f"Too few to learn from: {short} more are needed. Nothing was changed.")
        return
    learned, held = hold_back(found, holdback)
    try:
        made = fit(learned, DEFAULT_WEIGHTS)
    except LearnerMissing as error:
        raise click.ClickException(str(error)) from error
    trial = compare(made, len(learned), held, DEFAULT_WEIGHTS)
    Console().print(_table(trial))
    if dry_run:
        click.echo(f"It would {'be used' if trial.is_won else 'not be used'}. Nothing was kept.{_why_not(trial)}")
        return
    with web.transaction() as session:
        row = service.keep_ranker(session, SYSTEM, made, trial, moment)
        number = row.number
    click.echo(
        f"Kept as ranker {number}; {'it decides from now on' if trial.is_won else 'it is not used'}.{_why_not(trial)}"
    )


@ranker.command("list")
def show() -> None:
    """Show all rankers that were kept, and which one is in use."""
    table = Table("Number", "Trained", "Decisions", "nDCG@10 beside the weights", "Since", "State")
    rows = queries.rankers(web.current_session())
    for row in rows:
        gained = row.metrics["ndcg"]["difference"]
        state = "in use" if row.is_in_use else "refused" if row.objections else "not in use"
        since = (row.adopted_at if row.is_in_use else row.retired_at) or row.trained_at
        difference = f"{gained['mean']:+.3f} ({gained['low']:+.3f} to {gained['high']:+.3f})"
        table.add_row(str(row.number), _day(row.trained_at), str(row.decisions), difference, _day(since), state)
    Console().print(table)
    if not any(row.is_in_use for row in rows):
        click.echo("The weights decide.")


@ranker.command("use")
@click.argument("number", type=int)
def use(number: int) -> None:
    """Let a ranker decide that won when it was tried."""
    try:
        with web.transaction() as session:
            service.use_ranker(session, SYSTEM, number)
    except MarketError as error:
        raise click.ClickException(say(error.message)) from error
    click.echo(f"Ranker {number} decides from now on.")


@ranker.command("rollback")
def rollback() -> None:
    """Take back the last switch: what decided before it decides again, another ranker or the weights."""
    try:
        with web.transaction() as session:
            earlier = service.roll_back(session, SYSTEM)
            now = f"Ranker {earlier.number} decides" if earlier else "The weights decide"
    except MarketError as error:
        raise click.ClickException(say(error.message)) from error
    click.echo(f"{now} from now on.")


def _day(moment: datetime) -> str:
    return f"{moment.astimezone(clock.CHINA):%Y-%m-%d}"


def _why_not(trial: Trial) -> str:
    return "".join(f"\n  Against it: {OBJECTIONS[one]}." for one in trial.objections)


def _table(trial: Trial) -> Table:
    table = Table("On held-back decisions", "Number", "Weights", "Ranker", "Difference (95 %)")
    rows: list[tuple[str, Measure]] = [
        ("nDCG@10", trial.ndcg),
        ("nDCG@10, places not made up for", trial.as_answered),
        ("MRR", trial.mrr),
        *((f"nDCG@10 of owners with {group} pairings", measure) for group, measure in trial.groups.items()),
        ("Attention to newcomers", trial.newcomers),
    ]
    for name, one in rows:
        gained = one.difference
        numbers = (
            f"{one.weights:.3f}",
            f"{one.ranker:.3f}",
            f"{gained.mean:+.3f} ({gained.low:+.3f} to {gained.high:+.3f})",
        )
        table.add_row(name, str(one.decisions), *numbers)
    return table


commands = (ranker,)
