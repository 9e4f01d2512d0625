"""What a drawn expert says first: whether anything ties them to the case."""

from sqlalchemy.orm import Session

from market import audit, clock
from market.errors import Message, NotPossible
from market.pairings.conflicts import Conflict
from market.pairings.duties import Duty, Role
from market.pairings.service import conduct, require_duty
from market.permissions import Actor
from market.reviews import queries
from market.reviews.models import Leaving, Panel, Seat, SeatState
from market.reviews.permissions import READ_SHEET, UNDER_REVIEW
from market.reviews.service.seats import fill, leave

AS_EXPERT = {"as": Role.EXPERT.value}  # histories that the sides read do not say who it was


def declare(session: Session, actor: Actor, panel: Panel, *, has_conflict: bool, text: str = "") -> None:
    """Take the seat, or with a conflict of interest give it to the next of the drawn order.

    Raises:
        NotAllowed: the lot did not call the actor, or what is known of them stands against it.
        NotPossible: they have answered, were replaced, or the review is over.
        Invalid: a conflict is not described.
    """
    panel, seat = own_seat(session, actor, panel)
    if seat.state is not SeatState.CALLED:
        raise NotPossible(Message("You have answered this already."))
    if not has_conflict:
        require_duty(session, actor, panel.pairing, Role.EXPERT, Duty.REVIEW)
    conduct.declare(session, actor, panel.pairing, has_conflict=has_conflict, text=text, details=AS_EXPERT)
    seat.declared_at = clock.now()
    if has_conflict:
        leave(session, panel, seat, Leaving.DECLARED, frozenset({Conflict.DECLARED.value}))
        fill(session, panel)
    else:
        seat.state = SeatState.SITTING


def own_seat(session: Session, actor: Actor, panel: Panel) -> tuple[Panel, Seat]:
    """The panel as it is now, kept from everybody else until the commit, and the actor's seat on it.

    Raises: NotAllowed without a seat; NotPossible when it was given to somebody else, or the review is over.
    """
    audit.hold(session)  # of two last scores at once, the second sees the first
    panel = queries.get_panel(session, panel.id, anew=True)
    session.refresh(panel.pairing, ["state"])
    READ_SHEET.require(actor, panel)
    seat = panel.seat_of(actor.person_id)
    if panel.concluded_at is not None or panel.pairing.state not in UNDER_REVIEW:
        raise NotPossible(Message("This review is over."))
    if seat is None or seat.state is SeatState.OUT:
        raise NotPossible(Message("You no longer sit on this panel: the next of the drawn order took the seat."))
    return panel, seat
