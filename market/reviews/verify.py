"""Whether a panel is the one that the lot gives: recomputed from what the trail and the draw say."""

from sqlalchemy.orm import Session

from market.audit import AuditEvent
from market.errors import Message
from market.reviews import lot
from market.reviews.models import Panel


def problems(session: Session, panel: Panel) -> list[Message]:
    """What does not agree with the recomputation, in words; empty when the panel is the recorded one."""
    event = session.get(AuditEvent, panel.entry_seq)
    found: list[Message] = []
    if event is None or event.subject_id != panel.pairing_id or event.hash != panel.entry_hash:
        found.append(Message("The event by which the pairing came to the experts is not the one of the trail."))
    if panel.seed != lot.seed_of(panel.entry_hash, panel.pairing_id):
        found.append(Message("The seed does not follow from the trail."))
    if panel.drawn_order != lot.order_of(panel.seed, panel.draw["pools"]):
        found.append(Message("The drawn order is not what the pool and the seed give."))
    called = [str(seat.person_id) for seat in panel.seats]
    if called != panel.drawn_order[: len(called)] or [seat.position for seat in panel.seats] != list(
        range(len(called))
    ):
        found.append(Message("Those who were called are not the first of the drawn order."))
    return found
