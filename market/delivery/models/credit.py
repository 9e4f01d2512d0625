"""The table of credit events: how those who delivered kept their word (履约记录)."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from market.database import Base, Identified, Long
from market.organizations.models import Organization
from market.pairings.models import Pairing


class CreditKind(StrEnum):
    """What is kept of a pairing."""

    ON_TIME = "on_time"
    LATE = "late"
    RECTIFIED = "rectified"  # it had to be put right before it was accepted
    FAULT = "fault"  # ended before its time by the fault of who delivered
    OBJECTION = "objection"  # an objection against it was upheld


class CreditEvent(Identified, Base):
    """One fact in the record of an organization, which may say its own word about it."""

    __tablename__ = "credit_event"
    __table_args__ = (
        UniqueConstraint("pairing_id", "organization_id", "kind"),
        Index("ix_credit_event_organization_id_at", "organization_id", "at"),
    )

    pairing_id: Mapped[UUID] = mapped_column(ForeignKey("pairing.id"))
    organization_id: Mapped[UUID] = mapped_column(ForeignKey("organization.id"))
    kind: Mapped[CreditKind]
    at: Mapped[datetime]
    note: Mapped[str] = mapped_column(Long, default="")
    comment: Mapped[str] = mapped_column(Long, default="")
    commented_at: Mapped[datetime | None]
    commented_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    pairing: Mapped[Pairing] = relationship()
    organization: Mapped[Organization] = relationship()
