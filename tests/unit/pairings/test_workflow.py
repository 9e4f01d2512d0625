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
    HOLDERS,
    NO_CLOCK,
    OFFICE_STATES,
    SIDES,
    WORKFLOWS,
    holder_of,
    workflow_of,
)
from market.vocabularies.calendar import Unit
from market.workflow import Step, Workflow

TRACKS = pytest.mark.parametrize("track", list(Track))
PUBLIC = pytest.mark.parametrize("track", [Track.PURCHASE, Track.SPECIAL_FUND])
PRIVATE = pytest.mark.parametrize("track", [Track.GRANT, Track.ENTERPRISE])
OF_SIDES = {Role.INITIATOR, Role.COUNTERPART, Role.PARTY, Role.DELIVERER, Role.PAYER}
OFFICIALS = set(Role) - OF_SIDES - {Role.SYSTEM}


def states_of(workflow: Workflow) -> set[State]:
    """Every state that the table speaks of."""
    return {State(state) for step in workflow.steps for state in (*step.sources, step.target)}


def step_of(track: Track, name: str) -> Step:
    """The first step of a name."""
    return next(step for step in workflow_of(track).steps if step.name == name)


def duty_of(track: Track, action: str) -> Duty | None:
    """Whose work an action is on a track; None for what anybody may do."""
    for step in workflow_of(track).steps:
        if step.name == action:
            return Duty(step.duty)
    return next((Duty(duty) for duty, names in ACTS.items() if action in names), None)


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
    assert set(workflow.deadlines) == states_of(workflow) - ENDED - NO_CLOCK


@TRACKS
def test_the_clocks_are_those_of_the_procedure_each_in_its_own_unit(track: Track) -> None:
    clocks = {state: (deadline.count, deadline.unit) for state, deadline in workflow_of(track).deadlines.items()}
    assert clocks[State.SUGGESTED] == clocks[State.CONTRACTING] == (30, Unit.DAY)
    days = {State.INTEREST: 10, State.MUTUAL: 20, State.FORMAL_CHECK: 3, State.CORRECTION: 5, State.RECHECK: 3}
    public = {
        State.FINANCE_CHECK: 5,
        State.EXPERT_REVIEW: 10,
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
    pairs = {tuple(sorted(pair)) for pair in SEPARATED}
    chain = (Duty.INTAKE, Duty.FINANCE, Duty.REVIEW, Duty.RECHECK, Duty.DECISION, Duty.INVESTIGATION)
    for one, other in product(chain, chain):
        assert (tuple(sorted({one, other})) in pairs) == (one is not other)
    for duty in Duty:
        apart = duty not in {Duty.SIDE, Duty.SYSTEM}
        assert (tuple(sorted({Duty.SIDE, duty})) in pairs) == apart, duty
    assert tuple(sorted({Duty.ACCEPTANCE, Duty.SUPERVISION})) in pairs


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


@TRACKS
def test_what_stands_against_a_case_needs_words_and_what_lets_it_pass_a_declaration(track: Track) -> None:
    stopping = {State.CORRECTION, State.REJECTED, State.DECLINED, State.CANCELLED, State.RETRACTED}
    stopping |= {State.SUSPENDED, State.TERMINATED, State.RECTIFICATION}
    for step in workflow_of(track).steps:
        against = step.target in stopping - step.sources
        assert step.needs_note == (against or step.name in {"refuse_to_sign", "dismiss_objection"}), step.name
        if step.by & OFFICIALS and step.target in {State.APPROVAL, State.PUBLIC_NOTICE, State.CLOSED}:
            assert step.declares, step.name


@TRACKS
def test_returning_is_limited_and_counted(track: Track) -> None:
    returns = [step for step in workflow_of(track).steps if step.target is State.CORRECTION and step.name != "agree"]
    assert {step.name for step in returns} >= {"send_back", "return_file"}
    for step in returns:
        assert "corrections_left" in step.needs
        assert "count_correction" in step.brings


@TRACKS
def test_what_is_reserved_is_given_back_wherever_the_award_ends_before_the_work(track: Track) -> None:
    for step in workflow_of(track).steps:
        unsigned = step.sources & {State.PUBLIC_NOTICE, State.OBJECTED, State.CONTRACTING}
        if unsigned and step.target in ENDED:
            assert "release" in step.brings, step.name


def test_the_file_lies_with_one_office_in_each_state_of_the_district() -> None:
    for track in Track:
        for state in states_of(workflow_of(track)) & OFFICE_STATES:
            takers = {role for step in workflow_of(track).steps if state in step.sources for role in step.by}
            holder = holder_of(track, state)
            assert holder is HOLDERS[state]
            assert holder in takers or holder is Role.EXPERT
    assert holder_of(Track.PURCHASE, State.ACCEPTANCE) is Role.ACCEPTANCE
    assert holder_of(Track.GRANT, State.ACCEPTANCE) is None
    assert holder_of(Track.GRANT, State.MUTUAL) is None


def test_what_the_sides_do_keeps_them_from_every_office() -> None:
    assert {"open", "submit", "agree", "change_terms", "withdraw"} <= SIDES
    assert not SIDES & {step.name for step in WORKFLOWS[Track.PURCHASE].steps if step.by & OFFICIALS}
