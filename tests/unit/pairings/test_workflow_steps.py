"""The tables of pairings step by step: what each demands and brings, and where a file lies meanwhile."""

from market.pairings.duties import Role
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
from tests.unit.pairings.tables import OFFICIALS, TRACKS, states_of, step_of


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
