"""Doing what is to be planted in the order in which it is to have happened, some at a time."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from heapq import heapify, heappop, heappush

from sqlalchemy.orm import Session

from market import clock
from market.database import Database
from market.errors import MarketError
from market.exchange.planting.files import Row
from market.exchange.planting.report import Fault, Report
from market.vocabularies.calendar import UnknownYear

AT_ONCE = 50  # jobs in one transaction: what an interruption may undo


@dataclass(order=True)
class Job:
    """Something that happens at a moment; `do` may return the job that follows from it."""

    at: datetime
    key: str  # decides between jobs of one moment
    row: Row = field(compare=False)
    what: str = field(compare=False)  # under which it is counted
    do: Callable[[Session], "Job | None"] = field(compare=False)
    steps: int = field(compare=False, default=1)  # how many jobs will follow one another, this one included


def run(database: Database, jobs: Iterable[Job], report: Report, advance: Callable[[int], None]) -> None:
    """Do all jobs and those that follow, in order of time; what the market's rules refuse is reported and left out.

    Args:
        advance: told how many jobs are over, after each transaction.
    """
    waiting = list(jobs)
    heapify(waiting)
    while waiting:
        over = 0
        with database.transaction() as session:
            for _ in range(min(AT_ONCE, len(waiting))):
                over += _do_next(session, waiting, report)
        advance(over)


def _do_next(session: Session, waiting: list[Job], report: Report) -> int:
    """Do the first job; returns how many are over by that: with a failed one, all that would have followed."""
    job = heappop(waiting)
    try:
        with clock.held_at(job.at), session.begin_nested():
            following = job.do(session)
            session.flush()
    except UnknownYear as error:
        report.waiting.append(Fault(job.row.file, job.row.line, "", error.message))
        return job.steps
    except MarketError as error:
        report.refuse(job.row.file, job.row.line, error)
        return job.steps
    report.landed[job.what] += 1
    if following is None:
        return job.steps
    heappush(waiting, following)
    return job.steps - following.steps
