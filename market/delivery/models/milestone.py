"""The tables of milestones, and of the files that show that they were reached."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from market.database import Base, Identified, Long, Short
from market.pairings.models import Pairing


class MilestoneState(StrEnum):
    """Whether it was reached; the words of OCDS `milestone.status`."""

    SCHEDULED = "scheduled"
    MET = "met"
    PARTIALLY_MET = "partiallyMet"
    NOT_MET = "notMet"


class Milestone(Identified, Base):
    """A part of what is delivered, and what is paid for it. `requested_fen`: asked for and not refused, paid or not."""

    __tablename__ = "milestone"
    __table_args__ = (
        UniqueConstraint("pairing_id", "position"),
        CheckConstraint("amount_fen >= 0", name="amount"),
        CheckConstraint(
            "paid_fen >= 0 AND requested_fen >= paid_fen AND amount_fen >= requested_fen", name="not_paid_twice"
        ),
    )

    pairing_id: Mapped[UUID] = mapped_column(ForeignKey("pairing.id"))
    position: Mapped[int]
    title: Mapped[str] = mapped_column(Short)
    indicator: Mapped[str] = mapped_column(Long)
    due_on: Mapped[date]
    amount_fen: Mapped[int]
    state: Mapped[MilestoneState] = mapped_column(default=MilestoneState.SCHEDULED)
    requested_fen: Mapped[int] = mapped_column(default=0)
    paid_fen: Mapped[int] = mapped_column(default=0)
    checked_at: Mapped[datetime | None]
    checked_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    note: Mapped[str] = mapped_column(Long, default="")
    revision: Mapped[int] = mapped_column()
    pairing: Mapped[Pairing] = relationship()
    evidence: Mapped[list["Evidence"]] = relationship(
        back_populates="milestone", order_by="Evidence.handed_in_at, Evidence.id"
    )
    __mapper_args__ = {"version_id_col": revision}


class Evidence(Identified, Base):
    """A file that shows what was done; its content lies in the folder of evidence under its SHA-256.

    `name` is what its owner called it: shown, and never used in a path.
    """

    __tablename__ = "evidence"

    milestone_id: Mapped[UUID] = mapped_column(ForeignKey("milestone.id"), index=True)
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    name: Mapped[str] = mapped_column(Short)
    media_type: Mapped[str] = mapped_column(String(100))
    size: Mapped[int]  # bytes
    handed_in_at: Mapped[datetime]
    handed_in_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    milestone: Mapped[Milestone] = relationship(back_populates="evidence")
