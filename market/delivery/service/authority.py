"""Who does what in delivery, and the trace that it leaves: offices for public money, the sides for their own."""

from typing import Any

from sqlalchemy.orm import Session

from market import audit
from market.delivery.models import Commitment
from market.errors import Message, NotAllowed, NotPossible
from market.pairings.duties import Duty, Role
from market.pairings.models import Pairing, PairingState
from market.pairings.permissions import Capacity, past_of
from market.pairings.service.conduct import require_declared
from market.pairings.service.duty import require_duty
from market.permissions import Actor

MADE = frozenset({"request_acceptance", "request_payment", "hand_in_evidence", "report_progress"})


def require_side(session: Session, actor: Actor, pairing: Pairing, role: Role = Role.PARTY) -> Capacity:
    """Raises: NotAllowed for whoever does not act for a side in that role."""
    return require_duty(session, actor, pairing, role, Duty.SIDE)


def require_follower(session: Session, actor: Actor, pairing: Pairing, *, no_conflict: bool = False) -> Capacity:
    """Whoever follows the work: the project officer for public money, else a side that pays.

    Raises: NotAllowed; Invalid when an official has not declared to have no conflict of interest.
    """
    if not pairing.track.is_public:
        return require_side(session, actor, pairing, Role.PAYER)
    capacity = require_duty(session, actor, pairing, Role.PROJECT_OFFICER, Duty.SUPERVISION)
    require_declared(session, actor, pairing, now=no_conflict)
    return capacity


def require_treasurer(
    session: Session, actor: Actor, pairing: Pairing, commitment: Commitment, *, no_conflict: bool = False
) -> Capacity:
    """Whoever moves a funder's money: the finance officer for public money, else the funder itself.

    Raises: NotAllowed; Invalid when an official has not declared to have no conflict of interest.
    """
    if pairing.track.is_public:
        capacity = require_duty(session, actor, pairing, Role.FINANCE, Duty.FINANCE)
        require_declared(session, actor, pairing, now=no_conflict)
        return capacity
    if not actor.acts_for(commitment.organization_id):
        raise NotAllowed(Message("Only the funder itself pays, or refuses to."))
    return require_side(session, actor, pairing)


def require_judge(session: Session, actor: Actor, pairing: Pairing) -> Capacity:
    """Whoever judges the result: the acceptance officer for public money, else a side that pays.

    One person may act for a side that pays and for the one that delivers, but does not judge their own work.

    Raises: NotAllowed.
    """
    role, duty = (Role.ACCEPTANCE, Duty.ACCEPTANCE) if pairing.track.is_public else (Role.PAYER, Duty.SIDE)
    capacity = require_duty(session, actor, pairing, role, duty)
    taken = past_of(session, actor, [pairing]).taken_in(actor.person_id, pairing.id)
    if taken & MADE:
        raise NotAllowed(Message("You acted for the side that delivers, so somebody else accepts the result."))
    return capacity


def require_state(pairing: Pairing, *states: PairingState) -> None:
    """Raises: NotPossible when the pairing is in none of these states."""
    if pairing.state not in states:
        raise NotPossible(Message("This step cannot be taken now: the case has moved on, or is not there yet."))


def leave_trace(
    session: Session,
    actor: Actor,
    pairing: Pairing,
    action: str,
    capacity: Capacity,
    *,
    note: str = "",
    details: dict[str, Any] | None = None,
) -> None:
    """Record what somebody did in a case without moving it."""
    lender = capacity.on_behalf_of
    audit.record(session, actor, action, pairing, note=note, details=details or {}, on_behalf_of=lender)
