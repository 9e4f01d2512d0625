"""The tables of pairings themselves: what they let people do, and what they never do."""

from itertools import product

import pytest

from market.errors import NotAllowed, NotPossible
from market.pairings.duties import ACTS, SEPARATED, Duty, Role
from market.pairings.models import PairingState as State
from market.pairings.models import Track
from market.pairings.workflow import (
    AWARDED,
    ENDED,
    OFFICE_STATES,
    workflow_of,
)
from market.vocabularies.calendar import Unit
from market.workflow import Workflow
from tests.unit.pairings.tables import OFFICIALS, PRIVATE, PUBLIC, TRACKS, duty_of, states_of, step_of


@TRACKS
def test_every_deadline_names_a_step_that_the_system_may_take(track: Track) -> None:
    workflow = workflow_of(track)
    for state, deadline in workflow.deadlines.items():
        if deadline.then is not None:
            assert workflow.find(deadline.then, state, {Role.SYSTEM}, set())


@TRACKS
def test_every_state_can_be_reached_from_the_first_one(track: Track) -> None:
    workflow, reached = workflow_of(track), {State.SUGGESTED}
    for _round in workflow.steps:
        reached |= {State(step.target) for step in workflow.steps if step.sources & reached}
    assert reached == states_of(workflow)


@TRACKS
def test_nothing_leads_out_of_an_ended_pairing_and_something_out_of_every_other(track: Track) -> None:
    workflow = workflow_of(track)
    for state in states_of(workflow):
        assert workflow.is_final(state) == (state in ENDED), state


@TRACKS
def test_every_state_has_a_clock_except_those_that_the_milestones_measure(track: Track) -> None:
    workflow = workflow_of(track)
    assert set(workflow.deadlines) == states_of(workflow) - ENDED - {State.ACTIVE, State.SUSPENDED}


@TRACKS
def test_the_clocks_are_those_of_the_procedure_each_in_its_own_unit(track: Track) -> None:
    clocks = {state: (deadline.count, deadline.unit) for state, deadline in workflow_of(track).deadlines.items()}
    assert clocks[State.SUGGESTED] == clocks[State.CONTRACTING] == (30, Unit.DAY)
    days = {State.INTEREST: 10, State.MUTUAL: 20, State.FORMAL_CHECK: 3, State.CORRECTION: 5, State.RECHECK: 3}
    days |= {State.SUBMITTED: 3, State.RECTIFICATION: 15}
    public = {
        State.FINANCE_CHECK: 5,
        State.EXPERT_REVIEW: 10,
        State.CONSENSUS: 5,
        State.APPROVAL: 3,
        State.PUBLIC_NOTICE: 5,
        State.OBJECTED: 7,
    }
    for state, count in (days | (public if track.is_public else {}) | {State.ACCEPTANCE: 15}).items():
        assert clocks[state] == (count, Unit.WORKING_DAY), state


@TRACKS
def test_no_official_takes_a_step_before_the_sides_have_submitted(track: Track) -> None:
    for step in workflow_of(track).steps:
        if step.by & OFFICIALS:
            assert step.sources <= OFFICE_STATES | AWARDED, step.name


@PRIVATE
def test_private_money_is_never_approved_noticed_or_ranked_by_officials(track: Track) -> None:
    """慈善法 32, 120: they only confirm that it complies, and have no hand in it afterwards."""
    never = {State.APPROVAL, State.FINANCE_CHECK, State.PUBLIC_NOTICE, State.OBJECTED, State.CANCELLED, State.RETRACTED}
    assert not never & states_of(workflow_of(track))
    after = AWARDED - {State.PUBLIC_NOTICE}
    assert not [step.name for step in workflow_of(track).steps if step.sources & after and step.by & OFFICIALS]
    by_officials = {step.name for step in workflow_of(track).steps if step.by & OFFICIALS}
    assert by_officials <= {
        "take_in", "pass_check", "pass_to_experts", "send_back", "refuse", "confirm", "return_file", "reject",
    }  # fmt: skip


