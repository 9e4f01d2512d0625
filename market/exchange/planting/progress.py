"""Showing how planting goes: a bar on a terminal, a line every two seconds elsewhere."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click
from flask_babel import gettext as _
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

SECONDS = 2.0
Started = Callable[[int], Callable[[int], None]]


@contextmanager
def shown(console: Console) -> Iterator[Started]:
    """What `plant` tells how many jobs there are."""
    if not console.is_terminal:
        yield _lines
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TextColumn("{task.fields[rate]}"),
               TimeRemainingColumn())  # fmt: skip
    with Progress(*columns, console=console) as progress:
        yield lambda total: _bar(progress, total)


def _bar(progress: Progress, total: int) -> Callable[[int], None]:
    task, began, over = progress.add_task(_("Planting"), total=total, rate=""), time.monotonic(), 0

    def advance(count: int) -> None:
        nonlocal over
        over += count
        progress.update(task, advance=count, rate=_rate(over, began))

    return advance


def _lines(total: int) -> Callable[[int], None]:
    began = last = time.monotonic()
    over = 0

    def advance(count: int) -> None:
        nonlocal over, last
        over += count
        if time.monotonic() - last >= SECONDS:
            last = time.monotonic()
            click.echo(f"{_('Planting')} {over:,}/{total:,} · {_rate(over, began)}")

    return advance


def _rate(over: int, began: float) -> str:
    return str(_("%(count)s a second", count=f"{over / max(0.001, time.monotonic() - began):,.0f}"))
