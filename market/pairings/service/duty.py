"""Whether somebody may do what belongs to a duty without moving the case, and in whose name."""

from sqlalchemy.orm import Session

from market.errors import Message, NotAllowed
from market.pairings.duties import Duty, Role
from market.pairings.models import Pairing
from market.pairings.permissions import Capacity, capacities_of, past_of
from market.pairings.workflow import workflow_of
from market.permissions import Actor


def require_duty(session: Session, actor: Actor, pairing: Pairing, role: Role, duty: Duty) -> Capacity:
    """The capacity in which the actor may do an act of a duty in a case: in their own name before anybody else's.

    Raises: NotAllowed when they have not the role, have a conflict of interest, or had a duty that excludes this one.
    """
    capacities = capacities_of(actor, pairing, past_of(session, actor, [pairing]))
    mine = [capacity for capacity in capacities if role in capacity.roles]
    if not mine:
        raise NotAllowed(Message("This is for others to do."))
    excluded = workflow_of(pairing.track).excluded_by(duty)
    for capacity in mine:
        if not excluded & capacity.taken:
            return capacity
    raise NotAllowed(Message("You took an earlier step in this case, so somebody else has to do this."))
