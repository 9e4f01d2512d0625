"""The tables of money: who committed how much, payment requests, the ledger; and things that were handed over.

Each row of the ledger moves one amount from one account to another, so that what all accounts of a pairing hold sums
to nothing whatever is written. Rows are never changed and never removed: the database refuses it.
"""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from market.database import Base, Identified, Long
from market.delivery.models.milestone import Milestone
from market.organizations.models import Organization
from market.pairings.models import Pairing


class Account(StrEnum):
    """Where money stands. The two outside accounts go below zero by what came from there."""

    FUNDER = "funder"  # outside: who pays
    PROVIDER = "provider"  # outside: who delivers
    COMMITTED = "committed"  # promised, not asked for yet
    PAYABLE = "payable"  # asked for, not paid yet
    PAID = "paid"
    RELEASED = "released"  # given back
    BOND = "bond"  # held


class Movement(StrEnum):
    """What moves money, and between which accounts: see MOVES."""

    COMMIT = "commit"
    ADD = "add"
    REQUEST = "request"
    REFUSE = "refuse"
    PAY = "pay"
    RELEASE = "release"
    HOLD_BOND = "hold_bond"
    RETURN_BOND = "return_bond"


MOVES = {
    Movement.COMMIT: (Account.FUNDER, Account.COMMITTED),
    Movement.ADD: (Account.FUNDER, Account.COMMITTED),
    Movement.REQUEST: (Account.COMMITTED, Account.PAYABLE),
    Movement.REFUSE: (Account.PAYABLE, Account.COMMITTED),
    Movement.PAY: (Account.PAYABLE, Account.PAID),
    Movement.RELEASE: (Account.COMMITTED, Account.RELEASED),
    Movement.HOLD_BOND: (Account.PROVIDER, Account.BOND),
    Movement.RETURN_BOND: (Account.BOND, Account.PROVIDER),
}


class Commitment(Identified, Base):
    """What one funder promised in the agreement, money or a quantity, and what became of it so far."""

    __tablename__ = "commitment"
    __table_args__ = (
        UniqueConstraint("pairing_id", "position"),
        CheckConstraint("payable_fen >= 0 AND paid_fen >= 0 AND released_fen >= 0", name="counters"),
        CheckConstraint("payable_fen + paid_fen + released_fen <= committed_fen", name="within"),
        CheckConstraint("handed_over >= 0 AND handed_over + released_quantity <= quantity", name="quantity"),
    )

    pairing_id: Mapped[UUID] = mapped_column(ForeignKey("pairing.id"))
    position: Mapped[int]
    share_id: Mapped[UUID | None] = mapped_column(ForeignKey("funding_share.id"))  # None: the need's own budget
    organization_id: Mapped[UUID] = mapped_column(ForeignKey("organization.id"))
    committed_fen: Mapped[int] = mapped_column(default=0)
    payable_fen: Mapped[int] = mapped_column(default=0)
    paid_fen: Mapped[int] = mapped_column(default=0)
    released_fen: Mapped[int] = mapped_column(default=0)
    quantity: Mapped[int] = mapped_column(default=0)
    handed_over: Mapped[int] = mapped_column(default=0)
    released_quantity: Mapped[int] = mapped_column(default=0)
    revision: Mapped[int] = mapped_column()
    organization: Mapped[Organization] = relationship()
    __mapper_args__ = {"version_id_col": revision}

    @property
    def free_fen(self) -> int:
        """What was neither asked for nor given back."""
        return self.committed_fen - self.payable_fen - self.paid_fen - self.released_fen


class PaymentState(StrEnum):
    """What became of a request."""

    REQUESTED = "requested"
    PAID = "paid"
    REFUSED = "refused"


class Payment(Identified, Base):
    """One request for money against one milestone from one funder; whoever made it never decides it."""

    __tablename__ = "payment"
    __table_args__ = (
        CheckConstraint("amount_fen > 0", name="amount"),
        CheckConstraint("decided_by_id IS NULL OR decided_by_id <> requested_by_id", name="two_people"),
        Index("ix_payment_pairing_id", "pairing_id"),
    )

    pairing_id: Mapped[UUID] = mapped_column(ForeignKey("pairing.id"))
    milestone_id: Mapped[UUID] = mapped_column(ForeignKey("milestone.id"))
    commitment_id: Mapped[UUID] = mapped_column(ForeignKey("commitment.id"))
    amount_fen: Mapped[int]
    state: Mapped[PaymentState]
    requested_at: Mapped[datetime]
    requested_by_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    note: Mapped[str] = mapped_column(Long, default="")
    revision: Mapped[int] = mapped_column()
    milestone: Mapped[Milestone] = relationship()
    commitment: Mapped[Commitment] = relationship()
    pairing: Mapped[Pairing] = relationship()
    __mapper_args__ = {"version_id_col": revision}


class LedgerEntry(Base):
    """One amount that moved from one account to another; `seq` counts within a pairing from 1."""

    __tablename__ = "ledger_entry"
    __table_args__ = (
        CheckConstraint("amount_fen > 0", name="amount"),
        CheckConstraint("source <> target", name="accounts"),
        UniqueConstraint("payment_id", "movement"),  # nothing is asked for, paid or refused twice
    )

    pairing_id: Mapped[UUID] = mapped_column(ForeignKey("pairing.id"), primary_key=True)
    seq: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    movement: Mapped[Movement]
    source: Mapped[Account]
    target: Mapped[Account]
    amount_fen: Mapped[int]
    commitment_id: Mapped[UUID | None] = mapped_column(ForeignKey("commitment.id"))
    payment_id: Mapped[UUID | None] = mapped_column(ForeignKey("payment.id"))
    at: Mapped[datetime]
    by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))


class Handover(Identified, Base):
    """A quantity of something other than money that was handed over on a day."""

    __tablename__ = "handover"
    __table_args__ = (CheckConstraint("quantity > 0", name="quantity"),)

    commitment_id: Mapped[UUID] = mapped_column(ForeignKey("commitment.id"), index=True)
    quantity: Mapped[int]
    handed_on: Mapped[date]
    note: Mapped[str] = mapped_column(Long, default="")
    recorded_at: Mapped[datetime]
    recorded_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    commitment: Mapped[Commitment] = relationship()
