"""Drawing a panel: by lot, among those free of ties, once, and so that everybody can check it."""

from datetime import date

import pytest

from market import audit, clock
from market.accounts.models import OfficeGrant
from market.errors import NotPossible
from market.listings import service as listings
from market.listings.models import ListingState
from market.organizations.models import Interest, InterestKind
from market.pairings.models import PairingState as State
from market.pairings.models import Recusal, RecusalState
from market.permissions import Office
from market.reviews import lot, queries, service
from market.reviews.criteria import LARGE_FEN, MOST_OPEN_PANELS
from market.reviews.models import SeatState
from market.reviews.verify import problems


def test_the_panel_is_what_the_seed_says(session, jury) -> None:
    panel = jury.drawn(7)
    entry = queries.entry_of(session, panel.pairing_id)
    assert panel.seed == lot.seed_of(entry.hash, panel.pairing_id)
    assert panel.draw["pools"] == [sorted(jury.people)]
    assert [str(seat.person_id) for seat in panel.seats] == lot.order_of(panel.seed, [sorted(jury.people)])[:3]
    assert problems(session, panel) == []


def test_a_large_budget_brings_a_larger_panel(session, jury) -> None:
    need = jury.market.need(budget_fen=LARGE_FEN)
    assert jury.drawn(7, need=need).size == 5
    assert len(jury.drawn(0).seats) == 3


def test_a_second_draw_changes_nothing(session, jury) -> None:
    panel = jury.drawn()
    assert service.draw(session, panel.pairing) is None
    assert len(queries.panels_of_pairing(session, panel.pairing_id)) == 1
    assert queries.waiting_pairings(session) == []


def test_nobody_draws_for_a_pairing_that_does_not_wait_for_experts(session, jury, market) -> None:
    with pytest.raises(NotPossible, match="does not wait for experts"):
        service.draw(session, market.pairing(State.RECHECK))


def test_those_with_a_tie_an_earlier_duty_or_a_pending_recusal_are_not_drawn(session, jury, market) -> None:
    pairing = jury.pairing()
    free = jury.experts(3)
    member, interested, asked = jury.experts(3)
    market.member(member, pairing.offer.organization)
    session.add(
        Interest(
            person_id=interested.id,
            organization_id=pairing.need.organization_id,
            kind=next(iter(InterestKind)),
            note="",
            registered_at=clock.now(),
        )
    )
    session.add(
        Recusal(
            pairing_id=pairing.id,
            person_id=asked.id,
            asked_for_id=pairing.offer.organization_id,
            asked_by_id=member.id,
            asked_at=clock.now(),
            reason="A rival.",
            state=RecusalState.ASKED,
        )
    )
    [checker] = [
        event.actor_id for event in audit.events_of(session, "pairing", pairing.id) if event.action == "pass_budget"
    ]
    session.add(OfficeGrant(person_id=checker, office=Office.EXPERT, starts_on=date(2015, 1, 1)))
    session.flush()

    panel = service.draw(session, pairing)
    assert {seat.person_id for seat in panel.seats} == {person.id for person in free}
    assert {row["person"]: row["kinds"] for row in panel.draw["excluded"]} == {
        str(member.id): ["member"],
        str(interested.id): ["interest"],
        str(asked.id): ["asked"],
        str(checker): ["took_part"],
    }


def test_an_expert_by_delegation_is_not_drawn(session, jury, market) -> None:
    pairing, holders = jury.pairing(), jury.experts(2)
    session.add(
        OfficeGrant(
            person=market.person(), office=Office.EXPERT, starts_on=date(2015, 1, 1), on_behalf_of_id=holders[0].id
        )
    )
    session.flush()
    assert service.draw(session, pairing) is None


def test_nobody_sits_on_more_panels_than_allowed(session, jury) -> None:
    jury.experts(3)
    for _ in range(MOST_OPEN_PANELS):
        assert service.draw(session, jury.pairing()) is not None
    assert service.draw(session, jury.pairing()) is None


