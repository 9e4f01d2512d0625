"""Taking one step: in whose name, through which capability, what it leaves in the trail, and what follows it."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from market import audit, clock
from market.errors import Conflict, Invalid, NotAllowed, NotPossible
from market.organizations.models import Standing
from market.pairings import service
from market.pairings.models import Pairing
from market.pairings.models import PairingState as State
from market.pairings.permissions import Capacity, capacities_of, past_of
from market.pairings.service import effects
from market.pairings.service.take_step import find_step, open_in
from market.permissions import SYSTEM, Actor, Office


def offered(session: Session, actor: Actor, pairing: Pairing) -> list[str]:
    """The steps that a page would offer."""
    return [step.name for step in service.open_steps(actor, pairing, past_of(session, actor, [pairing]))]


@pytest.fixture
def entered(monkeypatch: pytest.MonkeyPatch) -> list[State]:
    """The states that pairings entered, as a capability above is told of them."""
    found: list[State] = []
    note = [lambda session, actor, pairing: found.append(pairing.state)]
    monkeypatch.setattr(effects, "_on_entering", dict.fromkeys(State, note))
    return found


@pytest.mark.parametrize(
    ("state", "name", "through"),
    [
        (State.RECHECK, "confirm", ""),
        (State.RECHECK, "confirm", "reviews"),
        (State.RECHECK, "return_file", "packets"),
        (State.SUBMITTED, "take_in", "delivery"),
    ],
)
def test_a_step_is_taken_through_its_own_capability_alone(session, market, town, state, name, through) -> None:
    pairing, actor = market.pairing(state), market.actor(office=Office.INTAKE if name == "take_in" else Office.RECHECK)
    with pytest.raises(NotPossible, match="own page"):
        service.take_step(session, actor, pairing, name, "Because.", no_conflict=True, through=through)
    assert (pairing.state, town.actions(pairing)) == (state, [])


def test_which_capability_calls_is_told_by_its_name(session, market, town) -> None:
    pairing, through = market.pairing(State.RECHECK), "".join(["pack", "ets"])
    service.take_step(session, town.rechecker, pairing, "confirm", no_conflict=True, through=through)
    assert pairing.state is State.CONTRACTING


def test_an_official_declares_unless_they_did_before(session, market, town) -> None:
    pairing = market.pairing(State.FORMAL_CHECK)
    with pytest.raises(Invalid) as caught:
        service.take_step(session, town.intake, pairing, "pass_check")
    assert set(caught.value.problems) == {"no_conflict"}
    service.take_step(session, town.intake, pairing, "pass_check", no_conflict=True)
    assert town.actions(pairing) == ["declare_no_conflict", "pass_check"]


def test_the_trail_keeps_the_terms_with_the_submission_and_the_decision_and_with_nothing_else(market, town) -> None:
    pairing = market.pairing(need=market.need())
    town.take(town.deliverer(pairing), pairing, "submit")
    town.decide(pairing, "approve")
    town.take(town.approver, pairing, "retract")
    events = audit.events_of(town.session, "pairing", pairing.id)
    kept = [event.action for event in events if "terms" in event.details]
    assert kept == ["submit", "approve"]
    assert {"take_in", "pass_check", "pass_budget", "conclude_review", "pass_file", "retract"} <= {
        event.action for event in events
    }


def test_what_goes_on_under_an_award_does_not_keep_the_terms_again(session, market, town) -> None:
    pairing = market.pairing(State.CONTRACTING)
    service.take_step(session, SYSTEM, pairing, "sign", through="delivery", details={"agreement": 7})
    assert town.details(pairing, "sign") == {"agreement": 7}


def test_each_step_leaves_where_the_pairing_was_and_is_and_why(session, market, town) -> None:
    pairing = market.pairing(State.FORMAL_CHECK)
    town.take(town.intake, pairing, "send_back", note="The budget lacks detail.")
    (event,) = audit.events_of(session, "pairing", pairing.id)
    assert (event.before, event.after, event.note) == (State.FORMAL_CHECK, State.CORRECTION, "The budget lacks detail.")
    assert event.on_behalf_of_id is None


def test_somebody_acts_in_a_lenders_name_only_where_their_own_office_does_not_suffice(session, market, town) -> None:
    lender = market.person(office=Office.RECHECK)
    own = market.actor(office=Office.INTAKE)
    both = replace(own, offices=own.offices | {Office.RECHECK}, delegated={Office.RECHECK: lender.id})
    pairing = market.pairing(State.RECHECK)
    step, capacity = find_step(session, both, pairing, "confirm")
    assert (step.name, capacity.on_behalf_of) == ("confirm", lender.id)
    town.take(both, pairing, "confirm")
    assert audit.events_of(session, "pairing", pairing.id)[-1].on_behalf_of_id == lender.id

    submitted = market.pairing(State.SUBMITTED)
    town.take(both, submitted, "take_in")
    assert audit.events_of(session, "pairing", submitted.id)[-1].on_behalf_of_id is None
    with pytest.raises(NotAllowed):
        find_step(session, both, market.pairing(State.FINANCE_CHECK, need=market.need()), "pass_budget")


def test_whoever_is_nothing_to_a_pairing_is_told_whether_the_step_is_for_others_or_over(session, market, town) -> None:
    auditor, pairing = market.actor(office=Office.AUDITOR), market.pairing(State.SUBMITTED)
    with pytest.raises(NotAllowed, match="for others"):
        find_step(session, auditor, pairing, "take_in")
    with pytest.raises(NotPossible, match="moved on"):
        find_step(session, auditor, pairing, "confirm")


def test_whoever_may_not_read_a_pairing_takes_no_step_in_it(session, market, town) -> None:
    pairing = market.pairing(State.MUTUAL)
    with pytest.raises(NotAllowed, match="read this pairing"):
        service.take_step(session, town.intake, pairing, "take_in")


def test_a_step_that_is_open_in_two_capacities_is_offered_once(session, market, town) -> None:
    pairing = market.pairing(State.RECHECK)
    (capacity,) = capacities_of(town.rechecker, pairing, past_of(session, town.rechecker, [pairing]))
    steps = list(open_in(town.rechecker, pairing, [capacity, Capacity(capacity.roles)]))
    assert [step.name for step in steps] == ["confirm", "return_file", "reject"]


def test_steps_of_another_page_are_no_buttons_even_where_a_listing_was_changed_meanwhile(session, market, town) -> None:
    pairing = market.pairing(State.ACCEPTANCE, need=market.need())
    pairing.offer.version_number += 1
    assert offered(session, market.actor(office=Office.ACCEPTANCE), pairing) == []


def test_agreeing_is_offered_to_whoever_has_not_agreed_and_to_all_when_a_listing_was_changed(market, town) -> None:
    pairing = market.pairing(State.MUTUAL)
    us, them = town.deliverer(pairing), town.funder(pairing)
    assert "agree" not in offered(town.session, us, pairing)
    pairing.parties[0].agreed_terms = 0
    waiting, done = (us, them) if us.acts_for(pairing.parties[0].organization_id) else (them, us)
    assert "agree" in offered(town.session, waiting, pairing)
    assert "agree" not in offered(town.session, done, pairing)
    pairing.offer.version_number += 1
    assert "agree" in offered(town.session, waiting, pairing)
    assert "agree" in offered(town.session, done, pairing)


def test_agreeing_to_a_changed_listing_makes_new_terms_that_the_trail_keeps(market, town) -> None:
    pairing = market.pairing(State.MUTUAL)
    us, them = town.deliverer(pairing), town.funder(pairing)
    pairing.offer.version_number += 1
    town.take(us, pairing, "agree")
    assert pairing.terms_number == 2
    assert {party.organization_id: party.agreed_terms for party in pairing.parties} == {
        pairing.offer.organization_id: 2, pairing.shares[0].listing.organization_id: 1,
    }  # fmt: skip
    town.take(them, pairing, "agree")
    assert pairing.terms_number == 2
    assert town.details(pairing, "agree")["terms"]["terms_number"] == 2


@pytest.mark.parametrize("state", [State.MUTUAL, State.CORRECTION])
def test_agreeing_while_they_talk_moves_nothing_and_resets_no_clock(market, town, entered, state) -> None:
    pairing = market.pairing(state, agreed=False)
    since, due = pairing.state_since, pairing.due_at
    with clock.held_at(clock.now() + timedelta(days=2)):
        town.take(town.deliverer(pairing), pairing, "agree")
        town.take(town.funder(pairing), pairing, "agree")
    assert (pairing.state, pairing.state_since, pairing.due_at) == (state, since, due)
    assert entered == []
    assert town.actions(pairing) == ["agree", "agree"]


def test_each_state_that_is_entered_has_its_own_time_and_is_told_to_whom_it_concerns(market, town, entered) -> None:
    pairing = market.pairing(State.MUTUAL)
    for days, (actor, name) in enumerate(
        [(town.deliverer(pairing), "submit"), (town.intake, "take_in"), (town.intake, "pass_check")], start=1
    ):
        with clock.held_at(clock.now() + timedelta(days=days)):
            town.take(actor, pairing, name)
            assert pairing.state_since == clock.now()
    assert entered == [State.SUBMITTED, State.FORMAL_CHECK, State.RECHECK]


def test_a_dismissed_objection_brings_the_notice_back_and_neither_counts_nor_ends_anything(
    session, market, town, entered
) -> None:
    pairing = market.pairing(State.OBJECTED, need=market.need())
    investigator = market.actor(office=Office.INVESTIGATOR)
    service.take_step(
        session, investigator, pairing, "dismiss_objection", "Unfounded.", no_conflict=True, through="notices"
    )
    assert entered == [State.PUBLIC_NOTICE]
    assert (pairing.corrections, pairing.decided_at, pairing.closed_at) == (0, None, None)


@pytest.mark.parametrize("note", ["", "   "])
def test_what_stands_against_a_pairing_is_not_done_without_words(session, market, town, note) -> None:
    pairing = market.pairing(State.FORMAL_CHECK)
    with pytest.raises(Invalid) as caught:
        service.take_step(session, town.intake, pairing, "send_back", note)
    assert set(caught.value.problems) == {"note"}
    service.take_step(session, town.intake, pairing, "send_back", "The budget lacks detail.")
    assert (pairing.state, pairing.corrections) == (State.CORRECTION, 1)


def test_somebody_who_looked_at_an_older_state_looks_again(session, market, town) -> None:
    pairing = market.pairing(State.SUBMITTED)
    seen = service.stamp(pairing)
    pairing.offer.version_number += 1
    with pytest.raises(Conflict):
        service.take_step(session, town.intake, pairing, "take_in", seen=seen)
    service.take_step(session, town.intake, pairing, "take_in", seen=service.stamp(pairing))
    assert pairing.state is State.FORMAL_CHECK


def test_a_side_condition_that_does_not_hold_stops_the_step(session, market, town) -> None:
    pairing = market.pairing(State.FORMAL_CHECK, corrections=2)
    with pytest.raises(NotPossible, match="returned twice"):
        town.take(town.intake, pairing, "send_back")
    assert offered(session, town.intake, pairing) == ["pass_check", "refuse"]


def test_whoever_agreed_to_the_present_terms_does_not_agree_again(session, market, town) -> None:
    pairing = market.pairing(State.MUTUAL)
    with pytest.raises(NotPossible, match="agreed to these terms already"):
        town.take(town.deliverer(pairing), pairing, "agree")
    market.confirm("standing")
    pairing.offer.organization.standing = Standing.SERIOUSLY_DISHONEST
    pairing.offer.version_number += 1
    with pytest.raises(NotPossible, match="seriously dishonest"):
        town.take(town.deliverer(pairing), pairing, "agree")
    assert town.actions(pairing) == []


def test_when_all_have_agreed_both_have_met_and_no_sooner(session, market, town, entered) -> None:
    project, programme = market.project(), market.programme()
    pairing = service.open_pairing(session, market.actor(of=project), project, programme)
    assert pairing.state is State.INTEREST
    other = service.add_share(session, town.deliverer(pairing), pairing, market.programme()).listing
    town.take(town.funder(pairing), pairing, "agree")
    assert pairing.state is State.INTEREST
    town.take(market.actor(of=other), pairing, "agree")
    assert entered == [State.INTEREST, State.MUTUAL]


def test_somebody_who_acts_for_both_sides_has_agreed_for_both_and_they_have_met(session, market, town) -> None:
    project, programme = market.project(), market.programme()
    person = market.person(of=project)
    market.member(person, programme.organization)
    session.refresh(person)
    pairing = service.open_pairing(session, market.actor(person), project, programme)
    assert pairing.state is State.MUTUAL
    assert town.actions(pairing) == ["open", "express_interest", "meet"]