@PUBLIC
def test_public_money_is_never_just_confirmed(track: Track) -> None:
    assert "confirm" not in {step.name for step in workflow_of(track).steps}
    assert State.PUBLIC_NOTICE in states_of(workflow_of(track))


@TRACKS
def test_an_award_is_reached_by_its_decision_alone(track: Track) -> None:
    yes = {step.name for step in workflow_of(track).steps if step.target in AWARDED and step.sources - AWARDED}
    assert yes == ({"approve"} if track.is_public else {"confirm"})


@TRACKS
def test_whoever_had_one_of_two_separated_duties_is_refused_the_other(track: Track) -> None:
    workflow = workflow_of(track)
    actions = {step.name for step in workflow.steps} | {name for names in ACTS.values() for name in names}
    for step, action in product(workflow.steps, sorted(actions)):
        earlier = duty_of(track, action)
        apart = frozenset({Duty(step.duty), earlier}) in SEPARATED
        for state in step.sources:
            if apart:
                with pytest.raises(NotAllowed, match="earlier step"):
                    workflow.find(step.name, state, set(step.by), {action})
            else:
                assert workflow.find(step.name, state, set(step.by), {action}) is step


def test_the_separated_duties_are_those_of_the_procedure() -> None:
    assert {len(pair) for pair in SEPARATED} == {2}
    pairs = {tuple(sorted(pair)) for pair in SEPARATED}
    chain = (Duty.INTAKE, Duty.FINANCE, Duty.REVIEW, Duty.RECHECK, Duty.DECISION, Duty.INVESTIGATION)
    for one, other in product(chain, chain):
        assert (tuple(sorted({one, other})) in pairs) == (one is not other)
    for duty in Duty:
        apart = duty not in {Duty.SIDE, Duty.SYSTEM}
        assert (tuple(sorted({Duty.SIDE, duty})) in pairs) == apart, duty
    follow_up = {Duty.SUPERVISION, Duty.ACCEPTANCE}
    assert {pair for pair in SEPARATED if pair & follow_up and Duty.SIDE not in pair} == {
        frozenset({Duty.ACCEPTANCE, Duty.SUPERVISION}),
        frozenset({Duty.ACCEPTANCE, Duty.REVIEW}),
        frozenset({Duty.SUPERVISION, Duty.INVESTIGATION}),
    }
    assert {pair for pair in SEPARATED if Duty.OVERSIGHT in pair} == {frozenset({Duty.OVERSIGHT, Duty.SIDE})}


@TRACKS
def test_a_step_is_only_for_its_roles(track: Track) -> None:
    workflow = workflow_of(track)
    for step in workflow.steps:
        for state in step.sources:
            with pytest.raises(NotAllowed, match="others"):
                workflow.find(step.name, state, set(Role) - step.by, set())


@TRACKS
def test_a_step_cannot_be_taken_from_another_state(track: Track) -> None:
    workflow = workflow_of(track)
    with pytest.raises(NotPossible):
        workflow.find("submit", State.INTEREST, set(Role), set())
    with pytest.raises(NotPossible):
        workflow.find("invented", State.INTEREST, set(Role), set())


@TRACKS
def test_the_buttons_are_just_the_steps_that_would_be_found(track: Track) -> None:
    workflow = workflow_of(track)
    for state, role in product(states_of(workflow), Role):
        for taken in (set(), {"take_in"}, {"pass_budget"}, {"open"}, {"score"}):
            offered = [step.name for step in workflow.open_to(state, {role}, taken)]
            found = []
            for step in workflow.steps:
                if state in step.sources and role in step.by:
                    try:
                        found.append(workflow.find(step.name, state, {role}, taken).name)
                    except NotAllowed:
                        continue
            assert offered == found


def test_two_steps_of_one_name_from_one_state_are_refused() -> None:
    step = step_of(Track.GRANT, "submit")
    with pytest.raises(ValueError, match="two places"):
        Workflow((step, step), {})
