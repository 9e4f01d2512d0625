"""What panels put on the desks of their experts."""

from flask import url_for
from flask_babel import gettext
from sqlalchemy.orm import Session

from market.desk import Kind, Task
from market.permissions import Actor, Office
from market.reviews import queries, wording
from market.reviews.models import Seat, SeatState
from market.reviews.permissions import UNDER_REVIEW


def waiting_for(session: Session, actor: Actor) -> list[Task]:
    """The seats on which an expert has something to say, and those whose panel is not ready yet."""
    seats = queries.seats_of(session, actor) if actor.holds(Office.EXPERT) else []
    return [_task(seat) for seat in seats if wording.is_waiting(seat) or _waits(seat)]


def _waits(seat: Seat) -> bool:
    panel = seat.panel
    return seat.state is SeatState.SITTING and panel.concluded_at is None and panel.pairing.state in UNDER_REVIEW


def _task(seat: Seat) -> Task:
    mine, called = wording.is_waiting(seat), seat.state is SeatState.CALLED
    return Task(
        Kind.REVIEW,
        wording.waits_for(seat) if mine else gettext("The panel is scoring"),
        url_for("reviews.sheet", panel_id=seat.panel_id),
        case_id=seat.panel.pairing_id,
        since=seat.called_at,
        due=seat.answer_by if called else seat.panel.pairing.due_at,
        mine=mine,
        holder="" if mine else gettext("The other experts"),
    )
