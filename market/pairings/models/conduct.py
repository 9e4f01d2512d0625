"""The tables of conduct: who declared what before they handled a pairing, and whom a side wants to be replaced."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from market.accounts.models import Person
from market.database import Base, Identified, Long
from market.pairings.models.pairing import Pairing


class Declaration(Identified, Base):
    """What a person who handles or reviews a pairing declared: no conflict of interest, or which one. Kept for good.

    Several of one person count by the last; whoever once declared a conflict stays out of the case.
    """

    __tablename__ = "declaration"
    __table_args__ = (Index("ix_declaration_pairing_id_person_id", "pairing_id", "person_id"),)

    pairing_id: Mapped[UUID] = mapped_column(ForeignKey("pairing.id"))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    has_conflict: Mapped[bool]
    text: Mapped[str] = mapped_column(Long, default="")
    declared_at: Mapped[datetime]


class RecusalState(StrEnum):
    """What became of a request that somebody be replaced."""

    ASKED = "asked"
    GRANTED = "granted"
    REFUSED = "refused"


class Recusal(Identified, Base):
    """A side asks that an official or expert keep out of its case (政府采购法实施条例 9); a superior rules on it."""

    __tablename__ = "recusal"
    __table_args__ = (UniqueConstraint("pairing_id", "person_id", "asked_for_id"),)

    pairing_id: Mapped[UUID] = mapped_column(ForeignKey("pairing.id"))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    asked_for_id: Mapped[UUID] = mapped_column(ForeignKey("organization.id"))  # the side
    asked_by_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    asked_at: Mapped[datetime]
    reason: Mapped[str] = mapped_column(Long)
    state: Mapped[RecusalState]
    ruled_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    ruled_at: Mapped[datetime | None]
    ruling: Mapped[str] = mapped_column(Long, default="")
    revision: Mapped[int] = mapped_column()
    person: Mapped[Person] = relationship(foreign_keys=[person_id])
    pairing: Mapped[Pairing] = relationship()
    __mapper_args__ = {"version_id_col": revision}
