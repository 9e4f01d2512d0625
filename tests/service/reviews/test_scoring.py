"""Scoring: declared first, justified, never above the weight, once, and blind until all are in."""

from datetime import timedelta

import pytest
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from market import audit, clock
from market.errors import Invalid, NotAllowed, NotPossible
from market.pairings import service as pairings
from market.pairings.models import PairingState as State
from market.pairings.models import RecusalState
from market.permissions import SYSTEM, Office
from market.reviews import queries, results, service
from market.reviews.models import Leaving, Recommendation, Score, SeatState
from market.reviews.permissions import names_visible_to, scores_visible_to
from market.reviews.service.score import digest
from market.reviews.verify import problems
from tests.reviewing import WHY, sheet


def test_three_like_minded_experts_pass_the_pairing_on(session, jury) -> None:
    panel = jury.sitting()
    jury.score(panel, 0.8, 0.8)
    assert (panel.pairing.state, queries.record_of(session, panel.pairing_id)) == (State.EXPERT_REVIEW, None)
    service.submit(session, jury.actors(panel)[2], panel, sheet(panel, 0.7))
    assert panel.pairing.state is State.RECHECK
    record = queries.record_of(session, panel.pairing_id)
    assert (record["totals"], record["spread"], record["mean"]) == ([80, 80, 69], 11, 76.3)
    assert {row["name"] for row in record["experts"]} == {seat.person.name for seat in panel.seats}
    assert record["experts"][0]["reviews"][0]["scores"][0] == {
        "code": "need_fit", "weight": 30, "points": 24, "justification": WHY,
    }  # fmt: skip


def test_nobody_scores_who_was_not_drawn_or_has_not_declared(session, jury, market) -> None:
    panel = jury.drawn()
    [stranger] = jury.experts(1)
    with pytest.raises(NotAllowed):
        service.submit(session, jury.actor(stranger), panel, sheet(panel))
    with pytest.raises(NotPossible, match="First declare"):
        service.submit(session, jury.actors(panel)[0], panel, sheet(panel))


