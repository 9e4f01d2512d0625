"""What the tests of the tables share: tracks, roles, and looking things up."""

import pytest

from market.pairings.duties import ACTS, Duty, Role
from market.pairings.models import PairingState as State
from market.pairings.models import Track
from market.pairings.workflow import (
    workflow_of,
)
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
