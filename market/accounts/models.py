"""The tables of people, their memberships and offices, and of attempts to sign in."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from market.database import Base, Identified, Short
from market.permissions import Office


class MemberRole(StrEnum):
    """What a person is to an organization."""

    MEMBER = "member"
    MANAGER = "manager"


class Person(Identified, Base):
    """Somebody who signs in. `email` is stored in lower case."""

    __tablename__ = "person"

    email: Mapped[str] = mapped_column(String(254), unique=True)
    name: Mapped[str] = mapped_column(Short)
    password_hash: Mapped[str] = mapped_column(String(200))
    language: Mapped[str] = mapped_column(String(2), default="zh")
    created_at: Mapped[datetime]
    disabled_at: Mapped[datetime | None]
    memberships: Mapped[list["Membership"]] = relationship(back_populates="person", order_by="Membership.starts_on")
    offices: Mapped[list["OfficeGrant"]] = relationship(
        back_populates="person", order_by="OfficeGrant.starts_on", foreign_keys="OfficeGrant.person_id"
    )


class Membership(Identified, Base):
    """A person acts for an organization from one day to another; `ends_on` is the last day."""

    __tablename__ = "membership"
    __table_args__ = (CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name="period"),)

    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    organization_id: Mapped[UUID] = mapped_column(ForeignKey("organization.id"), index=True)
    role: Mapped[MemberRole]
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]
    person: Mapped[Person] = relationship(back_populates="memberships")


class OfficeGrant(Identified, Base):
    """A person holds an office from one day to another; `ends_on` is the last day.

    `on_behalf_of_id`: by delegation, in the name of somebody who holds the office themselves.
    """

    __tablename__ = "office_grant"
    __table_args__ = (CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name="period"),)

    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    office: Mapped[Office]
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]
    granted_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    on_behalf_of_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"), index=True)
    ended_at: Mapped[datetime | None]  # before its last day, at once
    person: Mapped[Person] = relationship(back_populates="offices", foreign_keys=[person_id])
    on_behalf_of: Mapped[Person | None] = relationship(foreign_keys=[on_behalf_of_id])


class SignInAttempt(Identified, Base):
    """An attempt to sign in that failed, or to sign up; `key` is a hash of what it is counted by."""

    __tablename__ = "sign_in_attempt"
    __table_args__ = (Index("ix_sign_in_attempt_key_at", "key", "at"),)

    key: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime]
