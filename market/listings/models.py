"""The tables of listings: shared columns once, one table more for each kind; their words and their versions."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from market.database import Base, Code, Identified, Long, Short
from market.organizations.models import Organization
from market.vocabularies.models import Vocabulary
from matching.records import Kind


class ListingState(StrEnum):
    """Where a listing stands; whether its dates are over is not a state."""

    DRAFT = "draft"
    PUBLISHED = "published"
    PAUSED = "paused"
    CLOSED = "closed"


class FundingSource(StrEnum):
    """Where a need's money comes from."""

    FISCAL = "fiscal"  # 财政预算
    SPECIAL_FUND = "special_fund"  # 专项资金
    SEEKING_FUNDS = "seeking_funds"  # 待筹


class Stage(StrEnum):
    """How far a project has come."""

    PILOT = "pilot"
    MATURE = "mature"
    SCALING = "scaling"


class ResourceKind(StrEnum):
    """What a resource is made of."""

    MONEY = "money"
    GOODS = "goods"
    VENUE = "venue"
    VOLUNTEERS = "volunteers"
    PROFESSIONAL = "professional"


class Listing(Identified, Base):
    """What every listing has. Everything but the title may still be empty in a draft."""

    __tablename__ = "listing"
    __table_args__: Any = (
        CheckConstraint("ends_on IS NULL OR starts_on IS NULL OR ends_on >= starts_on", name="period"),
        CheckConstraint("closes_on IS NULL OR opens_on IS NULL OR closes_on >= opens_on", name="window"),
        Index("ix_listing_state_published_at", "state", "published_at"),
    )

    kind: Mapped[Kind] = mapped_column(index=True)
    organization_id: Mapped[UUID] = mapped_column(ForeignKey("organization.id"), index=True)
    state: Mapped[ListingState]
    title: Mapped[str] = mapped_column(Short)
    summary: Mapped[str] = mapped_column(Long, default="")
    language: Mapped[str] = mapped_column(String(2), default="zh")
    starts_on: Mapped[date | None]  # when it is to happen
    ends_on: Mapped[date | None]
    opens_on: Mapped[date | None]  # when it takes offers or applications
    closes_on: Mapped[date | None]
    created_at: Mapped[datetime]
    created_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    published_at: Mapped[datetime | None]  # first publication
    changed_at: Mapped[datetime]
    version_number: Mapped[int] = mapped_column(default=0)  # of the published content; 0 until first published
    revision: Mapped[int] = mapped_column()
    organization: Mapped[Organization] = relationship()
    tags: Mapped[list["ListingTag"]] = relationship(
        cascade="all, delete-orphan", order_by="ListingTag.vocabulary, ListingTag.code"
    )
    __mapper_args__ = {"polymorphic_on": "kind", "version_id_col": revision}

    def codes(self, vocabulary: Vocabulary | str) -> list[str]:
        """The codes of one vocabulary that it is described with."""
        return [tag.code for tag in self.tags if tag.vocabulary == vocabulary]

    @property
    def is_published(self) -> bool:
        """Whether it is on the market."""
        return self.state is ListingState.PUBLISHED


class ListingTag(Base):
    """A word of a vocabulary that describes a listing; `inferred` until a person has confirmed it."""

    __tablename__ = "listing_tag"
    __table_args__ = (Index("ix_listing_tag_vocabulary_code", "vocabulary", "code"),)

    listing_id: Mapped[UUID] = mapped_column(ForeignKey("listing.id"), primary_key=True)
    vocabulary: Mapped[Vocabulary] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(Code, primary_key=True)
    inferred: Mapped[bool] = mapped_column(default=False)


class ListingVersion(Identified, Base):
    """What a published listing said: the whole content. Never changed; pairings remember which they were agreed on."""

    __tablename__ = "listing_version"
    __table_args__ = (UniqueConstraint("listing_id", "number"),)

    listing_id: Mapped[UUID] = mapped_column(ForeignKey("listing.id"), index=True)
    number: Mapped[int]
    content: Mapped[dict[str, Any]]
    content_hash: Mapped[str] = mapped_column(String(64))
    made_at: Mapped[datetime]
    made_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))


class Need(Listing):
    """What a department, subdistrict or community asks for."""

    __tablename__ = "need"
    __table_args__ = (CheckConstraint("budget_fen >= 0", name="budget"),)

    id: Mapped[UUID] = mapped_column(ForeignKey("listing.id"), primary_key=True)
    outcome: Mapped[str] = mapped_column(Long, default="")
    conditions: Mapped[str] = mapped_column(Long, default="")
    budget_fen: Mapped[int | None]
    funding_source: Mapped[FundingSource | None]
    admits: Mapped[list[str]] = mapped_column(default=list)  # kinds of organization; empty: any
    criteria: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)  # see `award`; empty: the standard list
    least_level: Mapped[int | None]
    beneficiaries_count: Mapped[int | None]
    __mapper_args__ = {"polymorphic_identity": Kind.NEED}


