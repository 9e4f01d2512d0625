"""Who may do what moves no state: the same roles, conflicts and separation as for steps."""

from sqlalchemy.orm import Session

from market.errors import Message, NotAllowed
from market.pairings.duties import Duty, Role
from market.pairings.models import Pairing
from market.pairings.permissions import Capacity, capacities_of, past_of
from market.pairings.workflow import workflow_of
from market.permissions import Actor


def require_duty(session: Session, actor: Actor, pairing: Pairing, role: Role, duty: Duty) -> Capacity:
    """The capacity in which somebody may do the work of a duty in a case: in their own name before anybody else's.

    Raises: NotAllowed for whoever has not that role, has a conflict of interest, or did what excludes the duty.
    """
    error = NotAllowed(Message("This step is for others to take."))
    excluded = workflow_of(pairing.track).excluded_by(duty)
    for capacity in capacities_of(actor, pairing, past_of(session, actor, [pairing])):
        if role not in capacity.roles:
            continue
        if not excluded & capacity.taken:
            return capacity
        error = NotAllowed(Message("You took an earlier step in this case, so somebody else has to take this one."))
    raise error
