"""Checking the ledger against everything that was counted beside it; changes nothing."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from market.delivery.models import (
    Account,
    Agreement,
    BondState,
    Commitment,
    LedgerEntry,
    Milestone,
    Movement,
    Payment,
    PaymentState,
)
from market.delivery.models.ledger import MOVES
from market.pairings.models import Pairing

COUNTED = {
    Account.PAYABLE: "payable_fen",
    Account.PAID: "paid_fen",
    Account.RELEASED: "released_fen",
    Account.COMMITTED: "free_fen",
}
ENDS_WITH = {
    PaymentState.REQUESTED: {Movement.REQUEST},
    PaymentState.PAID: {Movement.REQUEST, Movement.PAY},
    PaymentState.REFUSED: {Movement.REQUEST, Movement.REFUSE},
}


@dataclass(frozen=True)
class Fault:
    """What is wrong with the money of one pairing."""

    pairing: str
    what: str


def verify_ledger(session: Session) -> list[Fault]:
    """Every place at which the ledger contradicts itself or what was counted; empty when all is well."""
    numbers = {row.id: row.number for row in session.execute(select(Pairing.id, Pairing.number))}
    faults = [*_entries(session), *_counters(session), *_payments(session), *_milestones(session), *_totals(session)]
    return [Fault(numbers.get(pairing_id, str(pairing_id)), what) for pairing_id, what in faults]


def _entries(session: Session) -> Iterator[tuple[UUID, str]]:
    expected: dict[UUID, int] = defaultdict(int)
    for entry in session.scalars(select(LedgerEntry).order_by(LedgerEntry.pairing_id, LedgerEntry.seq)):
        expected[entry.pairing_id] += 1
        if entry.seq != expected[entry.pairing_id]:
            yield entry.pairing_id, f"entry {entry.seq}: number {expected[entry.pairing_id]} is missing"
            expected[entry.pairing_id] = entry.seq
        if (entry.source, entry.target) != MOVES[entry.movement]:
            yield (
                entry.pairing_id,
                f"entry {entry.seq}: {entry.movement} moves {entry.source} to {entry.target}",
            )


def _counters(session: Session) -> Iterator[tuple[UUID, str]]:
    held: dict[tuple[UUID, Account], int] = defaultdict(int)
    for entry in session.scalars(select(LedgerEntry).where(LedgerEntry.commitment_id.is_not(None))):
        if entry.commitment_id is not None:
            held[entry.commitment_id, entry.source] -= entry.amount_fen
            held[entry.commitment_id, entry.target] += entry.amount_fen
    for one in session.scalars(select(Commitment).order_by(Commitment.pairing_id, Commitment.position)):
        for account, name in COUNTED.items():
            if held[one.id, account] != getattr(one, name):
                says = f"the ledger says {held[one.id, account]} fen, the count {getattr(one, name)}"
                yield one.pairing_id, f"funder {one.position}, {account}: {says}"
        if -held[one.id, Account.FUNDER] != one.committed_fen:
            yield one.pairing_id, f"funder {one.position}: {one.committed_fen} fen are promised, not in the ledger"


def _payments(session: Session) -> Iterator[tuple[UUID, str]]:
    found: dict[UUID, dict[Movement, int]] = defaultdict(dict)
    for entry in session.scalars(select(LedgerEntry).where(LedgerEntry.payment_id.is_not(None))):
        if entry.payment_id is not None:
            found[entry.payment_id][entry.movement] = entry.amount_fen
    for payment in session.scalars(select(Payment).order_by(Payment.requested_at, Payment.id)):
        if found[payment.id].keys() != ENDS_WITH[payment.state]:
            yield payment.pairing_id, f"payment {payment.id}: the ledger does not say that it was {payment.state}"
        if set(found[payment.id].values()) - {payment.amount_fen}:
            yield payment.pairing_id, f"payment {payment.id}: the ledger has another amount"


def _milestones(session: Session) -> Iterator[tuple[UUID, str]]:
    open_states = (PaymentState.REQUESTED, PaymentState.PAID)
    sums: dict[tuple[UUID, PaymentState], int] = {
        (milestone_id, state): int(amount)
        for milestone_id, state, amount in session.execute(
            select(Payment.milestone_id, Payment.state, func.sum(Payment.amount_fen))
            .where(Payment.state.in_(open_states))
            .group_by(Payment.milestone_id, Payment.state)
        )
    }
    for one in session.scalars(select(Milestone).order_by(Milestone.pairing_id, Milestone.position)):
        paid = sums.get((one.id, PaymentState.PAID), 0)
        asked = paid + sums.get((one.id, PaymentState.REQUESTED), 0)
        if (paid, asked) != (one.paid_fen, one.requested_fen):
            yield one.pairing_id, f"milestone {one.position}: its payments do not add up to what was counted"


def _totals(session: Session) -> Iterator[tuple[UUID, str]]:
    committed = select(func.coalesce(func.sum(Commitment.committed_fen), 0)).where(
        Commitment.pairing_id == Agreement.pairing_id
    )
    query = select(Agreement, committed.scalar_subquery()).where(Agreement.signed_at.is_not(None))
    for agreement, total in session.execute(query.order_by(Agreement.pairing_id)):
        if total != agreement.price_fen + agreement.added_fen:
            yield agreement.pairing_id, f"{total} fen are committed, {agreement.price_fen} agreed on"
    bond = {Movement.HOLD_BOND: 1, Movement.RETURN_BOND: -1}
    held: dict[UUID, int] = defaultdict(int)
    for entry in session.scalars(select(LedgerEntry).where(LedgerEntry.movement.in_(bond))):
        held[entry.pairing_id] += bond[entry.movement] * entry.amount_fen
    for agreement in session.scalars(select(Agreement).order_by(Agreement.pairing_id)):
        should = agreement.bond_fen if agreement.bond_state is BondState.HELD else 0
        if held[agreement.pairing_id] != should:
            yield agreement.pairing_id, f"a bond of {should} fen should be held"
