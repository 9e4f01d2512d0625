"""The tables of pairings themselves: what they let people do, and what they never do."""

from itertools import product

import pytest

from market.errors import NotAllowed, NotPossible
from market.pairings.duties import ACTS, SEPARATED, Duty, Role
from market.pairings.models import PairingState as State
from market.pairings.models import Track
from market.pairings.workflow import (
    AWARDED,
    BY_OFFICIALS,
    CHANGEABLE,
    ENDED,
    FALLEN,
    HOLDERS,
    IN_DELIVERY,
    KEPT_YEARS,
    MOST_CORRECTIONS,
    OFFICE_STATES,
    PAUSES,
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


def test_the_names_that_the_trail_shows_as_the_districts_are_those_of_no_side_expert_or_machine() -> None:
    assert {"take_in", "pass_budget", "comment_budget", "approve", "confirm", "check_milestone"} <= BY_OFFICIALS
    assert {"rule_on_recusal", "renew_packet", "pay", "terminate"} <= BY_OFFICIALS
    assert not BY_OFFICIALS & (SIDES | {"score", "score_again", "conclude_review", "meet", "clear", "lapse"})


@TRACKS
def test_experts_judge_before_the_recheck_and_confer_where_they_differ(track: Track) -> None:
    names = {
        "conclude_review": (State.EXPERT_REVIEW, State.RECHECK),
        "seek_consensus": (State.EXPERT_REVIEW, State.CONSENSUS),
    }
    names["settle"] = (State.CONSENSUS, State.RECHECK)
    found = {step.name: (*step.sources, step.target) for step in workflow_of(track).steps if step.through == "reviews"}
    assert found == ({} if track is Track.ENTERPRISE else names)


@TRACKS
def test_a_side_withdraws_at_any_time_until_the_decision(track: Track) -> None:
    workflow = workflow_of(track)
    undecided = states_of(workflow) - AWARDED - ENDED - {State.SUGGESTED}
    for state in states_of(workflow):
        withdrawn = {step.target for step in workflow.open_to(state, {Role.PARTY, Role.INITIATOR}, set())}
        assert (State.WITHDRAWN in withdrawn) == (state in undecided), state


@TRACKS
def test_only_what_nobody_has_submitted_lapses(track: Track) -> None:
    assert step_of(track, "lapse").sources == {State.SUGGESTED, State.INTEREST, State.MUTUAL, State.CORRECTION}
    assert {State.INTEREST, State.MUTUAL, State.CORRECTION} == CHANGEABLE


@TRACKS
def test_a_file_that_is_taken_in_goes_on_with_the_clock_that_was_running(track: Track) -> None:
    assert {step.name for step in workflow_of(track).steps if step.keeps_clock} == {"take_in"}


@TRACKS
def test_a_side_declares_no_conflict_of_interest_even_where_it_accepts_the_work(track: Track) -> None:
    assert not [step.name for step in workflow_of(track).steps if step.declares and not step.by & OFFICIALS]
    assert step_of(track, "accept").declares is track.is_public


@TRACKS
def test_who_suspends_ends_and_accepts_the_work_is_the_district_for_public_money_and_the_payer_for_private(
    track: Track,
) -> None:
    follows = {Role.PROJECT_OFFICER} if track.is_public else {Role.PAYER}
    judges = {Role.ACCEPTANCE} if track.is_public else {Role.PAYER}
    assert {name: step_of(track, name).by for name in ("suspend", "resume", "terminate", "rectify", "accept")} == {
        "suspend": follows, "resume": follows, "terminate": follows, "rectify": judges, "accept": judges,
    }  # fmt: skip


@TRACKS
def test_each_award_that_ends_or_goes_on_is_told_apart(track: Track) -> None:
    states = states_of(workflow_of(track))
    assert {State.ACTIVE, State.SUSPENDED, State.ACCEPTANCE, State.RECTIFICATION} == IN_DELIVERY
    assert AWARDED & states >= IN_DELIVERY
    assert {step.target for step in workflow_of(track).steps if "release" in step.brings} == FALLEN & states
    assert {State.CORRECTION, State.OBJECTED, State.SUSPENDED} == PAUSES


def test_a_file_is_returned_twice_at_most_and_kept_for_fifteen_or_ten_years() -> None:
    assert MOST_CORRECTIONS == 2
    assert {track: 15 if track.is_public else 10 for track in Track} == KEPT_YEARS


@TRACKS
def test_what_a_decision_rests_on_is_checked_with_it(track: Track) -> None:
    checked = {"complete", "eligible", "no_hold"}
    assert set(step_of(track, "submit").needs) == {"complete", "eligible"}
    if track.is_public:
        assert set(step_of(track, "approve").needs) == checked | {"checks_hold"}
        assert step_of(track, "pass_all_checks").needs == ("in_emergency",)
    else:
        assert set(step_of(track, "confirm").needs) == checked
    assert step_of(track, "pass_check").needs == ("no_review",)


@TRACKS
def test_what_a_step_brings_with_it(track: Track) -> None:
    decision = step_of(track, "approve" if track.is_public else "confirm")
    assert decision.brings == ("reserve", "decide")
    assert step_of(track, "reject").brings == step_of(track, "refuse").brings == ("decide", "end")
    assert step_of(track, "submit").brings == ("note_submission", "follow_emergency")
    assert step_of(track, "accept").brings == step_of(track, "terminate").brings == ("end",)
    assert step_of(track, "refuse_to_sign").brings == step_of(track, "fall_through").brings == ("release", "end")