@pytest.mark.parametrize(
    ("values", "names"),
    [
        ({"points": {"need_fit": 31, "method": 1, "capacity": 1, "budget": 1}}, {"points_need_fit"}),
        ({"points": {"need_fit": -1, "method": 1, "capacity": 1, "budget": 1}}, {"points_need_fit"}),
        ({"points": {"need_fit": True, "method": 1, "capacity": 1, "budget": 1}}, {"points_need_fit"}),
        ({"points": {"need_fit": 1, "method": 1, "capacity": 1}}, {"points_budget"}),
        ({"points": {"need_fit": 1, "method": 1, "capacity": 1, "budget": 1, "looks": 1}}, {"points_looks"}),
        (
            {"justifications": {"need_fit": "Good.     ", "method": WHY, "capacity": WHY, "budget": WHY}},
            {"why_need_fit"},
        ),
        ({"recommendation": None}, {"recommendation"}),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_is_kept(session, jury, values, names) -> None:
    panel = jury.sitting()
    actor = jury.actors(panel)[0]
    with pytest.raises(Invalid) as error:
        service.submit(session, actor, panel, sheet(panel, **values))
    assert error.value.problems.keys() == names
    assert scores_visible_to(actor, jury.again(panel)) == []


def test_the_database_too_holds_points_to_the_weight(session, jury) -> None:
    panel = jury.sitting()
    jury.score(panel, 0.5)
    for values in ({"points": 26}, {"weight": 100, "points": 99}):
        with pytest.raises(IntegrityError), session.begin_nested():
            session.execute(update(Score).where(Score.weight == 25).values(**values))


def test_a_draft_may_be_incomplete_and_is_seen_by_nobody_else(session, jury, market) -> None:
    panel = jury.sitting()
    one, other, _third = jury.actors(panel)
    draft = service.save_draft(session, one, panel, service.Sheet(points={"method": 20}))
    service.save_draft(session, one, panel, service.Sheet(points={"method": 22}))
    with pytest.raises(Invalid):
        service.save_draft(session, one, panel, service.Sheet(points={"method": 26}))
    assert scores_visible_to(one, panel) == [draft]
    assert (draft.total, draft.submitted_at) == (22, None)
    for actor in (other, market.actor(office=Office.APPROVER), market.actor(office=Office.AUDITOR), SYSTEM):
        assert scores_visible_to(actor, panel) == []


def test_what_was_sent_is_final_and_its_hash_stands_in_the_trail(session, jury) -> None:
    panel = jury.sitting()
    actor = jury.actors(panel)[0]
    review = service.submit(session, actor, panel, sheet(panel))
    for again in (service.submit, service.save_draft):
        with pytest.raises(NotPossible, match="final"):
            again(session, actor, panel, sheet(panel, 0.1))
    event = audit.events_of(session, "pairing", panel.pairing_id)[-1]
    assert (event.action, event.details["sheet"], event.actor_id) == ("score", digest(review), actor.person_id)
    assert review.total == 80


def test_scores_are_blind_until_all_are_in_and_then_for_each_as_they_may(session, jury, market) -> None:
    panel = jury.sitting()
    pairing = panel.pairing
    side = market.actor(of=pairing.offer)
    officials = [market.actor(office=office) for office in (Office.RECHECK, Office.AUDITOR, Office.SUPERIOR)]
    jury.score(panel, 0.8, 0.7)
    for number, actor in enumerate(jury.actors(panel)):
        assert len(scores_visible_to(actor, panel)) == (number < 2)
    assert [scores_visible_to(actor, panel) for actor in (*officials, side, SYSTEM)] == [[]] * 5
    assert [names_visible_to(actor, panel) for actor in (*officials, side)] == [False, True, True, False]

    service.submit(session, jury.actors(panel)[2], panel, sheet(panel, 0.75))
    everybody = (*jury.actors(panel), *officials, SYSTEM)
    assert [len(scores_visible_to(actor, panel)) for actor in everybody] == [3] * len(everybody)
    assert scores_visible_to(side, panel) == []
    assert [names_visible_to(actor, panel) for actor in (*officials, side)] == [True, True, True, False]
    pairing.decided_at = clock.now()
    assert names_visible_to(side, panel)


def test_an_official_of_a_side_sees_nothing_but_what_the_sides_see(session, jury, market) -> None:
    panel = jury.sitting()
    person = market.person(of=panel.pairing.offer, office=Office.AUDITOR)
    jury.score(panel, 0.8, 0.8, 0.8)
    assert scores_visible_to(market.actor(person), panel) == []
    assert not names_visible_to(market.actor(person), panel)


def test_whoever_declares_a_conflict_is_replaced_by_the_next_of_the_order(session, jury) -> None:
    panel = jury.drawn()
    seat = panel.sitting[1]
    with pytest.raises(Invalid):
        service.declare(session, jury.actor(seat.person), panel, has_conflict=True)
    service.declare(session, jury.actor(seat.person), panel, has_conflict=True, text="My sister works there.")
    assert (seat.state, seat.leaving) == (SeatState.OUT, Leaving.DECLARED)
    assert [str(one.person_id) for one in panel.seats] == panel.drawn_order[:4]
    assert (len(panel.sitting), problems(session, panel)) == (3, [])
    with pytest.raises(NotPossible, match="no longer sit"):
        service.submit(session, jury.actor(seat.person), panel, sheet(panel))


def test_whoever_does_not_answer_in_three_working_days_is_replaced(session, jury) -> None:
    panel = jury.drawn()
    silent, *others = panel.sitting
    for seat in others:
        service.declare(session, jury.actor(seat.person), panel, has_conflict=False)
    assert service.keep(session, panel) == 0
    with clock.held_at(silent.answer_by + timedelta(seconds=1)):
        assert service.keep(session, panel) == 1
        assert service.keep(session, panel) == 0
    assert (silent.leaving, panel.seats[3].answer_by > silent.answer_by) == (Leaving.SILENT, True)


def test_a_granted_recusal_replaces_an_expert_and_their_scores_do_not_count(session, jury, market) -> None:
    panel = jury.sitting()
    pairing, seat = panel.pairing, panel.sitting[0]
    jury.score(panel, 0.1, 0.8)
    side = market.actor(of=pairing.offer)
    recusal = pairings.ask_recusal(session, side, pairing, seat.person, pairing.offer.organization_id, "A rival.")
    assert service.keep(session, panel) == 0
    pairings.rule_on_recusal(
        session, market.actor(office=Office.SUPERIOR), pairing, recusal, grant=True, ruling="So it is."
    )
    assert recusal.state is RecusalState.GRANTED
    assert service.keep(session, panel) == 1
    jury.declare_all(panel)
    for actor in jury.actors(panel)[1:]:
        service.submit(session, actor, panel, sheet(panel, 0.8))
    assert (pairing.state, results.totals(panel), seat.leaving) == (State.RECHECK, [80, 80, 80], Leaving.RECUSED)
    assert len(queries.record_of(session, pairing.id)["experts"]) == 4


def test_while_a_request_for_recusal_waits_the_expert_does_not_score(session, jury, market) -> None:
    panel = jury.sitting()
    pairing, seat = panel.pairing, panel.sitting[0]
    side = market.actor(of=pairing.offer)
    pairings.ask_recusal(session, side, pairing, seat.person, pairing.offer.organization_id, "A rival.")
    with pytest.raises(NotAllowed):
        service.submit(session, jury.actor(seat.person), panel, sheet(panel))


def test_a_tie_that_comes_to_light_later_replaces_the_expert(session, jury, market) -> None:
    panel = jury.sitting()
    seat = panel.sitting[0]
    market.member(seat.person, panel.pairing.offer.organization)
    assert service.keep(session, panel) == 1
    assert (seat.leaving, seat.conflicts) == (Leaving.TIED, ["member"])


def test_with_no_reserve_left_the_pairing_waits_until_there_is_another_expert(session, jury) -> None:
    panel = jury.drawn(3)
    first = panel.sitting[0]
    service.declare(session, jury.actor(first.person), panel, has_conflict=True, text="A friend of theirs.")
    assert len(panel.sitting) == 2
    jury.declare_all(panel)
    jury.score(panel, 0.8, 0.8)
    assert panel.pairing.state is State.EXPERT_REVIEW
    jury.experts(2)
    service.keep(session, panel)
    assert len(panel.draw["pools"]) == 2
    assert problems(session, panel) == []
    jury.declare_all(panel)
    service.submit(session, jury.actors(panel)[-1], panel, sheet(panel))
    assert panel.pairing.state is State.RECHECK


def test_scores_far_apart_are_talked_about_and_dissent_is_kept_with_its_name(session, jury, market) -> None:
    panel = jury.sitting()
    jury.score(panel, 0.9, 0.8, 0.4)
    assert panel.pairing.state is State.CONSENSUS
    assert queries.record_of(session, panel.pairing_id) is None
    assert scores_visible_to(market.actor(office=Office.RECHECK), panel) == []
    one, two, three = jury.actors(panel)
    assert len(scores_visible_to(three, panel)) == 3
    with pytest.raises(Invalid) as error:
        service.submit(session, one, panel, sheet(panel, 0.9))
    assert error.value.problems.keys() == {"note"}

    service.submit(session, one, panel, sheet(panel, 0.85, note="We agree on the method."))
    assert len(scores_visible_to(three, panel)) == 4
    service.submit(session, two, panel, sheet(panel, 0.8, note="We agree on the method."))
    why = "The budget does not cover the wages."
    service.submit(session, three, panel,
                   sheet(panel, 0.4, note=why, dissents=True, recommendation=Recommendation.OPPOSE))  # fmt: skip
    assert panel.pairing.state is State.RECHECK
    record = queries.record_of(session, panel.pairing_id)
    assert record["dissents"] == [{"name": panel.sitting[2].person.name, "note": why}]
    assert record["spread"] > panel.spread_limit
    assert [len(row["reviews"]) for row in record["experts"]] == [2, 2, 2]


@pytest.mark.parametrize(("low", "state"), [(0.7, State.RECHECK), (0.68, State.CONSENSUS)])
def test_they_confer_only_when_the_totals_lie_further_apart_than_the_limit(session, jury, low, state) -> None:
    panel = jury.sitting()
    panel.spread_limit = 11
    jury.score(panel, 0.8, 0.8, low)
    assert panel.pairing.state is state


def test_the_trail_tells_no_figures_before_the_end_and_the_history_no_names(session, jury) -> None:
    panel = jury.sitting()
    jury.score(panel, 0.9, 0.8, 0.4)
    events = audit.events_of(session, "pairing", panel.pairing_id)
    assert events[-1].details == {"panel": str(panel.id)}
    assert {event.details.get("as") for event in events if event.actor_id in {s.person_id for s in panel.seats}} == {
        "expert"
    }


def test_when_a_side_withdraws_the_review_is_over(session, jury, market, town) -> None:
    panel = jury.sitting()
    town.take(town.deliverer(panel.pairing), panel.pairing, "withdraw")
    with pytest.raises(NotPossible, match="over"):
        service.submit(session, jury.actors(panel)[0], panel, sheet(panel))
    assert service.keep(session, panel) == 0
