"""The table of reports: what is due when, and what was told."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from market.database import Base, Identified, Long
from market.pairings.models import Pairing


class ReportKind(StrEnum):
    """A report under way, or the account at the end."""

    PROGRESS = "progress"
    FINAL = "final"


class ReportState(StrEnum):
    """Whether it was handed in."""

    DUE = "due"
    HANDED_IN = "handed_in"
    RETURNED = "returned"


class Report(Identified, Base):
    """What the side that delivers tells of the work and of the money, by a day."""

    __tablename__ = "report"
    __table_args__ = (
        UniqueConstraint("pairing_id", "number"),
        CheckConstraint("reached_count >= 0 AND spent_fen >= 0", name="figures"),
        Index("ix_report_state_due_on", "state", "due_on"),
    )

    pairing_id: Mapped[UUID] = mapped_column(ForeignKey("pairing.id"))
    number: Mapped[int]
    kind: Mapped[ReportKind]
    due_on: Mapped[date]
    state: Mapped[ReportState]
    text: Mapped[str] = mapped_column(Long, default="")
    reached_count: Mapped[int | None]
    spent_fen: Mapped[int | None]
    handed_in_at: Mapped[datetime | None]
    handed_in_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    returned_note: Mapped[str] = mapped_column(Long, default="")
    revision: Mapped[int] = mapped_column()
    pairing: Mapped[Pairing] = relationship()
    __mapper_args__ = {"version_id_col": revision}