def test_too_few_experts_are_told_once_and_nothing_is_half_done(session, jury) -> None:
    pairing = jury.pairing()
    jury.experts(2)
    assert service.draw(session, pairing) is None
    assert service.draw(session, pairing) is None
    told = [event for event in audit.events_of(session, "pairing", pairing.id) if event.action == "lack_experts"]
    assert [event.details for event in told] == [{"cleared": 2, "wanted": 3}]
    assert queries.panels_of_pairing(session, pairing.id) == []
    assert (queries.waiting_pairings(session), pairing.state) == ([pairing.id], State.EXPERT_REVIEW)

    jury.experts(1)
    assert len(service.draw(session, pairing).seats) == 3


def test_a_changed_order_pool_or_seat_is_found(session, jury) -> None:
    panel = jury.drawn(7)
    panel.drawn_order = panel.drawn_order[::-1]
    session.flush()
    assert [str(problem) for problem in problems(session, panel)] == [
        "The drawn order is not what the pool and the seed give.",
        "Those who were called are not the first of the drawn order.",
    ]
    panel.seed = "00" * 32
    assert "The seed does not follow from the trail." in [str(problem) for problem in problems(session, panel)]


def test_a_grant_goes_to_experts_where_its_sides_ask_for_them(session, jury, market, town) -> None:
    pairing = market.pairing(State.SUBMITTED, wants_review=True)
    town.take(town.intake, pairing, "take_in", "pass_to_experts")
    jury.experts(3)
    panel = service.draw(session, pairing)
    assert [one.code for one in panel.criteria] == ["effect", "method", "capacity", "budget"]
    jury.declare_all(panel)
    jury.score(panel, 0.8, 0.8, 0.8)
    assert pairing.state is State.RECHECK


def test_what_came_back_after_correction_is_reviewed_by_a_new_panel(session, jury, town) -> None:
    panel = jury.sitting()
    pairing = panel.pairing
    jury.score(panel, 0.8, 0.8, 0.8)
    town.take(town.rechecker, pairing, "return_file")
    town.take(town.deliverer(pairing), pairing, "submit")
    town.take(town.intake, pairing, "take_in", "pass_check")
    town.take(town.finance, pairing, "pass_budget")
    second = service.draw(session, pairing)
    assert second.seed != panel.seed
    assert queries.record_of(session, pairing.id) is None
    jury.declare_all(second)
    jury.score(second, 0.9, 0.9, 0.9)
    record = queries.record_of(session, pairing.id)
    assert (record["panel"], [one["panel"] for one in record["earlier"]]) == (str(second.id), [str(panel.id)])
    assert all(seat.state is SeatState.SITTING for seat in jury.again(panel).sitting)


OWN = [{"name": "Visits in pairs", "weight": 55}, {"name": "Training of volunteers", "weight": 45}]


def test_a_panel_scores_by_the_criteria_that_the_need_brings(session, jury, market) -> None:
    panel = jury.drawn(need=market.need(criteria=OWN))
    assert [(one.name_zh, one.name_en, one.weight) for one in panel.criteria] == [
        ("Visits in pairs", "Visits in pairs", 55),
        ("Training of volunteers", "Training of volunteers", 45),
    ]
    jury.declare_all(panel)
    jury.score(panel, 0.8, 0.8, 0.8)
    assert panel.pairing.state is State.RECHECK
    record = queries.record_of(session, panel.pairing_id)
    assert [one["name_en"] for one in record["criteria"]] == [one["name"] for one in OWN]


def test_criteria_that_the_need_takes_on_later_are_not_those_that_the_sides_agreed_on(session, jury, market) -> None:
    need = market.need(state=ListingState.DRAFT, criteria=OWN)
    owner = market.actor(of=need)
    listings.publish(session, owner, need)
    jury.experts(3)
    pairing = jury.pairing(need=need)
    assert pairing.need_version == 1
    listings.save(session, owner, need, {"criteria": [OWN[0] | {"weight": 10}, OWN[1] | {"weight": 90}]})
    panel = service.draw(session, pairing)
    assert [one.weight for one in panel.criteria] == [55, 45]
