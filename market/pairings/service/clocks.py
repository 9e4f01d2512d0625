"""The clocks of a pairing: when the time of a state ends, and how long each state lasted."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from market import clock
from market.pairings.models import Pairing, PairingState, Stay
from market.pairings.workflow import holder_of, workflow_of
from market.vocabularies import calendar
from market.vocabularies.calendar import Unit
from market.workflow import Deadline, Step


def enter(session: Session, pairing: Pairing, step: Step) -> None:
    """Bring the pairing to the step's target: close the stay that ends, start the next one and its clock."""
    target, now = PairingState(step.target), clock.now()
    last = current_stay(session, pairing)
    due_at, since = _end(session, pairing, target, now, resumed="resume_clock" in step.brings), now
    if step.keeps_clock:
        due_at, since = pairing.due_at, last.clock_since if last else pairing.state_since
    if last is not None:
        last.left_at, last.step = now, step.name
    pairing.state, pairing.state_since, pairing.due_at = target, now, due_at
    session.add(stay_of(pairing, since))


def stay_of(pairing: Pairing, since: datetime) -> Stay:
    """The stay that begins with the pairing's present state; its clock has run since a moment."""
    deadlines = deadlines_of(pairing, pairing.state)
    deadline = deadlines[0] if deadlines else None
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


def deadlines_of(pairing: Pairing, state: PairingState) -> list[Deadline]:
    """What has to be over before a state's time is: the case's own period of public notice, and the table's."""
    deadline = workflow_of(pairing.track).deadlines.get(state)
    if deadline is None:
        return []
    if state is not PairingState.PUBLIC_NOTICE:
        return [deadline]
    return [Deadline(pairing.notice_count, deadline.then, pairing.notice_unit), deadline]


def _end(session: Session, pairing: Pairing, state: PairingState, now: datetime, *, resumed: bool) -> datetime | None:
    """When the time of a state is over that is entered now; a resumed clock goes on from the days that it had run."""
    ends = []
    for deadline in deadlines_of(pairing, state):
        run = whole_days(session, pairing, state, deadline.unit) if resumed else 0
        left = Deadline(max(1, deadline.count - run), deadline.then, deadline.unit)
        ends.append(calendar.end_of(now, left.span))
    return max(ends, default=None)


def whole_days(
    session: Session, pairing: Pairing, state: PairingState, unit: Unit, *, since: datetime | None = None
) -> int:
    """How many whole days the pairing has been in a state; neither the first nor the last day of a stay is one.

    Args:
        since: what was before does not count, nor that day itself.
    """
    stays = session.scalars(select(Stay).where(Stay.pairing_id == pairing.id, Stay.state == state)).all()
    return sum(
        calendar.days_between(
            calendar.day_of(max(stay.entered_at, since or stay.entered_at)),
            calendar.day_of(stay.left_at or clock.now()) - timedelta(days=1),
            unit,
        )
        for stay in stays
    )


def restart(session: Session, pairing: Pairing) -> None:
    """Let the clock of the present state begin now, the whole time anew."""
    pairing.due_at = _end(session, pairing, pairing.state, clock.now(), resumed=False)
    stay = current_stay(session, pairing)
    if stay is not None:
        stay.clock_since, stay.due_at = clock.now(), pairing.due_at
