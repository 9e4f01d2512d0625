"""The tables of oversight: the cards that files get whose time runs out, and what is disclosed on emergencies."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from market.clocks import Card as Colour
from market.database import Base, Identified, Long
from market.pairings.models import Emergency, Stay


class Card(Identified, Base):
    """A yellow or red card for one stay of a file with an office, or for a disclosure that an emergency lacks.

    A red one goes to the superiors of that day. `due_at`: when the disclosure was due.
    """

    __tablename__ = "card"
    __table_args__ = (
        UniqueConstraint("stay_id", "colour"),
        UniqueConstraint("emergency_id", "due_at", "colour"),
        CheckConstraint("(stay_id IS NULL) <> (emergency_id IS NULL)", name="one_subject"),
    )

    stay_id: Mapped[UUID | None] = mapped_column(ForeignKey("stay.id"))
    emergency_id: Mapped[UUID | None] = mapped_column(ForeignKey("emergency.id"))
    due_at: Mapped[datetime | None]
    colour: Mapped[Colour]
    office: Mapped[str] = mapped_column(String(40))
    issued_at: Mapped[datetime]
    escalated_to: Mapped[list[str]]  # the ids of persons; empty for yellow
    answer: Mapped[str] = mapped_column(Long, default="")
    answered_at: Mapped[datetime | None]
    answered_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    stay: Mapped[Stay | None] = relationship()
    emergency: Mapped[Emergency | None] = relationship()


class Disclosure(Identified, Base):
    """What is made public on an emergency, every five days while it lasts (慈善法 72)."""

    __tablename__ = "disclosure"

    emergency_id: Mapped[UUID] = mapped_column(ForeignKey("emergency.id"), index=True)
    text: Mapped[str] = mapped_column(Long)
    published_at: Mapped[datetime]
    published_by_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
