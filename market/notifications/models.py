"""The tables of what people were told, of the mails that carry it, and of how they want to hear of it."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from market.accounts.models import Person
from market.database import Base, Identified, Short
from market.notifications.kinds import Category, Kind


class Frequency(StrEnum):
    """How often mail comes."""

    AT_ONCE = "at_once"
    DAILY = "daily"
    WEEKLY = "weekly"
    NONE = "none"


class MailState(StrEnum):
    """Where a mail stands. One that stays at SENDING may or may not have arrived; nobody sends it again unasked."""

    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    DROPPED = "dropped"


class Mail(Identified, Base):
    """One mail to one person. It is put into words when it is sent: in the language, and to the address, of then.

    Nothing of what people are told is kept twice, and a retry bears the same `message_id`.
    """

    __tablename__ = "mail"
    __table_args__ = (
        UniqueConstraint("person_id", "digest_on"),  # at most one digest a day
        Index("ix_mail_state_next_attempt_at", "state", "next_attempt_at"),
    )

    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    digest_on: Mapped[date | None]  # None: news sent at once
    state: Mapped[MailState] = mapped_column(default=MailState.WAITING)
    attempts: Mapped[int] = mapped_column(default=0)  # answers of the server about this mail
    next_attempt_at: Mapped[datetime]
    leased_until: Mapped[datetime | None]  # while SENDING: when the sender must have died
    last_error: Mapped[str] = mapped_column(String(500), default="")
    message_id: Mapped[str | None] = mapped_column(String(300))
    created_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    person: Mapped[Person] = relationship()
    notifications: Mapped[list["Notification"]] = relationship(
        back_populates="mail", order_by="(Notification.created_at, Notification.id)"
    )


class Notification(Identified, Base):
    """One thing that one person is told. `shown` on their page; by mail as `mail_by` says, in `mail` once queued."""

    __tablename__ = "notification"
    __table_args__ = (
        UniqueConstraint("person_id", "dedupe_key"),
        Index("ix_notification_person_id_created_at", "person_id", "created_at"),
        Index("ix_notification_mail_by_created_at", "mail_by", "created_at"),
        # What the count in every page's menu reads.
        Index(
            "ix_notification_unread",
            "person_id",
            sqlite_where=text("read_at IS NULL AND shown"),
            postgresql_where=text("read_at IS NULL AND shown"),
        ),
    )

    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    kind: Mapped[Kind]
    values: Mapped[dict[str, Any]]
    subject_kind: Mapped[str] = mapped_column(String(60))
    subject_id: Mapped[UUID]
    url_path: Mapped[str] = mapped_column(String(500))
    dedupe_key: Mapped[str | None] = mapped_column(Short)
    shown: Mapped[bool]
    mail_by: Mapped[Frequency]
    mail_id: Mapped[UUID | None] = mapped_column(ForeignKey("mail.id"), index=True)
    created_at: Mapped[datetime]
    read_at: Mapped[datetime | None]
    mail: Mapped[Mail | None] = relationship(back_populates="notifications")


class NotificationSetting(Identified, Base):
    """How one person wants to hear of one category; without a row, as `preferences.DEFAULTS` has it."""

    __tablename__ = "notification_setting"
    __table_args__ = (UniqueConstraint("person_id", "category"),)

    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    category: Mapped[Category]
    on_page: Mapped[bool]
    mail_by: Mapped[Frequency]
