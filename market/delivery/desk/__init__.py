"""What agreements and deliveries put on people's desks."""

from collections.abc import Collection

from sqlalchemy.orm import Session

from market.delivery.desk import agreeing, ending, working
from market.desk import Task
from market.pairings.models import Pairing
from market.permissions import Actor


def waiting_for(session: Session, actor: Actor, mine: Collection[Pairing]) -> list[Task]:
    """Signatures, milestones, reports, payments, acceptance, evaluation; `mine`: the running pairings of their sides.

    Tasks that depend on what somebody did before in a case name the role and the duty that it takes.
    """
    return [
        *agreeing.tasks(session, actor, mine),
        *working.tasks(session, actor, mine),
        *ending.tasks(session, actor, mine),
    ]
