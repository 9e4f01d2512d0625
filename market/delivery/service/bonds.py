"""Holding the performance bond of an agreement, and giving it back."""

from sqlalchemy.orm import Session

from market.delivery import queries
from market.delivery.models import Agreement, BondState, Commitment, Movement
from market.delivery.service import ledger
from market.delivery.service.authority import leave_trace, require_state, require_treasurer
from market.errors import Message, NotPossible
from market.pairings.models import Pairing, PairingState
from market.pairings.workflow import IN_DELIVERY
from market.permissions import Actor


def hold_bond(session: Session, actor: Actor, pairing: Pairing, *, no_conflict: bool = False) -> None:
    """Note that the bond was received.

    Raises: NotAllowed, NotPossible when none was agreed or it is held already, Invalid.
    """
    _move(session, actor, pairing, BondState.NONE, BondState.HELD, no_conflict)


def return_bond(session: Session, actor: Actor, pairing: Pairing, *, no_conflict: bool = False) -> None:
    """Note that the bond was given back.

    Raises: NotAllowed, NotPossible when none is held, Invalid.
    """
    _move(session, actor, pairing, BondState.HELD, BondState.RETURNED, no_conflict)


def _move(
    session: Session, actor: Actor, pairing: Pairing, before: BondState, after: BondState, no_conflict: bool
) -> None:
    agreement = queries.get_agreement(session, pairing.id)
    capacity = require_treasurer(session, actor, pairing, _holder(session, pairing), no_conflict=no_conflict)
    require_state(pairing, *IN_DELIVERY, PairingState.CLOSED, PairingState.TERMINATED)
    _require(agreement, before)
    agreement.bond_state = after
    movement = Movement.HOLD_BOND if after is BondState.HELD else Movement.RETURN_BOND
    ledger.post(session, actor, pairing, movement, agreement.bond_fen)
    action = "bond" if pairing.track.is_public else "side_bond"
    details = {"amount_fen": agreement.bond_fen, "bond": after.value}
    leave_trace(session, actor, pairing, action, capacity, details=details)


def _holder(session: Session, pairing: Pairing) -> Commitment:
    """The first funder holds it."""
    commitments = queries.commitments_of(session, pairing.id)
    if not commitments:
        raise NotPossible(Message("Not everybody has signed yet."))
    return commitments[0]


def _require(agreement: Agreement, state: BondState) -> None:
    if not agreement.bond_fen or agreement.bond_state is not state:
        raise NotPossible(Message("No bond was agreed on, or it is where it belongs already."))
