"""Whom a review has something to tell: the places where people are notified."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy.orm import Session

from market.notifications.kinds import Kind
from market.pairings.announce import officials, tell
from market.pairings.models import Pairing
from market.permissions import Office
from market.reviews.models import Panel, Seat


def experts_called(session: Session, panel: Panel, person_ids: Collection[UUID]) -> None:
    """The called experts: that the lot called them, and until when they say whether anything ties them to the case."""
    due = {seat.person_id: seat.answer_by for seat in panel.seats}
    for person_id in person_ids:
        key = f"panel {panel.id}"
        tell(session, panel.pairing, [person_id], Kind.PANEL_DRAWN, page=_page(panel), until=due[person_id], key=key)


def expert_left(session: Session, panel: Panel, person_id: UUID) -> None:
    """An expert who was replaced: that they no longer sit on the panel."""
    tell(session, panel.pairing, [person_id], Kind.STEP_TAKEN, page="/reviews")


def scores_due(session: Session, panel: Panel, seat: Seat) -> None:
    """An expert who has not sent the scores on the last days for it: that the next of the order takes the seat then.

    Called at every look at the panel; told once for each round.
    """
    key = f"scores {seat.id} {panel.round}"
    tell(session, panel.pairing, [seat.person_id], Kind.LAPSES_SOON, page=_page(panel), until=seat.score_by, key=key)


def too_few_experts(session: Session, pairing: Pairing, cleared: int, wanted: int) -> None:
    """Superiors: that the pairing waits until there are more experts free of ties.

    Called once for each visit of a pairing to expert review, and for a panel whose reserve is used up.
    """
    told = officials(session, Office.SUPERIOR, pairing)
    page = f"/pairings/{pairing.id}/decision"
    tell(session, pairing, told, Kind.ESCALATED, page=page, note=f"{cleared}/{wanted}")


def experts_confer(session: Session, panel: Panel, person_ids: Collection[UUID]) -> None:
    """The panel: that the scores lie far apart, and until when each of them confers and scores once more."""
    due = min((seat.score_by for seat in panel.sitting if seat.score_by), default=panel.pairing.due_at)
    tell(session, panel.pairing, person_ids, Kind.STEP_WAITS, page=_page(panel), until=due)


def _page(panel: Panel) -> str:
    return f"/reviews/{panel.id}"
