"""Who sits on a panel: calling the next of the drawn order, and replacing whoever may not or does not sit."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from market import audit, clock
from market.pairings.conflicts import Conflict
from market.pairings.models import Pairing
from market.pairings.workflow import workflow_of
from market.permissions import SYSTEM
from market.reviews import announce, lot, queries
from market.reviews.clearance import NO_OFFICE, clearance, what_stands_against
from market.reviews.criteria import DAYS_TO_ANSWER, days_to_score
from market.reviews.models import Leaving, Panel, Seat, SeatState
from market.reviews.permissions import UNDER_REVIEW
from market.vocabularies import calendar

# In the order in which they are named as the reason; whatever else stands against somebody is a tie.
REASONS = ((Conflict.DECLARED, Leaving.DECLARED), (Conflict.RECUSED, Leaving.RECUSED), (NO_OFFICE, Leaving.NO_OFFICE))


def keep(session: Session, panel: Panel) -> int:
    """Replace everybody on the panel who may not sit on it, or does not answer or score in time; how many left.

    What somebody began to write stays a draft that nobody else reads. A request for recusal that waits for its ruling
    replaces nobody yet: until then they do not act.
    """
    audit.hold(session)
    panel = queries.get_panel(session, panel.id, anew=True)
    session.refresh(panel.pairing, ["state"])
    if panel.concluded_at is not None or panel.pairing.state not in UNDER_REVIEW:
        return 0
    against = what_stands_against(session, panel.pairing, [seat.person_id for seat in panel.sitting])
    left = 0
    for seat in panel.sitting:
        sent, kinds = _has_sent(panel, seat), against[seat.person_id]
        ties = kinds - {Conflict.ASKED.value} - ({NO_OFFICE} if sent else set())
        leaving = _reason(ties) if ties else None if sent else _lateness(session, panel, seat, kinds)
        if leaving is not None:
            leave(session, panel, seat, leaving, ties)
            left += 1
    fill(session, panel)
    return left


def _lateness(session: Session, panel: Panel, seat: Seat, kinds: frozenset[str]) -> Leaving | None:
    """Why somebody who has not sent anything leaves now, if so; whose last day it is, is reminded once.

    Nobody is late with scores while a request for their recusal keeps them from sending any.
    """
    now = clock.now()
    if seat.state is SeatState.CALLED:
        return Leaving.SILENT if seat.answer_by < now else None
    if seat.score_by is None or Conflict.ASKED.value in kinds:
        return None
    if seat.score_by < now:
        return Leaving.SLOW
    if calendar.days_left(seat.score_by, now) <= 1:
        announce.scores_due(session, panel, seat)
    return None


def _has_sent(panel: Panel, seat: Seat) -> bool:
    review = seat.review(panel.round)
    return review is not None and review.submitted_at is not None


def _reason(kinds: frozenset[str]) -> Leaving:
    return next((leaving for kind, leaving in REASONS if kind in kinds), Leaving.TIED)


def leave(session: Session, panel: Panel, seat: Seat, leaving: Leaving, kinds: frozenset[str] = frozenset()) -> None:
    """Take somebody off the panel; what they wrote is kept, and does not count."""
    seat.state, seat.leaving, seat.left_at, seat.conflicts = SeatState.OUT, leaving, clock.now(), sorted(kinds)
    details = {"panel": str(panel.id), "person": str(seat.person_id), "leaving": leaving.value}
    audit.record(session, SYSTEM, "leave_panel", panel.pairing, details=details)
    announce.expert_left(session, panel, seat.person_id)


def fill(session: Session, panel: Panel) -> None:
    """Call the next of the drawn order for each seat that is free; who comes is nobody's choice."""
    while len(panel.sitting) < panel.size:
        seat = call_next(session, panel)
        if seat is None:
            note_lack(session, panel.pairing, panel.entry_seq, len(panel.sitting), panel.size)
            return
        details = {"panel": str(panel.id), "person": str(seat.person_id), "position": seat.position}
        audit.record(session, SYSTEM, "replace_expert", panel.pairing, details=details)
        announce.experts_called(session, panel, [seat.person_id])


def call_next(session: Session, panel: Panel) -> Seat | None:
    """Seat the next of the drawn order who may sit, noting those who no longer may; None when nobody is left."""
    while True:
        position = len(panel.seats)
        if position == len(panel.drawn_order) and not _extend(session, panel):
            return None
        person_id = UUID(panel.drawn_order[position])
        kinds = what_stands_against(session, panel.pairing, [person_id])[person_id]
        seat = Seat(
            person_id=person_id,
            position=position,
            state=SeatState.CALLED,
            called_at=clock.now(),
            answer_by=calendar.after(clock.now(), DAYS_TO_ANSWER),
            score_by=score_by(panel.pairing, answers=True),
            conflicts=[],
            reviews=[],
        )
        panel.seats.append(seat)
        session.flush()
        if not kinds:
            return seat
        leave(session, panel, seat, _reason(kinds), kinds)


def score_by(pairing: Pairing, *, answers: bool) -> datetime:
    """Until when somebody who is called now, or confers from now on, sends the scores of the round."""
    stage_days = workflow_of(pairing.track).deadlines[pairing.state].count
    return calendar.after(clock.now(), days_to_score(stage_days, answers=answers))


def _extend(session: Session, panel: Panel) -> bool:
    """Add those who have become experts since to the end of the order, by the same seed; False when there are none."""
    found = clearance(session, panel.pairing, without=panel.drawn_order)
    if not found.pool:
        return False
    pools = [*panel.draw["pools"], found.pool]
    panel.draw = {"pools": pools, "excluded": panel.draw["excluded"]}
    panel.drawn_order = lot.order_of(panel.seed, pools)
    return True


def note_lack(session: Session, pairing: Pairing, entry_seq: int, cleared: int, wanted: int) -> None:
    """Say in the trail that too few experts are free of ties; once for each visit to expert review and number."""
    last = queries.lacked_experts(session, pairing.id)
    if last is not None and last.seq > entry_seq and last.details.get("cleared") == cleared:
        return
    audit.record(session, SYSTEM, "lack_experts", pairing, details={"cleared": cleared, "wanted": wanted})
    announce.too_few_experts(session, pairing, cleared, wanted)
