"""The tables of evaluation: how each side saw the other once the pairing had ended."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from market.database import Base, Identified, Long
from market.pairings.models import Pairing


class Result(StrEnum):
    """Whether what was agreed was delivered."""

    DELIVERED = "delivered"
    PARTLY = "partly"
    NOT_DELIVERED = "not_delivered"


class Outcome(Identified, Base):
    """How one pairing ended, as the side that asked or paid saw it. `rating` is 1 (poor) to 5 (very good)."""

    __tablename__ = "outcome"
    __table_args__ = (
        CheckConstraint("rating BETWEEN 1 AND 5", name="rating"),
        CheckConstraint("reached_count >= 0", name="reached"),
    )

    pairing_id: Mapped[UUID] = mapped_column(ForeignKey("pairing.id"), unique=True)
    result: Mapped[Result]
    rating: Mapped[int]
    reached_count: Mapped[int | None]
    completed_on: Mapped[date]
    note: Mapped[str] = mapped_column(Long, default="")
    recorded_at: Mapped[datetime]
    recorded_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    pairing: Mapped[Pairing] = relationship()


class CooperationRating(Identified, Base):
    """How the side that delivered saw the cooperation. `rating` is 1 (poor) to 5 (very good)."""

    __tablename__ = "cooperation_rating"
    __table_args__ = (CheckConstraint("rating BETWEEN 1 AND 5", name="rating"),)

    pairing_id: Mapped[UUID] = mapped_column(ForeignKey("pairing.id"), unique=True)
    rating: Mapped[int]
    note: Mapped[str] = mapped_column(Long, default="")
    given_at: Mapped[datetime]
    given_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    pairing: Mapped[Pairing] = relationship()
