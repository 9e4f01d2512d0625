"""How a desk is shown: its rows, and the kinds that it can be narrowed to."""

from collections.abc import Iterable
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from market import clock, web
from market.desk import Kind, Task
from market.home.desk import Desk
from market.pairings import wording as pairings
from market.pairings.models import Pairing
from market.pairings.waiting import usually
from market.vocabularies import calendar
from market.vocabularies.calendar import UnknownYear, day_of

KINDS = {
    Kind.TALKS: _l("Talks between the sides"),
    Kind.CASE: _l("Files at my office"),
    Kind.REVIEW: _l("Expert review"),
    Kind.OBJECTION: _l("Objections"),
    Kind.AGREEMENT: _l("Agreements"),
    Kind.DELIVERY: _l("Milestones and reports"),
    Kind.MONEY: _l("Payments"),
    Kind.ENDING: _l("Acceptance and evaluation"),
    Kind.OVERSIGHT: _l("Oversight"),
    Kind.VERIFICATION: _l("Verification"),
    Kind.PROPOSAL: _l("Proposed matches"),
}


def rows(desk: Desk, tasks: Iterable[Task]) -> list[dict[str, Any]]:
    """The rows of the macro `queue`, in the order given."""
    return [_row(desk, task) for task in tasks]


def _row(desk: Desk, task: Task) -> dict[str, Any]:
    case = desk.cases.get(task.case_id) if task.case_id else None
    about = task.title or (pairings.title(case) if case else "")
    words = {"title": task.todo, "about": about, "state": KINDS[task.kind]}
    return (words if task.mine else {"title": about, "state": task.todo}) | {
        "href": task.href,
        "days_left": _days_left(task),
        "parties": pairings.parties_line(case) if case else "",
        "when": " · ".join(filter(None, (task.note or (case.number if case else ""), _until(task)))),
        "flags": pairings.card_flags(task.since, task.due),
        "holder": task.holder,
        "expected": _expected(desk, case) if case and not task.mine else "",
    }


def _until(task: Task) -> str:
    return gettext("by %(day)s", day=web.day(day_of(task.due))) if task.due else ""


def _days_left(task: Task) -> int | None:
    """Working days; None where there is no deadline, or one in a year whose holidays nobody knows yet."""
    try:
        return calendar.days_left(task.due, clock.now()) if task.due else None
    except UnknownYear:
        return None


def _expected(desk: Desk, case: Pairing) -> str:
    usual = desk.usual.get((case.track, case.state))
    return usually(usual) if usual else ""
