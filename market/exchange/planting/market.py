"""Planting a whole market from a folder of files: what is missing is added, what is there stays as it is."""

from collections.abc import Callable
from pathlib import Path

from market.database import Database
from market.exchange.planting import listings, organizations, pairings, people, rules
from market.exchange.planting.cases import cases, first_use
from market.exchange.planting.files import Row, read
from market.exchange.planting.ground import survey
from market.exchange.planting.moments import Moments
from market.exchange.planting.report import Report
from market.exchange.planting.timeline import Job, run

STORIES = ("pairings.jsonl", "approaches.jsonl")  # those of which something came, and interest that nobody took up


def plant(database: Database, folder: Path, report: Report, started: Callable[[int], Callable[[int], None]]) -> None:
    """Plant what the files of the folder tell and the database lacks.

    Args:
        started: told how many jobs there are; what it returns is told, after each transaction, how many are over.
    """
    jobs = _jobs(database, folder, report)
    run(database, jobs, report, started(sum(job.steps for job in jobs)))


def _jobs(database: Database, folder: Path, report: Report) -> list[Job]:
    bodies = read(folder, "organizations*.jsonl", report)
    persons = read(folder, "people.jsonl", report)
    confirmations = read(folder, "confirmations.jsonl", report)
    offered: list[Row] = [row for name in listings.FILES.values() for row in read(folder, name, report)]
    with database.reader() as session:
        ground = survey(session, bodies, persons, offered)
        answered = rules.answered(session)
    moments = Moments(people.anchor_of(persons, ground))
    arrivals = {row.key: organizations.arrival(row, moments) for row in bodies}
    verified_at = {row.key: organizations.verification(row, arrivals, moments) for row in bodies}
    told = [row for name in STORIES for row in read(folder, name, report)]
    stories = cases(told, moments, report)
    return [
        *organizations.jobs(bodies, ground, arrivals, verified_at),
        *people.jobs(persons, ground, moments, verified_at),
        *rules.jobs(confirmations, ground, moments, answered),
        *listings.jobs(offered, read(folder, "renewals.jsonl", report), ground, moments, verified_at,
                       first_use(stories)),
        *pairings.jobs(stories, ground),
    ]  # fmt: skip
