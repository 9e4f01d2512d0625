"""The table of pairings itself: what it lets people do, and what it never does."""

import pytest

from market.errors import NotAllowed, NotPossible
from market.pairings.models import PairingState as State
from market.pairings.workflow import DECIDED, ENDED, OFFICE_STATES, PRIVATE, PUBLIC, Role
from market.workflow import Workflow

WORKFLOWS = pytest.mark.parametrize("workflow", [PUBLIC, PRIVATE], ids=["public", "private"])
OFFICERS = {Role.INTAKE, Role.APPROVER}


def decision_of(workflow: Workflow) -> tuple[State, str]:
    """Where it is decided, and the step that says yes."""
    return (State.APPROVAL, "approve") if workflow is PUBLIC else (State.CONFIRMATION, "confirm")


def states_of(workflow: Workflow) -> set[State]:
    """Every state that the table speaks of."""
    return {State(state) for step in workflow.steps for state in (*step.sources, step.target)}


@WORKFLOWS
def test_every_deadline_names_a_step_that_the_system_may_take(workflow: Workflow) -> None:
    for state, deadline in workflow.deadlines.items():
        if deadline.then is not None:
            assert workflow.find(deadline.then, state, {Role.SYSTEM}, set())


@WORKFLOWS
def test_every_state_can_be_reached_from_the_first_one(workflow: Workflow) -> None:
    reached = {State.SUGGESTED}
    for _round in workflow.steps:
        reached |= {State(step.target) for step in workflow.steps if step.sources & reached}
    assert reached == states_of(workflow)


@WORKFLOWS
def test_nothing_leads_out_of_an_ended_pairing_and_something_out_of_every_other(workflow: Workflow) -> None:
    for state in states_of(workflow):
        assert workflow.is_final(state) == (state in ENDED), state


@WORKFLOWS
def test_every_state_that_is_not_final_has_a_deadline(workflow: Workflow) -> None:
    assert set(workflow.deadlines) == {state for state in states_of(workflow) if state not in ENDED}


@WORKFLOWS
def test_no_official_takes_a_step_before_the_sides_have_submitted(workflow: Workflow) -> None:
    for step in workflow.steps:
        if step.by & OFFICERS:
            assert step.sources <= OFFICE_STATES, step.name


def test_private_money_is_never_approved_and_public_money_never_just_confirmed() -> None:
    assert "approve" not in {step.name for step in PRIVATE.steps}
    assert State.APPROVED not in states_of(PRIVATE)
    assert "confirm" not in {step.name for step in PUBLIC.steps}
    assert State.CONFIRMED not in states_of(PUBLIC)


@WORKFLOWS
@pytest.mark.parametrize("earlier", ["take_in", "pass_check", "send_back", "agree", "submit", "change_terms", "open"])
def test_nobody_decides_what_they_let_in_or_took_part_in(workflow: Workflow, earlier: str) -> None:
    state, yes = decision_of(workflow)
    for name in (yes, "return", "reject"):
        with pytest.raises(NotAllowed):
            workflow.find(name, state, {Role.APPROVER, Role.INTAKE}, {earlier})


@WORKFLOWS
def test_whoever_returned_a_file_may_decide_on_it_when_it_comes_back(workflow: Workflow) -> None:
    state, yes = decision_of(workflow)
    assert State(workflow.find(yes, state, {Role.APPROVER}, {"return"}).target) in DECIDED


@WORKFLOWS
def test_nobody_checks_a_file_of_their_own(workflow: Workflow) -> None:
    with pytest.raises(NotAllowed):
        workflow.find("take_in", State.SUBMITTED, {Role.INTAKE}, {"submit"})


@WORKFLOWS
def test_an_office_cannot_do_the_work_of_the_other(workflow: Workflow) -> None:
    state, yes = decision_of(workflow)
    with pytest.raises(NotAllowed):
        workflow.find(yes, state, {Role.INTAKE}, set())
    with pytest.raises(NotAllowed):
        workflow.find("take_in", State.SUBMITTED, {Role.APPROVER}, set())


@WORKFLOWS
def test_only_what_stands_against_it_needs_words(workflow: Workflow) -> None:
    noted = {step.name for step in workflow.steps if step.needs_note}
    assert noted == {"decline", "send_back", "refuse", "return", "reject"}


@WORKFLOWS
def test_a_step_cannot_be_taken_from_another_state(workflow: Workflow) -> None:
    with pytest.raises(NotPossible):
        workflow.find("submit", State.INTEREST, set(Role), set())
