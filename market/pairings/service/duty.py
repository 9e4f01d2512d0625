"""Who may do the work of a duty in a case without moving it."""

from sqlalchemy.orm import Session

from market.errors import Message, NotAllowed
from market.pairings.duties import Duty, Role
from market.pairings.models import Pairing
from market.pairings.permissions import Capacity, capacities_of, past_of
from market.pairings.workflow import workflow_of
from market.permissions import Actor


def require_duty(session: Session, actor: Actor, pairing: Pairing, role: Role, duty: Duty) -> Capacity:
    """The capacity in which the actor may do something of a duty now, in their own name before anybody else's.

    Raises: NotAllowed for those of other roles, who have a conflict, or who had a duty in the case that excludes it.
    """
    excluded = workflow_of(pairing.track).excluded_by(duty)
    held = [one for one in capacities_of(actor, pairing, past_of(session, actor, [pairing])) if role in one.roles]
    if not held:
        raise NotAllowed(Message("This step is for others to take."))
    for capacity in held:
        if not excluded & capacity.taken:
            return capacity
    raise NotAllowed(Message("You took an earlier step in this case, so somebody else has to take this one."))
