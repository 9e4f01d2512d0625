"""The end of a notice to which nobody objected, or not with success."""

from sqlalchemy.orm import Session

from market.errors import Message, NotPossible
from market.notices import announce
from market.notices.queries import count_open, find_notice
from market.notices.service.holding import hold, is_over
from market.pairings.models import Pairing, PairingState
from market.pairings.service import clocks, take_step
from market.permissions import SYSTEM


def clear(session: Session, pairing: Pairing) -> bool:
    """Let the sides sign, once the notice is over; False while it is not, or is no more.

    Raises: NotPossible when an objection is open, or it was not published for the whole time.
    """
    pairing = hold(session, pairing.id)
    if pairing.state is not PairingState.PUBLIC_NOTICE or pairing.due_at is None or not is_over(pairing.due_at):
        return False
    notice = find_notice(session, pairing.id)
    if notice is None or not _stood_long_enough(session, pairing):
        raise NotPossible(Message("The notice was not published for the whole of its time."))
    if count_open(session, notice.id):
        raise NotPossible(Message("An objection is open, so the notice goes on."))
    take_step(session, SYSTEM, pairing, "clear", through="notices")
    announce.notice_ended(session, notice)
    return True


def _stood_long_enough(session: Session, pairing: Pairing) -> bool:
    """Whether the notice was published for as many whole days as it has to be; counted anew, by no clock's word."""
    notice = find_notice(session, pairing.id)
    return notice is not None and all(
        clocks.whole_days(session, pairing, PairingState.PUBLIC_NOTICE, deadline.unit, since=notice.published_at)
        >= deadline.count
        for deadline in clocks.deadlines_of(pairing, PairingState.PUBLIC_NOTICE)
    )
