"""The tables of agreements: what the sides of a pairing promise each other, who signed it, and what was added."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from market.database import Base, Identified, Long, Short
from market.organizations.models import Organization
from market.pairings.models import Pairing


class BondState(StrEnum):
    """Where the performance bond is."""

    NONE = "none"
    HELD = "held"
    RETURNED = "returned"


class Agreement(Identified, Base):
    """What a pairing's sides promise each other (令102 art 23). `content`: what they sign, frozen at the first."""

    __tablename__ = "agreement"
    __table_args__ = (
        CheckConstraint("price_fen >= 0 AND bond_fen >= 0", name="amounts"),
        CheckConstraint("bond_fen * 10 <= price_fen", name="bond"),  # 政府采购法实施条例 48
        CheckConstraint("added_fen * 10 <= price_fen", name="added"),  # 政府采购法 49
        CheckConstraint("ends_on >= starts_on", name="period"),
    )

    pairing_id: Mapped[UUID] = mapped_column(ForeignKey("pairing.id"), unique=True)
    subject: Mapped[str] = mapped_column(Long)  # what is delivered, how much, and how well
    price_fen: Mapped[int]
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    payment: Mapped[str] = mapped_column(Long)  # when and how it is paid
    bond_fen: Mapped[int] = mapped_column(default=0)
    breach: Mapped[str] = mapped_column(Long)
    dispute: Mapped[str] = mapped_column(Long)
    grounds: Mapped[list[str]]  # for a term of more than one year
    number: Mapped[int] = mapped_column(default=1)  # grows with each change; signatures name it
    content: Mapped[dict[str, Any]]  # empty until the first signature
    content_hash: Mapped[str] = mapped_column(String(64), default="")
    signed_at: Mapped[datetime | None]  # by all
    announced_on: Mapped[date | None]
    filed_on: Mapped[date | None]
    bond_state: Mapped[BondState] = mapped_column(default=BondState.NONE)
    added_fen: Mapped[int] = mapped_column(default=0)  # by supplements that all have signed
    revision: Mapped[int] = mapped_column()
    pairing: Mapped[Pairing] = relationship()
    signatures: Mapped[list["Signature"]] = relationship(
        back_populates="agreement", cascade="all, delete-orphan", order_by="Signature.supplement, Signature.signed_at"
    )
    supplements: Mapped[list["Supplement"]] = relationship(
        back_populates="agreement", cascade="all, delete-orphan", order_by="Supplement.number"
    )
    __mapper_args__ = {"version_id_col": revision}


class Signature(Identified, Base):
    """One side's signature: whom it names, and which person signed. `supplement` 0: the agreement itself."""

    __tablename__ = "signature"
    __table_args__ = (
        UniqueConstraint("agreement_id", "supplement", "organization_id"),
        UniqueConstraint("agreement_id", "supplement", "person_id"),  # nobody signs for two sides
    )

    agreement_id: Mapped[UUID] = mapped_column(ForeignKey("agreement.id"))
    supplement: Mapped[int] = mapped_column(default=0)
    organization_id: Mapped[UUID] = mapped_column(ForeignKey("organization.id"))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    name: Mapped[str] = mapped_column(Short)
    title: Mapped[str] = mapped_column(Short)
    content_hash: Mapped[str] = mapped_column(String(64))
    signed_at: Mapped[datetime]
    agreement: Mapped[Agreement] = relationship(back_populates="signatures")
    organization: Mapped[Organization] = relationship()


class Supplement(Identified, Base):
    """A later agreement on more of the same, valid once all sides have signed it."""

    __tablename__ = "supplement"
    __table_args__ = (
        UniqueConstraint("agreement_id", "number"),
        CheckConstraint("amount_fen >= 0", name="amount"),
    )

    agreement_id: Mapped[UUID] = mapped_column(ForeignKey("agreement.id"))
    number: Mapped[int]
    text: Mapped[str] = mapped_column(Long)
    amount_fen: Mapped[int]
    commitment_id: Mapped[UUID | None] = mapped_column(ForeignKey("commitment.id"))  # who pays it
    due_on: Mapped[date]
    content_hash: Mapped[str] = mapped_column(String(64))
    proposed_at: Mapped[datetime]
    proposed_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    signed_at: Mapped[datetime | None]
    agreement: Mapped[Agreement] = relationship(back_populates="supplements")