class Project(Listing):
    """What a provider wants to carry out, and what it still lacks for it."""

    __tablename__ = "project"
    __table_args__ = (CheckConstraint("raised_fen >= 0 AND raised_fen <= budget_fen", name="raised"),)

    id: Mapped[UUID] = mapped_column(ForeignKey("listing.id"), primary_key=True)
    method: Mapped[str] = mapped_column(Long, default="")
    evidence: Mapped[str] = mapped_column(Long, default="")
    indicators: Mapped[str] = mapped_column(Long, default="")
    stage: Mapped[Stage | None]
    budget_fen: Mapped[int | None]
    raised_fen: Mapped[int] = mapped_column(default=0)
    least_fen: Mapped[int | None]  # the smallest grant that is of use
    beneficiaries_count: Mapped[int | None]
    __mapper_args__ = {"polymorphic_identity": Kind.PROJECT}

    @property
    def gap_fen(self) -> int | None:
        """What is still to be found."""
        return None if self.budget_fen is None else self.budget_fen - self.raised_fen


class Service(Listing):
    """What a provider can deliver, and how much of it at once."""

    __tablename__ = "service"
    __table_args__ = (CheckConstraint("capacity >= 0 AND engaged >= 0", name="capacity"),)

    id: Mapped[UUID] = mapped_column(ForeignKey("listing.id"), primary_key=True)
    experience: Mapped[str] = mapped_column(Long, default="")
    capacity: Mapped[int | None]
    engaged: Mapped[int] = mapped_column(default=0)  # approved pairings that use it
    free_on: Mapped[date | None]  # when the first of these is to end
    since_year: Mapped[int | None]
    unit_cost_fen: Mapped[int | None]
    unit_note: Mapped[str] = mapped_column(Short, default="")
    __mapper_args__ = {"polymorphic_identity": Kind.SERVICE}


class Programme(Listing):
    """What a funder gives money for, how much, and to whom."""

    __tablename__ = "programme"
    __table_args__ = (
        CheckConstraint("grant_most_fen >= grant_least_fen AND grant_least_fen >= 0", name="band"),
        CheckConstraint("reserved_fen >= 0 AND reserved_fen <= budget_fen", name="reserved"),
        CheckConstraint("admin_cap_percent BETWEEN 0 AND 100", name="admin_cap"),
        CheckConstraint("engaged >= 0", name="engaged"),
    )

    id: Mapped[UUID] = mapped_column(ForeignKey("listing.id"), primary_key=True)
    exclusions: Mapped[str] = mapped_column(Long, default="")
    procedure: Mapped[str] = mapped_column(Long, default="")  # 申请评审程序, published first (基金会管理条例 30)
    grant_least_fen: Mapped[int | None]
    grant_most_fen: Mapped[int | None]
    budget_fen: Mapped[int | None]
    reserved_fen: Mapped[int] = mapped_column(default=0)  # by approved pairings
    admits: Mapped[list[str]] = mapped_column(default=list)
    least_level: Mapped[int | None]
    admin_cap_percent: Mapped[int | None]
    max_pairings: Mapped[int | None]
    engaged: Mapped[int] = mapped_column(default=0)  # approved pairings that it gives money to
    __mapper_args__ = {"polymorphic_identity": Kind.PROGRAMME}

    @property
    def remaining_fen(self) -> int | None:
        """What is not yet reserved."""
        return None if self.budget_fen is None else self.budget_fen - self.reserved_fen

    @property
    def pairings_left(self) -> int | None:
        """How many more it may give money to; None if it does not say."""
        return None if self.max_pairings is None else max(0, self.max_pairings - self.engaged)


class Resource(Listing):
    """Money, goods, a venue, volunteers or professional time; `opens_on` to `closes_on` is when it can be had."""

    __tablename__ = "resource"
    __table_args__ = (
        CheckConstraint("quantity >= 0 AND reserved_quantity >= 0 AND reserved_quantity <= quantity", name="quantity"),
    )

    id: Mapped[UUID] = mapped_column(ForeignKey("listing.id"), primary_key=True)
    resource_kind: Mapped[ResourceKind | None]
    conditions: Mapped[str] = mapped_column(Long, default="")
    quantity: Mapped[int | None]  # of money: yuan are not used, see amount_fen
    unit: Mapped[str] = mapped_column(Short, default="")
    reserved_quantity: Mapped[int] = mapped_column(default=0)
    amount_fen: Mapped[int | None]  # money only
    reserved_fen: Mapped[int] = mapped_column(default=0)
    __mapper_args__ = {"polymorphic_identity": Kind.RESOURCE}

    @property
    def remaining_fen(self) -> int | None:
        """Of money: what is not yet reserved."""
        return None if self.amount_fen is None else self.amount_fen - self.reserved_fen
