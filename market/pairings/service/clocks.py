"""The clocks of a pairing: when the time of a state ends, and how long each state lasted."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from market import clock
from market.pairings.models import Pairing, PairingState, Stay
from market.pairings.workflow import holder_of, workflow_of
from market.vocabularies import calendar
from market.workflow import Deadline, Step


def enter(session: Session, pairing: Pairing, step: Step) -> None:
    """Bring the pairing to the step's target: close the stay that ends, start the next one and its clock."""
    target, now = PairingState(step.target), clock.now()
    last = current_stay(session, pairing)
    deadline = workflow_of(pairing.track).deadlines.get(target)
    due_at, since = (calendar.end_of(now, deadline.span) if deadline else None), now
    if step.keeps_clock:
        due_at, since = pairing.due_at, last.clock_since if last else pairing.state_since
    elif "resume_clock" in step.brings and deadline:
        due_at = _resumed(session, pairing, target, deadline, now)
    if last is not None:
        last.left_at, last.step = now, step.name
    pairing.state, pairing.state_since, pairing.due_at = target, now, due_at
    session.add(stay_of(pairing, since))


def stay_of(pairing: Pairing, since: datetime) -> Stay:
    """The stay that begins with the pairing's present state; its clock has run since a moment."""
    deadline = workflow_of(pairing.track).deadlines.get(pairing.state)
    holder = holder_of(pairing.track, pairing.state)
    return Stay(
        pairing_id=pairing.id,
        track=pairing.track,
        state=pairing.state,
        office=holder.value if holder else "",
        entered_at=pairing.state_since,
        clock_since=since,
        limit_count=deadline.count if deadline else None,
        limit_unit=deadline.unit if deadline else None,
        due_at=pairing.due_at,
    )


def current_stay(session: Session, pairing: Pairing) -> Stay | None:
    """The stay that has not ended."""
    query = select(Stay).where(Stay.pairing_id == pairing.id, Stay.left_at.is_(None))
    return session.scalar(query.order_by(Stay.entered_at.desc(), Stay.id).limit(1))


def _resumed(session: Session, pairing: Pairing, target: PairingState, deadline: Deadline, now: datetime) -> datetime:
    """The end of a clock that stood still while the state was left: what was left of it then, from now on."""
    query = select(Stay).where(Stay.pairing_id == pairing.id, Stay.state == target, Stay.left_at.is_not(None))
    before = session.scalar(query.order_by(Stay.left_at.desc(), Stay.id).limit(1))
    if before is None or before.due_at is None or before.left_at is None:
        return calendar.end_of(now, deadline.span)
    return calendar.after(now, max(1, calendar.days_left(before.due_at, before.left_at)))
