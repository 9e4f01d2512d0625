"""Cases that move by a table: which steps are found, offered and refused, on a small table of its own."""

from dataclasses import FrozenInstanceError
from enum import StrEnum

import pytest

from market.errors import NotAllowed, NotPossible
from market.vocabularies.calendar import Span, Unit
from market.workflow import Deadline, Step, Workflow


class State(StrEnum):
    DRAFT = "draft"
    FILED = "filed"
    DONE = "done"


class Role(StrEnum):
    OWNER = "owner"
    CLERK = "clerk"
    CHIEF = "chief"


class Duty(StrEnum):
    WRITING = "writing"
    CHECKING = "checking"
    DECIDING = "deciding"
    WATCHING = "watching"


def step(name: str, source: State, target: State, by: Role, duty: Duty) -> Step:
    return Step(name, frozenset({source}), target, frozenset({by}), duty)


# Neither the names nor the states stand in the order of the alphabet, so that "before" is not mistaken for "is".
FILE = step("file", State.DRAFT, State.FILED, Role.OWNER, Duty.WRITING)
MARK = step("mark", State.FILED, State.FILED, Role.CLERK, Duty.CHECKING)
APPROVE = step("approve", State.FILED, State.DONE, Role.CHIEF, Duty.DECIDING)
RETURN = step("return", State.FILED, State.DRAFT, Role.CHIEF, Duty.DECIDING)
TABLE = Workflow(
    (FILE, MARK, APPROVE, RETURN),
    {State.FILED: Deadline(3)},
    frozenset({frozenset({Duty.WRITING, Duty.DECIDING}), frozenset({Duty.CHECKING, Duty.DECIDING})}),
    {Duty.CHECKING: frozenset({"comment"}), Duty.WATCHING: frozenset({"look"})},
)


@pytest.mark.parametrize(
    ("wanted", "state", "role"),
    [
        (FILE, State.DRAFT, Role.OWNER),
        (MARK, State.FILED, Role.CLERK),
        (APPROVE, State.FILED, Role.CHIEF),
        (RETURN, State.FILED, Role.CHIEF),
    ],
)
def test_a_step_is_found_by_its_name_however_that_was_typed(wanted: Step, state: State, role: Role) -> None:
    typed = "".join(list(wanted.name))  # as an address brings it: equal, and not the very same object
    assert TABLE.find(typed, state, {role}, set()) is wanted


def test_one_of_several_roles_is_enough() -> None:
    assert TABLE.find("mark", State.FILED, {Role.OWNER, Role.CLERK}, set()) is MARK
    assert TABLE.open_to(State.FILED, {Role.OWNER, Role.CLERK}, set()) == [MARK]


@pytest.mark.parametrize(("name", "state"), [("approve", State.DRAFT), ("file", State.DONE), ("lose", State.FILED)])
def test_what_the_table_does_not_have_from_a_state_is_not_possible_for_anybody(name: str, state: State) -> None:
    with pytest.raises(NotPossible, match="moved on"):
        TABLE.find(name, state, set(Role), set())


@pytest.mark.parametrize("roles", [set(), {Role.OWNER}, {Role.OWNER, Role.CLERK}])
def test_a_step_is_refused_to_other_roles(roles: set[Role]) -> None:
    with pytest.raises(NotAllowed, match="for others"):
        TABLE.find("approve", State.FILED, roles, set())
    assert APPROVE not in TABLE.open_to(State.FILED, roles, set())


@pytest.mark.parametrize("earlier", ["file", "mark", "comment"])
def test_whoever_had_a_duty_that_excludes_it_is_refused_even_if_they_did_other_things_too(earlier: str) -> None:
    taken = {earlier, "look", "something else"}
    with pytest.raises(NotAllowed, match="earlier step"):
        TABLE.find("approve", State.FILED, {Role.CHIEF}, taken)
    assert TABLE.open_to(State.FILED, {Role.CHIEF, Role.CLERK}, taken) == [MARK]


def test_what_somebody_did_under_the_same_or_an_unrelated_duty_keeps_them_from_nothing() -> None:
    assert TABLE.find("approve", State.FILED, {Role.CHIEF}, {"return", "look"}) is APPROVE
    assert TABLE.open_to(State.FILED, {Role.CHIEF}, {"return", "look"}) == [APPROVE, RETURN]


def test_steps_are_offered_in_the_order_of_the_table_and_from_their_own_state_only() -> None:
    assert TABLE.open_to(State.FILED, set(Role), set()) == [MARK, APPROVE, RETURN]
    assert TABLE.open_to(State.DRAFT, set(Role), set()) == [FILE]
    assert TABLE.open_to(State.DONE, set(Role), set()) == []


@pytest.mark.parametrize(
    ("duty", "names"),
    [
        (Duty.DECIDING, {"file", "mark", "comment"}),
        (Duty.WRITING, {"approve", "return"}),
        (Duty.CHECKING, {"approve", "return"}),
        (Duty.WATCHING, set()),
    ],
)
def test_a_duty_is_excluded_by_all_steps_and_acts_of_those_that_are_apart_from_it(duty: Duty, names: set[str]) -> None:
    assert TABLE.excluded_by(duty) == names


def test_a_table_that_separates_nothing_excludes_nobody() -> None:
    plain = Workflow((FILE, APPROVE), {})
    assert plain.excluded_by(Duty.DECIDING) == frozenset()
    assert plain.find("approve", State.FILED, {Role.CHIEF}, {"file"}) is APPROVE


def test_a_state_is_final_when_nothing_leads_out_of_it() -> None:
    assert [state for state in State if TABLE.is_final(state)] == [State.DONE]


def test_a_name_leads_to_one_place_from_each_state() -> None:
    elsewhere = step("approve", State.FILED, State.DRAFT, Role.CHIEF, Duty.DECIDING)
    with pytest.raises(ValueError, match="two places"):
        Workflow((APPROVE, elsewhere), {})
    from_draft = step("approve", State.DRAFT, State.DONE, Role.CHIEF, Duty.DECIDING)
    assert Workflow((APPROVE, from_draft), {}).find("approve", State.DRAFT, {Role.CHIEF}, set()) is from_draft


def test_a_step_asks_for_nothing_unless_the_table_says_so() -> None:
    assert (FILE.needs, FILE.brings, FILE.through) == ((), (), "")
    assert (FILE.needs_note, FILE.declares, FILE.keeps_clock) == (False, False, False)


def test_a_deadline_is_in_working_days_and_only_shows_as_overdue_unless_it_says_otherwise() -> None:
    assert Deadline(3).span == Span(3, Unit.WORKING_DAY)
    assert Deadline(3).then is None
    assert Deadline(30, then="lapse", unit=Unit.DAY).span == Span(30, Unit.DAY)


@pytest.mark.parametrize(
    ("thing", "name"), [(FILE, "by"), (Deadline(3), "count"), (TABLE, "separated")], ids=["step", "deadline", "table"]
)
def test_a_table_cannot_be_changed_by_whoever_reads_it(thing: object, name: str) -> None:
    with pytest.raises(FrozenInstanceError):
        setattr(thing, name, frozenset())
