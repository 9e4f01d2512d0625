"""What the system does when a state has lasted too long."""

from sqlalchemy.orm import Session

from market import clock
from market.pairings.duties import Role
from market.pairings.models import Pairing
from market.pairings.service.take_step import take_step
from market.pairings.workflow import workflow_of
from market.permissions import SYSTEM


def keep_deadline(session: Session, pairing: Pairing) -> bool:
    """Take the step that an overdue pairing calls for.

    Returns: False when it is not overdue (any more), only shows as it, or when another capability takes that step.
    """
    deadline = workflow_of(pairing.track).deadlines.get(pairing.state)
    if deadline is None or deadline.then is None or pairing.due_at is None or pairing.due_at >= clock.now():
        return False
    workflow = workflow_of(pairing.track)
    if workflow.find(deadline.then, pairing.state, {Role.SYSTEM}, set()).through:
        return False
    take_step(session, SYSTEM, pairing, deadline.then)
    return True
