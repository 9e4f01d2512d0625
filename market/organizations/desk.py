"""What the verification of organizations puts on people's desks."""

from collections.abc import Iterable
from datetime import datetime

from flask import url_for
from flask_babel import gettext
from sqlalchemy.orm import Session

from market.accounts.labels import OFFICES
from market.desk import Kind, Task
from market.organizations import queries
from market.organizations.models import Organization, VerificationState
from market.organizations.permissions import VERIFY
from market.permissions import Actor, Office


def waiting_for(session: Session, actor: Actor, own: Iterable[Organization]) -> list[Task]:
    """What a verifier checks, and which of somebody's `own` organizations wait to be checked."""
    waits = [_wait(one) for one in own if one.verification is VerificationState.AWAITING]
    if not actor.holds(Office.VERIFIER):
        return waits
    new = [
        _task(gettext("Verify the organization"), one, one.registered_at)
        for one in queries.awaiting(session)
        if VERIFY.allows(actor, one)
    ]
    changes = [
        _task(gettext("Check what the organization wants to change"), one.organization, one.proposed_at)
        for one in queries.pending_revisions(session)
        if VERIFY.allows(actor, one.organization)
    ]
    return [*waits, *new, *changes]


def _task(todo: str, one: Organization, since: datetime) -> Task:
    href = url_for("organizations.review", organization_id=one.id)
    return Task(Kind.VERIFICATION, todo, href, title=one.name, since=since)


def _wait(one: Organization) -> Task:
    return Task(
        Kind.VERIFICATION,
        gettext("The organization is being verified"),
        url_for("organizations.show", organization_id=one.id),
        title=one.name,
        since=one.registered_at,
        mine=False,
        holder=str(OFFICES[Office.VERIFIER]),
    )
