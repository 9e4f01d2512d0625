"""What waits on people's desks: one shape for all that any capability asks of somebody, or lets somebody wait for."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from market import clock
from market.vocabularies.calendar import LAST_SECOND


class Kind(StrEnum):
    """What a task is about; a desk can be narrowed to one."""

    TALKS = "talks"  # between the sides
    CASE = "case"  # an official's step
    REVIEW = "review"
    OBJECTION = "objection"
    AGREEMENT = "agreement"
    DELIVERY = "delivery"  # milestones and reports
    MONEY = "money"
    ENDING = "ending"  # acceptance and evaluation
    OVERSIGHT = "oversight"  # cards, emergencies, recusals
    VERIFICATION = "verification"
    PROPOSAL = "proposal"


@dataclass(frozen=True)
class Task:
    """Something that waits for somebody.

    Args:
        todo: what is to be done, or done by others, in the reader's language.
        href: the page on which it is done, or seen.
        case_id: the pairing that it is about; None for those that have a title of their own.
        since: when its clock began, where that is known.
        due: the last moment for it; None where nothing presses.
        role, duty: whoever does it needs both in the case; None where that is settled already.
        mine: whether it waits for the reader; else the reader waits, for the `holder`.
    """

    kind: Kind
    todo: str
    href: str
    case_id: UUID | None = None
    title: str = ""
    note: str = ""
    since: datetime | None = None
    due: datetime | None = None
    role: StrEnum | None = None
    duty: StrEnum | None = None
    mine: bool = True
    holder: str = ""


def by_deadline(tasks: Iterable[Task]) -> list[Task]:
    """What is overdue longest first, then what is due soonest, then the rest, the longest waiting first."""
    last = datetime.max.replace(tzinfo=clock.CHINA)
    return sorted(tasks, key=lambda task: (task.due or last, task.since or last, task.title, task.href))


def end_of_day(day: date) -> datetime:
    """The last moment of a day in China, as deadlines have it."""
    return datetime.combine(day, LAST_SECOND, clock.CHINA)
