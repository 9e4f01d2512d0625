"""Paying for milestones that are met: one person asks, another pays or refuses; things are handed over likewise."""

from datetime import date

from sqlalchemy.orm import Session

from market import clock
from market.delivery import announce
from market.delivery.models import Commitment, Handover, Milestone, MilestoneState, Movement, Payment, PaymentState
from market.delivery.service import ledger
from market.delivery.service.authority import leave_trace, require_side, require_state, require_treasurer
from market.errors import Invalid, Message, NotAllowed, NotPossible
from market.pairings.duties import Role
from market.pairings.models import Pairing, PairingState
from market.permissions import Actor

LONGEST_NOTE = 2000
ASKING = (PairingState.ACTIVE, PairingState.ACCEPTANCE, PairingState.RECTIFICATION, PairingState.CLOSED)
PAYING = (*ASKING, PairingState.TERMINATED)  # what was earned before the end is paid


def request_payment(
    session: Session,
    actor: Actor,
    pairing: Pairing,
    milestone: Milestone,
    commitment: Commitment,
    amount_fen: int,
    note: str = "",
) -> Payment:
    """Ask one funder for money against a milestone that is met.

    Raises: NotAllowed for all but the side that delivers; NotPossible; Invalid when it is more than is left.
    """
    capacity = require_side(session, actor, pairing, Role.DELIVERER)
    require_state(pairing, *ASKING)
    if milestone.state is not MilestoneState.MET:
        raise NotPossible(Message("Money is asked for milestones that count as met."))
    left = min(milestone.amount_fen - milestone.requested_fen, commitment.free_fen)
    if not 0 < amount_fen <= left:
        words = Message("Enter an amount up to {yuan} yuan: no more is left for it.", {"yuan": _yuan(left)})
        raise Invalid({"amount_fen": words})
    _require_short(note)
    if actor.person_id is None:
        raise NotAllowed(Message("This step is for others to take."))
    milestone.requested_fen += amount_fen
    commitment.payable_fen += amount_fen
    payment = Payment(
        pairing_id=pairing.id,
        pairing=pairing,
        milestone=milestone,
        commitment=commitment,
        amount_fen=amount_fen,
        state=PaymentState.REQUESTED,
        requested_at=clock.now(),
        requested_by_id=actor.person_id,
        note=note.strip(),
    )
    session.add(payment)
    session.flush()
    ledger.post(session, actor, pairing, Movement.REQUEST, amount_fen, commitment=commitment, payment=payment)
    details = {"milestone": milestone.position, "amount_fen": amount_fen}
    leave_trace(session, actor, pairing, "request_payment", capacity, note=note, details=details)
    announce.payment_requested(session, payment)
    return payment


def pay(
    session: Session, actor: Actor, pairing: Pairing, payment: Payment, note: str = "", *, no_conflict: bool = False
) -> None:
    """Note that a request was checked and paid.

    Raises: NotAllowed, also for whoever made the request; NotPossible when it was decided; Invalid.
    """
    _decide(session, actor, pairing, payment, PaymentState.PAID, note, no_conflict)


def refuse_payment(
    session: Session, actor: Actor, pairing: Pairing, payment: Payment, note: str, *, no_conflict: bool = False
) -> None:
    """Refuse a request; the money may be asked for again.

    Raises: as `pay`; Invalid without a reason.
    """
    if not note.strip():
        raise Invalid({"note": Message("Say why: the other side will read it.")})
    _decide(session, actor, pairing, payment, PaymentState.REFUSED, note, no_conflict)


def _decide(
    session: Session,
    actor: Actor,
    pairing: Pairing,
    payment: Payment,
    state: PaymentState,
    note: str,
    no_conflict: bool,
) -> None:
    commitment, milestone, paid = payment.commitment, payment.milestone, state is PaymentState.PAID
    capacity = require_treasurer(session, actor, pairing, commitment, no_conflict=no_conflict)
    require_state(pairing, *PAYING)
    if actor.person_id is None or actor.person_id == payment.requested_by_id:
        raise NotAllowed(Message("You made this request yourself, so somebody else decides it."))
    if payment.state is not PaymentState.REQUESTED:
        raise NotPossible(Message("This request was decided already."))
    _require_short(note)
    payment.state, payment.decided_at, payment.decided_by_id = state, clock.now(), actor.person_id
    payment.note = note.strip() or payment.note
    commitment.payable_fen -= payment.amount_fen
    if paid:
        commitment.paid_fen += payment.amount_fen
        milestone.paid_fen += payment.amount_fen
    else:
        milestone.requested_fen -= payment.amount_fen
    movement = Movement.PAY if paid else Movement.REFUSE
    ledger.post(session, actor, pairing, movement, payment.amount_fen, commitment=commitment, payment=payment)
    public, private = ("pay", "transfer") if paid else ("refuse_payment", "withhold")
    action = public if pairing.track.is_public else private
    details = {"milestone": milestone.position, "amount_fen": payment.amount_fen}
    leave_trace(session, actor, pairing, action, capacity, note=note, details=details)
    announce.payment_decided(session, payment)


def hand_over(
    session: Session,
    actor: Actor,
    pairing: Pairing,
    commitment: Commitment,
    quantity: int,
    handed_on: date,
    note: str = "",
) -> Handover:
    """Note that a quantity of something promised was handed over; whoever gives it says so.

    Raises: NotAllowed for all but the giver; NotPossible; Invalid when it is more than was promised.
    """
    capacity = require_side(session, actor, pairing)
    if not actor.acts_for(commitment.organization_id):
        raise NotAllowed(Message("Only the giver itself notes what was handed over."))
    require_state(pairing, *ASKING)
    left = commitment.quantity - commitment.handed_over - commitment.released_quantity
    if not 0 < quantity <= left:
        raise Invalid({"quantity": Message("Enter a number from {least} to {most}.", {"least": 1, "most": left})})
    if handed_on > clock.today():
        raise Invalid({"handed_on": Message("This day is still to come.")})
    _require_short(note)
    commitment.handed_over += quantity
    row = Handover(
        commitment=commitment,
        quantity=quantity,
        handed_on=handed_on,
        note=note.strip(),
        recorded_at=clock.now(),
        recorded_by_id=actor.person_id,
    )
    session.add(row)
    leave_trace(session, actor, pairing, "hand_over", capacity, note=note, details={"quantity": quantity})
    return row


def settle(
    session: Session, actor: Actor, pairing: Pairing, commitment: Commitment, *, no_conflict: bool = False
) -> None:
    """Close the account of one funder after the end: what was not asked for goes back to its programme.

    Raises: NotAllowed; NotPossible before the end, while a request is open, or when nothing is left.
    """
    capacity = require_treasurer(session, actor, pairing, commitment, no_conflict=no_conflict)
    require_state(pairing, PairingState.CLOSED, PairingState.TERMINATED)
    if commitment.payable_fen:
        raise NotPossible(Message("A request is still open: decide it first."))
    fen, things = ledger.release_rest(session, actor, pairing, commitment, counted=True)
    if not fen and not things:
        raise NotPossible(Message("Nothing is left to give back."))
    action = "close_account" if pairing.track.is_public else "side_close_account"
    details = {"released_fen": fen, "released_quantity": things}
    leave_trace(session, actor, pairing, action, capacity, details=details)


def _require_short(note: str) -> None:
    if len(note) > LONGEST_NOTE:
        raise Invalid({"note": Message("At most {n} characters.", {"n": LONGEST_NOTE})})


def _yuan(fen: int) -> str:
    return f"{max(0, fen) / 100:,.2f}".removesuffix(".00")
