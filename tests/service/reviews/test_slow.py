"""Experts who took the seat and send no scores are replaced, in both rounds; what they began stays sealed."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from market import audit, clock
from market.errors import NotPossible
from market.notifications.kinds import Kind
from market.notifications.models import Notification
from market.pairings import service as pairings
from market.pairings.models import PairingState as State
from market.permissions import Office
from market.reviews import queries, results, service
from market.reviews.criteria import days_to_score
from market.reviews.models import Leaving, SeatState
from market.reviews.permissions import scores_visible_to
from market.reviews.verify import problems
from market.vocabularies import calendar
from tests.reviewing import WHY, sheet

SECOND = timedelta(seconds=1)


def told(session, person_id, kind: Kind) -> int:
    """How often somebody was told something."""
    return len(
        session.scalars(
            select(Notification).where(Notification.person_id == person_id, Notification.kind == kind)
        ).all()
    )


@pytest.mark.parametrize(
    ("stage_days", "answers", "days"), [(10, True, 6), (10, False, 6), (5, False, 3), (5, True, 5), (20, True, 12)]
)
def test_the_time_to_score_is_a_part_of_the_stage_after_the_time_to_answer(stage_days, answers, days) -> None:
    assert days_to_score(stage_days, answers=answers) == days


def test_whoever_sends_no_scores_in_time_is_replaced_by_the_next_of_the_order(session, jury, market) -> None:
    panel = jury.sitting()
    slow, *others = panel.sitting
    assert slow.score_by == calendar.after(clock.now(), 6)
    assert slow.score_by < panel.pairing.due_at
    service.save_draft(session, jury.actor(slow.person), panel, sheet(panel, 0.1))
    for seat in others:
        service.submit(session, jury.actor(seat.person), panel, sheet(panel, 0.8))
    assert service.keep(session, panel) == 0
    with clock.held_at(slow.score_by + SECOND):
        assert service.keep(session, panel) == 1
        assert service.keep(session, panel) == 0
        assert (slow.state, slow.leaving) == (SeatState.OUT, Leaving.SLOW)
        assert [str(one.person_id) for one in panel.seats] == panel.drawn_order[:4]
        assert problems(session, panel) == []
        with pytest.raises(NotPossible, match="no longer sit"):
            service.submit(session, jury.actor(slow.person), panel, sheet(panel))
        fourth = panel.seats[3]
        assert (told(session, slow.person_id, Kind.STEP_TAKEN), told(session, fourth.person_id, Kind.PANEL_DRAWN)) == (
            1,
            1,
        )
        jury.declare_all(panel)
        service.submit(session, jury.actor(fourth.person), panel, sheet(panel, 0.8))
    assert (panel.pairing.state, results.totals(panel)) == (State.RECHECK, [80, 80, 80])
    [left] = [one for one in audit.events_of(session, "pairing", panel.pairing_id) if one.action == "leave_panel"]
    assert left.details["leaving"] == "slow"


def test_what_was_a_draft_is_read_by_nobody_else(session, jury, market) -> None:
    panel = jury.sitting()
    slow, *others = panel.sitting
    service.save_draft(session, jury.actor(slow.person), panel, sheet(panel, 0.1))
    for seat in others:
        service.submit(session, jury.actor(seat.person), panel, sheet(panel, 0.8))
    with clock.held_at(slow.score_by + SECOND):
        service.keep(session, panel)
        jury.declare_all(panel)
        service.submit(session, jury.actor(panel.seats[3].person), panel, sheet(panel, 0.8))
    panel = jury.again(panel)
    for reader in (
        jury.actor(others[0].person),
        market.actor(office=Office.AUDITOR),
        market.actor(office=Office.RECHECK),
    ):
        assert {review.seat_id for review in scores_visible_to(reader, panel)} == {one.id for one in panel.sitting}
    first = next(one for one in queries.record_of(session, panel.pairing_id)["experts"] if one["position"] == 0)
    assert (first["leaving"], first["reviews"]) == ("slow", [])
    assert [score.justification for score in slow.reviews[0].scores] == [WHY] * 4


def test_whoever_has_sent_the_scores_stays_however_late_the_others_are(session, jury) -> None:
    panel = jury.sitting()
    jury.score(panel, 0.8)
    first, *others = panel.sitting
    with clock.held_at(first.score_by + SECOND):
        assert service.keep(session, panel) == 2
    assert [first.state, *(seat.leaving for seat in others)] == [SeatState.SITTING, Leaving.SLOW, Leaving.SLOW]


def test_on_the_last_days_an_expert_is_reminded_once(session, jury) -> None:
    panel = jury.sitting()
    seat = panel.sitting[0]
    service.keep(session, panel)
    assert told(session, seat.person_id, Kind.LAPSES_SOON) == 0
    with clock.held_at(seat.score_by - timedelta(hours=2)):
        service.keep(session, panel)
        service.keep(session, panel)
    assert told(session, seat.person_id, Kind.LAPSES_SOON) == 1


def test_after_conferring_everybody_has_a_day_of_their_own_again(session, jury) -> None:
    panel = jury.sitting()
    jury.score(panel, 0.1, 0.8, 0.8)
    assert panel.pairing.state is State.CONSENSUS
    slow = panel.sitting[0]
    assert {seat.score_by for seat in panel.sitting} == {calendar.after(clock.now(), 3)}
    for actor in jury.actors(panel)[1:]:
        service.submit(session, actor, panel, sheet(panel, 0.8, note="We agree on this."))
    with clock.held_at(slow.score_by + SECOND):
        assert service.keep(session, panel) == 1
        assert panel.seats[3].score_by > panel.seats[3].answer_by
        jury.declare_all(panel)
        last = jury.actor(panel.seats[3].person)
        service.submit(session, last, panel, sheet(panel, 0.8, note="I agree on this."))
    assert (panel.pairing.state, results.totals(panel)) == (State.RECHECK, [80, 80, 80])


def test_with_nobody_left_in_the_order_the_lack_is_noted_once(session, jury) -> None:
    panel = jury.sitting(3)
    jury.score(panel, 0.8, 0.8)
    with clock.held_at(panel.seats[2].score_by + SECOND):
        assert service.keep(session, panel) == 1
        assert service.keep(session, panel) == 0
    events = audit.events_of(session, "pairing", panel.pairing_id)
    assert [one.details for one in events if one.action == "lack_experts"] == [{"cleared": 2, "wanted": 3}]


def test_nobody_is_late_while_a_request_for_recusal_keeps_them_from_scoring(session, jury, market) -> None:
    panel = jury.sitting()
    seat, *others = panel.sitting
    side = market.actor(of=panel.pairing.offer)
    pairings.ask_recusal(session, side, panel.pairing, seat.person, panel.pairing.offer.organization_id, "A rival.")
    for one in others:
        service.submit(session, jury.actor(one.person), panel, sheet(panel, 0.8))
    with clock.held_at(seat.score_by + SECOND):
        assert service.keep(session, panel) == 0
    assert seat.state is SeatState.SITTING


def test_a_seat_without_a_day_is_not_replaced_for_being_slow(session, jury) -> None:
    panel = jury.sitting()
    for seat in panel.sitting:
        seat.score_by = None
    with clock.held_at(clock.now() + timedelta(days=30)):
        assert service.keep(session, panel) == 0
