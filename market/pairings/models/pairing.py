"""The tables of pairings: a triple in the making, its money, and who agreed to what."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from market.database import Base, Identified, Long
from market.listings.models import Listing
from market.organizations.models import Organization
from market.pairings.models.states import PairingState, Track
from market.vocabularies.calendar import Unit


class PartyRole(StrEnum):
    """What an organization is to a pairing."""

    NEED = "need"
    DELIVERY = "delivery"
    FUNDING = "funding"


class Pairing(Identified, Base):
    """At most one need, exactly one offer to deliver, any number of funding shares. `due_at` ends its state's time."""

    __tablename__ = "pairing"
    __table_args__ = (
        CheckConstraint("budget_fen >= 0 AND own_fen >= 0", name="amounts"),
        CheckConstraint("notice_count BETWEEN 5 AND 60", name="notice_count"),
        Index("ix_pairing_state_due_at", "state", "due_at"),
    )

    number: Mapped[str] = mapped_column(String(20), unique=True)  # for people: 2026-000123
    need_id: Mapped[UUID | None] = mapped_column(ForeignKey("need.id"), index=True)
    need_version: Mapped[int | None]
    offer_id: Mapped[UUID] = mapped_column(ForeignKey("listing.id"), index=True)  # a project or a service
    offer_version: Mapped[int]
    track: Mapped[Track]  # follows from the shares
    state: Mapped[PairingState]
    budget_fen: Mapped[int]
    own_fen: Mapped[int] = mapped_column(default=0)  # what the need's own budget or the project's raised money brings
    terms: Mapped[str] = mapped_column(Long, default="")  # what the parties agreed on, in words
    terms_number: Mapped[int] = mapped_column(default=1)  # grows with each change of terms; consents name it
    opened_at: Mapped[datetime]
    opened_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    opened_for_id: Mapped[UUID] = mapped_column(ForeignKey("organization.id"))  # the side that spoke first
    state_since: Mapped[datetime]
    due_at: Mapped[datetime | None]
    submitted_at: Mapped[datetime | None]
    decided_at: Mapped[datetime | None]
    engaged_fen: Mapped[int] = mapped_column(default=0)  # what of it was counted as raised by the project
    closed_at: Mapped[datetime | None]
    keep_until: Mapped[date | None]  # the last day on which its records have to be kept
    corrections: Mapped[int] = mapped_column(default=0)  # how often it was returned
    wants_review: Mapped[bool] = mapped_column(default=False)  # private money: the sides ask for experts
    fast_track: Mapped[bool] = mapped_column(default=False)  # an emergency covers it: the checks are merged
    notice_count: Mapped[int] = mapped_column(default=5)  # how long it is on public notice, in `notice_unit`
    notice_unit: Mapped[Unit] = mapped_column(default=Unit.WORKING_DAY)
    follows_id: Mapped[UUID | None] = mapped_column(ForeignKey("pairing.id"))  # the one before in rank fell through
    revision: Mapped[int] = mapped_column()
    need: Mapped[Listing | None] = relationship(foreign_keys=[need_id], primaryjoin="Pairing.need_id == Listing.id")
    offer: Mapped[Listing] = relationship(foreign_keys=[offer_id])
    shares: Mapped[list["FundingShare"]] = relationship(
        back_populates="pairing", cascade="all, delete-orphan", order_by="FundingShare.position"
    )
    parties: Mapped[list["Party"]] = relationship(
        back_populates="pairing", cascade="all, delete-orphan", order_by="Party.role, Party.organization_id"
    )
    # Of two people who act at the same moment, the second is refused.
    __mapper_args__ = {"version_id_col": revision}


class FundingShare(Identified, Base):
    """What one programme or resource brings: an amount of money, or a quantity of something else."""

    __tablename__ = "funding_share"
    __table_args__ = (
        UniqueConstraint("pairing_id", "listing_id"),
        CheckConstraint("amount_fen > 0 OR quantity > 0", name="something"),
        CheckConstraint("amount_fen IS NULL OR quantity IS NULL", name="one_measure"),
    )

    pairing_id: Mapped[UUID] = mapped_column(ForeignKey("pairing.id"))
    position: Mapped[int]
    listing_id: Mapped[UUID] = mapped_column(ForeignKey("listing.id"), index=True)  # a programme or a resource
    listing_version: Mapped[int]
    amount_fen: Mapped[int | None]
    quantity: Mapped[int | None]
    pairing: Mapped[Pairing] = relationship(back_populates="shares")
    listing: Mapped[Listing] = relationship()


class Party(Identified, Base):
    """An organization that takes part, and the terms that it last agreed to (0: none yet)."""

    __tablename__ = "party"
    __table_args__ = (UniqueConstraint("pairing_id", "organization_id"),)

    pairing_id: Mapped[UUID] = mapped_column(ForeignKey("pairing.id"))
    organization_id: Mapped[UUID] = mapped_column(ForeignKey("organization.id"), index=True)
    role: Mapped[PartyRole]  # its first one, where it has several
    agreed_terms: Mapped[int] = mapped_column(default=0)
    agreed_at: Mapped[datetime | None]
    agreed_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    pairing: Mapped[Pairing] = relationship(back_populates="parties")
    organization: Mapped[Organization] = relationship()
