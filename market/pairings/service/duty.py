"""Who may do what moves no case: the duty is theirs, and nothing that they did before keeps them from it."""

from enum import StrEnum

from sqlalchemy.orm import Session

from market.errors import Message, NotAllowed
from market.pairings.duties import Duty, Role
from market.pairings.models import Pairing
from market.pairings.permissions import Capacity, Past, capacities_of, past_of
from market.pairings.workflow import workflow_of
from market.permissions import Actor
from market.workflow import TAKEN


def is_free(session: Session, actor: Actor, pairing: Pairing, duty: Duty) -> bool:
    """Nothing that somebody did in a case, or had done in their name, keeps them from a duty."""
    taken = past_of(session, actor, [pairing]).taken_in(actor.person_id, pairing.id)
    return not workflow_of(pairing.track).excluded_by(duty) & taken


def require_free(session: Session, actor: Actor, pairing: Pairing, duty: Duty) -> None:
    """Raises: NotAllowed for whoever is not free for a duty for which no role is needed, such as speaking for a side.

    That is an official who has become a member of a side, or objects to what they handled.
    """
    if not is_free(session, actor, pairing, duty):
        raise NotAllowed(TAKEN)


def has_duty(actor: Actor, pairing: Pairing, past: Past, role: StrEnum, duty: StrEnum) -> bool:
    """Whether somebody may act under a duty now: the same rule as `require_duty`, asked without acting."""
    excluded = workflow_of(pairing.track).excluded_by(duty)
    return any(role in one.roles and not excluded & one.taken for one in capacities_of(actor, pairing, past))


def require_duty(session: Session, actor: Actor, pairing: Pairing, role: Role, duty: Duty) -> Capacity:
    """The capacity in which somebody may act under a duty: in their own name before anybody else's.

    Raises: NotAllowed: it is for another role, they have a conflict of interest, or had a duty that excludes it.
    """
    excluded = workflow_of(pairing.track).excluded_by(duty)
    mine = [one for one in capacities_of(actor, pairing, past_of(session, actor, [pairing])) if role in one.roles]
    if not mine:
        raise NotAllowed(Message("This step is for others to take."))
    for capacity in mine:
        if not excluded & capacity.taken:
            return capacity
    raise NotAllowed(TAKEN)
