"""The tables of public notices: the frozen text, who objected to it, and what the sides answered."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from market.accounts.models import Person
from market.database import Base, Identified, Long, Short
from market.organizations.models import Organization
from market.pairings.models import Pairing


class Notice(Identified, Base):
    """What the public reads of one approval. The content never changes; what became of it, the pairing tells."""

    __tablename__ = "notice"

    pairing_id: Mapped[UUID] = mapped_column(ForeignKey("pairing.id"), unique=True)
    title: Mapped[str] = mapped_column(Short)
    words: Mapped[str] = mapped_column(Long)  # what a search looks through: title, number, names of the sides
    content: Mapped[dict[str, Any]]
    content_hash: Mapped[str] = mapped_column(String(64))  # SHA-256 of the canonical JSON
    published_at: Mapped[datetime] = mapped_column(index=True)
    reads: Mapped[int] = mapped_column(default=0)  # visits to its page, as far as scripts tell
    pairing: Mapped[Pairing] = relationship()


class ObjectionState(StrEnum):
    """What became of an objection."""

    FILED = "filed"
    TAKEN = "taken"  # under investigation
    UPHELD = "upheld"
    DISMISSED = "dismissed"


OPEN = frozenset({ObjectionState.FILED, ObjectionState.TAKEN})


class Objection(Identified, Base):
    """What somebody, with an account or without one, has against an approval, and the answer.

    Name and contact are for the investigator and the auditor alone (慈善法 110). `person_id`: who was signed in.
    """

    __tablename__ = "objection"
    __table_args__ = (
        UniqueConstraint("notice_id", "ordinal"),
        CheckConstraint("decided_at IS NULL OR (findings <> '' AND reasons <> '')", name="reasoned"),
        Index("ix_objection_state_due_at", "state", "due_at"),
    )

    notice_id: Mapped[UUID] = mapped_column(ForeignKey("notice.id"))
    ordinal: Mapped[int]
    number: Mapped[str] = mapped_column(String(30))  # for people: 2026-000123-1
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)  # of the secret in the objector's link
    name: Mapped[str] = mapped_column(Short)
    contact: Mapped[str] = mapped_column(Short)
    speaks_for: Mapped[str] = mapped_column(Short, default="")  # "" for themselves
    statement: Mapped[str] = mapped_column(Long)
    evidence: Mapped[str] = mapped_column(Long, default="")
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    filed_at: Mapped[datetime]
    due_at: Mapped[datetime]
    state: Mapped[ObjectionState]
    investigator_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    taken_at: Mapped[datetime | None]
    answers_due_at: Mapped[datetime | None]
    findings: Mapped[str] = mapped_column(Long, default="")
    reasons: Mapped[str] = mapped_column(Long, default="")
    decided_at: Mapped[datetime | None]
    revision: Mapped[int] = mapped_column()
    notice: Mapped[Notice] = relationship()
    investigator: Mapped[Person | None] = relationship(foreign_keys=[investigator_id])
    replies: Mapped[list["Reply"]] = relationship(back_populates="objection", order_by="Reply.given_at, Reply.id")
    __mapper_args__ = {"version_id_col": revision}

    @property
    def is_open(self) -> bool:
        """Whether it waits for a decision."""
        return self.state in OPEN


class Reply(Identified, Base):
    """What one side of the pairing says to an objection, once."""

    __tablename__ = "reply"
    __table_args__ = (UniqueConstraint("objection_id", "organization_id"),)

    objection_id: Mapped[UUID] = mapped_column(ForeignKey("objection.id"))
    organization_id: Mapped[UUID] = mapped_column(ForeignKey("organization.id"))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    text: Mapped[str] = mapped_column(Long)
    given_at: Mapped[datetime]
    objection: Mapped[Objection] = relationship(back_populates="replies")
    organization: Mapped[Organization] = relationship()
