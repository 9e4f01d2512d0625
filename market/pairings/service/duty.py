"""Who may do what belongs to a duty without moving the pairing: scoring, commenting, investigating."""

from sqlalchemy.orm import Session

from market.errors import Message, NotAllowed
from market.pairings.duties import Duty, Role
from market.pairings.models import Pairing
from market.pairings.permissions import Capacity, capacities_of, past_of
from market.pairings.workflow import workflow_of
from market.permissions import Actor


def require_duty(session: Session, actor: Actor, pairing: Pairing, role: Role, duty: Duty) -> Capacity:
    """The capacity in which the actor may do a duty's work in a role: their own name comes before anybody else's.

    Raises: NotAllowed for whoever lacks the role, has a conflict of interest, or had a duty here that excludes it.
    """
    capacities = [
        capacity
        for capacity in capacities_of(actor, pairing, past_of(session, actor, [pairing]))
        if role in capacity.roles
    ]
    if not capacities:
        raise NotAllowed(Message("This is for others to do."))
    excluding = workflow_of(pairing.track).excluded_by(duty)
    for capacity in capacities:
        if not capacity.taken & excluding:
            return capacity
    raise NotAllowed(Message("You took an earlier step in this case, so somebody else has to do this."))
