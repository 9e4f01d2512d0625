"""The tables of organizations, what they can prove, who is behind them, and what was verified when."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from market.database import Base, Code, Identified, Long, Short
from market.organizations.credit_code import OrganizationKind, is_fictitious
from market.vocabularies.models import Vocabulary


class VerificationState(StrEnum):
    """Whether an official has checked what an organization says of itself."""

    AWAITING = "awaiting"
    VERIFIED = "verified"
    REFUSED = "refused"


class Standing(StrEnum):
    """What the credit lists of social organizations say (令60)."""

    NORMAL = "normal"
    ABNORMAL = "abnormal"  # 活动异常名录
    SERIOUSLY_DISHONEST = "seriously_dishonest"  # 严重违法失信名单


class QualificationKind(StrEnum):
    """What a certificate allows."""

    PUBLIC_FUNDRAISING = "public_fundraising"  # 公开募捐资格
    TAX_DEDUCTIBLE = "tax_deductible"  # 公益性捐赠税前扣除资格
    NON_PROFIT_EXEMPT = "non_profit_exempt"  # 非营利组织免税资格
    LICENCE = "licence"  # 其他许可


class Relation(StrEnum):
    """How a party is tied to an organization (慈善法 14, 40, 59)."""

    FOUNDER = "founder"
    DONOR = "donor"
    DIRECTOR = "director"
    SUPERVISOR = "supervisor"
    CONTROLLER = "controller"
    KIN = "kin"


class RevisionState(StrEnum):
    """What became of a proposed change."""

    PENDING = "pending"
    APPROVED = "approved"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"  # by the organization, before anybody decided


class Organization(Identified, Base):
    """A registered organization: the values that are valid now. Proposed sensitive changes wait in `Revision`."""

    __tablename__ = "organization"
    __table_args__ = (
        CheckConstraint("assessment_level BETWEEN 1 AND 5", name="assessment_level"),
        CheckConstraint("full_time_staff >= 0 AND licensed_social_workers >= 0", name="staff"),
    )

    credit_code: Mapped[str] = mapped_column(String(18), unique=True)
    kind: Mapped[OrganizationKind] = mapped_column(index=True)  # derived from the credit code
    name: Mapped[str] = mapped_column(Short, index=True)
    name_en: Mapped[str | None] = mapped_column(Short)
    legal_representative: Mapped[str] = mapped_column(Short)
    registering_authority: Mapped[str] = mapped_column(Short)
    registered_on: Mapped[date]
    scope: Mapped[str] = mapped_column(Long)  # 业务范围, as registered
    mission: Mapped[str] = mapped_column(Long)  # in its own words
    division_code: Mapped[str] = mapped_column(ForeignKey("division.code"), index=True)
    address: Mapped[str] = mapped_column(Short)
    assessment_level: Mapped[int | None]  # 1 to 5 for 1A to 5A
    assessment_valid_until: Mapped[date | None]
    charity_since: Mapped[date | None]
    standing: Mapped[Standing | None]
    standing_checked_on: Mapped[date | None]
    full_time_staff: Mapped[int] = mapped_column(default=0)
    licensed_social_workers: Mapped[int] = mapped_column(default=0)
    verification: Mapped[VerificationState] = mapped_column(index=True)
    verified_at: Mapped[datetime | None]
    registered_at: Mapped[datetime]  # on this site
    version_number: Mapped[int] = mapped_column(default=0)  # 0 until first verified
    delivered_pairings: Mapped[int] = mapped_column(default=0)  # approved or confirmed ones in which it delivers
    revision: Mapped[int] = mapped_column()
    tags: Mapped[list["OrganizationTag"]] = relationship(
        cascade="all, delete-orphan", order_by="OrganizationTag.vocabulary, OrganizationTag.code"
    )
    qualifications: Mapped[list["Qualification"]] = relationship(
        cascade="all, delete-orphan", order_by="Qualification.kind, Qualification.id"
    )
    related_parties: Mapped[list["RelatedParty"]] = relationship(
        cascade="all, delete-orphan",
        order_by="RelatedParty.name, RelatedParty.id",
        foreign_keys="RelatedParty.organization_id",
    )
    __mapper_args__ = {"version_id_col": revision}

    @property
    def is_verified(self) -> bool:
        """An official checked it, and it was not refused since."""
        return self.verification is VerificationState.VERIFIED

    @property
    def is_fictitious(self) -> bool:
        """Made up for demonstration; its credit code is of no real division."""
        return is_fictitious(self.credit_code)

    def codes(self, vocabulary: Vocabulary | str) -> list[str]:
        """The codes of one vocabulary that it is described with, in their order."""
        return sorted(tag.code for tag in self.tags if tag.vocabulary == vocabulary)

    def valid_level(self, on: date) -> int | None:
        """The assessment level that is valid on a day; an expired one counts as none (C15)."""
        if self.assessment_level is None or self.assessment_valid_until is None:
            return None
        return self.assessment_level if self.assessment_valid_until >= on else None


class OrganizationTag(Base):
    """A word of a vocabulary that describes an organization: fields and groups."""

    __tablename__ = "organization_tag"

    organization_id: Mapped[UUID] = mapped_column(ForeignKey("organization.id"), primary_key=True)
    vocabulary: Mapped[Vocabulary] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(Code, primary_key=True)


class Qualification(Identified, Base):
    """A certificate with its dates; `expires_on` is the last valid day, None for one without an end."""

    __tablename__ = "qualification"
    __table_args__ = (CheckConstraint("expires_on IS NULL OR expires_on >= issued_on", name="period"),)

    organization_id: Mapped[UUID] = mapped_column(ForeignKey("organization.id"), index=True)
    kind: Mapped[QualificationKind]
    certificate: Mapped[str] = mapped_column(Short)
    issued_on: Mapped[date]
    expires_on: Mapped[date | None] = mapped_column(index=True)

    def is_valid(self, on: date) -> bool:
        """Whether it can be relied on that day."""
        return self.issued_on <= on and (self.expires_on is None or self.expires_on >= on)


class RelatedParty(Identified, Base):
    """A person or organization behind an organization, from one day to another."""

    __tablename__ = "related_party"

    organization_id: Mapped[UUID] = mapped_column(ForeignKey("organization.id"), index=True)
    name: Mapped[str] = mapped_column(Short, index=True)
    relation: Mapped[Relation]
    other_id: Mapped[UUID | None] = mapped_column(ForeignKey("organization.id"), index=True)
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"), index=True)  # where they have an account
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]


class InterestKind(StrEnum):
    """What ties a person to an organization, beside acting for it here."""

    EMPLOYED = "employed"
    LEADING = "leading"  # director, supervisor, partner
    OWNING = "owning"
    KIN = "kin"  # a spouse or near relative is one of the above (实施条例 9)
    OTHER = "other"


class Interest(Identified, Base):
    """What an official or expert has registered of themselves; it is ended, never removed."""

    __tablename__ = "interest"
    __table_args__ = (CheckConstraint("ends_on IS NULL OR starts_on IS NULL OR ends_on >= starts_on", name="period"),)

    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    organization_id: Mapped[UUID] = mapped_column(ForeignKey("organization.id"), index=True)
    kind: Mapped[InterestKind]
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    note: Mapped[str] = mapped_column(Long, default="")
    registered_at: Mapped[datetime]
    organization: Mapped[Organization] = relationship()


class OrganizationVersion(Identified, Base):
    """What was verified: the whole content at that moment. Never changed."""

    __tablename__ = "organization_version"
    __table_args__ = (UniqueConstraint("organization_id", "number"),)

    organization_id: Mapped[UUID] = mapped_column(ForeignKey("organization.id"), index=True)
    number: Mapped[int]
    content: Mapped[dict[str, Any]]
    made_at: Mapped[datetime]
    made_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))


class Revision(Identified, Base):
    """A proposed change of sensitive values; the valid ones stay until an official approves it."""

    __tablename__ = "organization_revision"
    __table_args__ = (Index("ix_organization_revision_state_proposed_at", "state", "proposed_at"),)

    organization_id: Mapped[UUID] = mapped_column(ForeignKey("organization.id"), index=True)
    changes: Mapped[dict[str, Any]]
    state: Mapped[RevisionState]
    proposed_at: Mapped[datetime]
    proposed_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    note: Mapped[str] = mapped_column(Long, default="")
    row_revision: Mapped[int] = mapped_column()
    organization: Mapped[Organization] = relationship()
    __mapper_args__ = {"version_id_col": row_revision}
