"""The tables of emergencies: what was declared, for whom, until when, and the files that went faster under it."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from market import clock
from market.accounts.models import Person
from market.database import Base, Identified, Long
from market.pairings.models.pairing import Pairing
from market.vocabularies.calendar import LAST_SECOND


class EmergencyState(StrEnum):
    """Where an emergency stands."""

    DECLARED = "declared"  # in force, and waits to be ratified
    RATIFIED = "ratified"  # in force
    LAPSED = "lapsed"  # nobody ratified it in time
    ENDED = "ended"  # by its last day, or by hand


class Emergency(Identified, Base):
    """An emergency: its scope, its last day, and who answers for it. Empty divisions or fields mean all of them."""

    __tablename__ = "emergency"

    reason: Mapped[str] = mapped_column(Long)
    divisions: Mapped[list[str]]
    fields: Mapped[list[str]]
    tracks: Mapped[list[str]]
    ends_on: Mapped[date]
    state: Mapped[EmergencyState]
    declared_at: Mapped[datetime]
    declared_by_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    declared_for_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))  # whose office was lent
    ratify_by: Mapped[datetime]
    ratified_at: Mapped[datetime | None]
    ratified_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    extended_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    revision: Mapped[int] = mapped_column()
    declared_by: Mapped[Person] = relationship(foreign_keys=[declared_by_id])
    __mapper_args__ = {"version_id_col": revision}

    @property
    def last_moment(self) -> datetime:
        """24:00 of its last day in China, as deadlines have it."""
        return datetime.combine(self.ends_on, LAST_SECOND, clock.CHINA)

    def is_active(self, at: datetime) -> bool:
        """Whether it is in force: declared and not yet too late to be ratified, or ratified; and not over."""
        if at > self.last_moment:
            return False
        waits = self.state is EmergencyState.DECLARED and at <= self.ratify_by
        return waits or self.state is EmergencyState.RATIFIED


class EmergencyCase(Identified, Base):
    """A file that an emergency covers: from when to when, whether its checks were passed at once, and the review."""

    __tablename__ = "emergency_case"
    __table_args__ = (UniqueConstraint("emergency_id", "pairing_id"),)

    emergency_id: Mapped[UUID] = mapped_column(ForeignKey("emergency.id"))
    pairing_id: Mapped[UUID] = mapped_column(ForeignKey("pairing.id"), index=True)
    since_at: Mapped[datetime]
    until_at: Mapped[datetime | None]
    used_at: Mapped[datetime | None]  # when all checks were passed at once
    to_review: Mapped[bool] = mapped_column(default=False)  # decided under an emergency that nobody ratified
    review: Mapped[str] = mapped_column(Long, default="")
    reviewed_at: Mapped[datetime | None]
    reviewed_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    emergency: Mapped[Emergency] = relationship()
    pairing: Mapped[Pairing] = relationship()
