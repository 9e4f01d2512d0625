"""The tables of oversight: the cards that files get whose time runs out."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from market.clocks import Card as Colour
from market.database import Base, Identified, Long
from market.pairings.models import Stay


class Card(Identified, Base):
    """A yellow or red card for one stay of a file with an office; a red one goes to the superiors of that day."""

    __tablename__ = "card"
    __table_args__ = (UniqueConstraint("stay_id", "colour"),)

    stay_id: Mapped[UUID] = mapped_column(ForeignKey("stay.id"))
    colour: Mapped[Colour]
    office: Mapped[str] = mapped_column(String(40))
    issued_at: Mapped[datetime]
    escalated_to: Mapped[list[str]]  # the ids of persons; empty for yellow
    answer: Mapped[str] = mapped_column(Long, default="")
    answered_at: Mapped[datetime | None]
    answered_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    stay: Mapped[Stay] = relationship()
