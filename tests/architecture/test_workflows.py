"""Every deadline that the system acts on names a step that the system may take."""

import pytest

from market.pairings.duties import Role
from market.pairings.workflow import WORKFLOWS
from market.workflow import Workflow


@pytest.mark.parametrize("workflow", WORKFLOWS.values(), ids=list(WORKFLOWS))
def test_every_deadline_names_a_step_that_the_system_may_take(workflow: Workflow) -> None:
    for state, deadline in workflow.deadlines.items():
        if deadline.then is not None:
            assert workflow.find(deadline.then, state, {Role.SYSTEM}, set())
