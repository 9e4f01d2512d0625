"""The side conditions of steps: what a pairing shows by itself, and what is asked of the emergencies in force."""

from dataclasses import replace
from importlib import import_module
from typing import Any
from uuid import uuid4

import pytest

from market.errors import Message, NotPossible
from market.pairings.models import Pairing, PairingState, Track
from market.pairings.service.conditions import asks_for_experts, makes_sense, require
from market.pairings.workflow import workflow_of
from market.workflow import Step

conditions = import_module(require.__module__)  # the package has a function of that name
SESSION: Any = None  # nothing here asks a database


def step_of(track: Track, name: str, *needs: str) -> Step:
    step = next(step for step in workflow_of(track).steps if step.name == name)
    return replace(step, needs=needs) if needs else step


def pairing_of(track: Track, **values: Any) -> Pairing:
    values = {"corrections": 0, "wants_review": False, "fast_track": False} | values
    return Pairing(id=uuid4(), track=track, state=PairingState.FORMAL_CHECK, **values)


@pytest.fixture
def emergency(monkeypatch: pytest.MonkeyPatch) -> dict[str, bool]:
    """What the emergencies say: whether one covers the pairing now, and whether its checks were merged."""
    told = {"is_covered": False, "came_fast": False}
    for name in told:
        monkeypatch.setattr(conditions.fast_track, name, lambda session, pairing, name=name: told[name])
    return told


@pytest.mark.parametrize(("times", "possible"), [(0, True), (1, True), (2, False), (3, False)])
def test_a_file_is_returned_twice_and_then_decided(times: int, possible: bool) -> None:
    pairing, step = pairing_of(Track.PURCHASE, corrections=times), step_of(Track.PURCHASE, "send_back")
    assert makes_sense(pairing, step) is possible
    if possible:
        require(SESSION, pairing, step)
    else:
        with pytest.raises(NotPossible, match="returned twice"):
            require(SESSION, pairing, step)


@pytest.mark.parametrize("track", list(Track))
@pytest.mark.parametrize("wanted", [True, False])
def test_experts_look_at_a_grant_where_its_sides_ask_for_them(track: Track, wanted: bool) -> None:
    pairing = pairing_of(track, wants_review=wanted)
    asked = wanted and track is Track.GRANT
    assert asks_for_experts(pairing) is asked
    to_experts, past_them = step_of(Track.GRANT, "pass_to_experts"), step_of(track, "pass_check")
    assert (makes_sense(pairing, to_experts), makes_sense(pairing, past_them)) == (asked, not asked)
    with pytest.raises(NotPossible, match="pass it on to them" if asked else "have not asked"):
        require(SESSION, pairing, past_them if asked else to_experts)
    require(SESSION, pairing, to_experts if asked else past_them)


def test_checks_are_merged_only_while_an_emergency_covers_the_file(emergency: dict[str, bool]) -> None:
    step = step_of(Track.PURCHASE, "pass_all_checks")
    marked, unmarked = pairing_of(Track.PURCHASE, fast_track=True), pairing_of(Track.PURCHASE)
    assert (makes_sense(marked, step), makes_sense(unmarked, step)) == (True, False)
    with pytest.raises(NotPossible, match="No emergency covers"):
        require(SESSION, marked, step)  # the mark is older than the end of the emergency
    emergency["is_covered"] = True
    require(SESSION, marked, step)
    with pytest.raises(NotPossible, match="No emergency covers"):
        require(SESSION, unmarked, step)


@pytest.mark.parametrize(
    ("fast", "covered", "possible"),
    [(True, True, True), (True, False, False), (False, True, True), (False, False, True)],
)
def test_merged_checks_hold_no_longer_than_the_emergency(
    emergency: dict[str, bool], fast: bool, covered: bool, possible: bool
) -> None:
    emergency |= {"came_fast": fast, "is_covered": covered}
    step = step_of(Track.PURCHASE, "approve", "checks_hold")
    if possible:
        require(SESSION, pairing_of(Track.PURCHASE), step)
    else:
        with pytest.raises(NotPossible, match="is over"):
            require(SESSION, pairing_of(Track.PURCHASE), step)


def test_every_condition_of_a_step_has_to_hold(monkeypatch: pytest.MonkeyPatch) -> None:
    def no_hold(session: Any, pairing: Pairing) -> None:
        raise NotPossible(Message("On hold."))

    monkeypatch.setattr(conditions, "CONDITIONS", {"no_hold": no_hold})
    step = step_of(Track.PURCHASE, "approve", "corrections_left", "no_hold")
    with pytest.raises(NotPossible, match="On hold"):
        require(SESSION, pairing_of(Track.PURCHASE), step)
    with pytest.raises(NotPossible, match="returned twice"):
        require(SESSION, pairing_of(Track.PURCHASE, corrections=2), step)


@pytest.mark.parametrize("found", [[], [Message("The budget is not set.")]])
def test_a_step_that_needs_a_complete_file_is_offered_when_nothing_is_missing(
    monkeypatch: pytest.MonkeyPatch, found: list[Message]
) -> None:
    monkeypatch.setattr(conditions, "problems", lambda pairing: found)
    pairing = pairing_of(Track.PURCHASE)
    assert makes_sense(pairing, step_of(Track.PURCHASE, "submit")) is (not found)
    assert makes_sense(pairing, step_of(Track.PURCHASE, "take_in"))
    assert not makes_sense(
        pairing_of(Track.PURCHASE, corrections=2), step_of(Track.PURCHASE, "send_back", "complete", "corrections_left")
    )


@pytest.mark.parametrize("track", list(Track))
def test_every_condition_of_the_tables_is_known(track: Track) -> None:
    known = conditions.AT_A_GLANCE.keys() | conditions.CONDITIONS.keys()
    assert {name for step in workflow_of(track).steps for name in step.needs} <= known
