"""Planting confirmations of rules: the official whom the files name answers for them, through the service."""

from collections.abc import Collection, Iterator
from datetime import timedelta
from functools import partial

from sqlalchemy import select
from sqlalchemy.orm import Session

from market.exchange.planting.files import Row
from market.exchange.planting.ground import Ground
from market.exchange.planting.moments import Moments
from market.exchange.planting.timeline import Job
from market.rules import service
from market.rules.models import RuleConfirmation

AFTER_OPENING = timedelta(days=2)  # by then the officials have come


def answered(session: Session) -> frozenset[str]:
    """The versions of rules that a person has confirmed at some time, whether or not that still holds."""
    rows = session.scalars(select(RuleConfirmation).where(RuleConfirmation.confirmed_by_id.is_not(None)))
    return frozenset(row.key for row in rows)


def jobs(rows: list[Row], ground: Ground, moments: Moments, answered: Collection[str]) -> Iterator[Job]:
    """What is left to confirm; what an official has withdrawn since stays withdrawn."""
    for row in rows:
        if f"{row.get('rule')}@{row.number('version')}" not in answered:
            do = partial(_confirm, row=row, ground=ground)
            yield Job(at=moments.start + AFTER_OPENING, key=row.key, row=row, what="confirmations", do=do)


def _confirm(session: Session, row: Row, ground: Ground) -> None:
    by = ground.actor(session, str(row.get("by")))
    service.confirm(session, by, str(row.get("rule")), row.number("version"), str(row.get("note") or ""))
