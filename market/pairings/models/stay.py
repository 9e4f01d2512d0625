"""The table of how long pairings stood where: what cards, statistics and expected times are counted from."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from market.database import Base, Identified
from market.pairings.models.pairing import Pairing
from market.pairings.models.states import PairingState, Track
from market.vocabularies.calendar import Unit


class Stay(Identified, Base):
    """One pairing in one state, from when to when. `office`: the role that holds the file, "" for none of the district.

    `limit_count` and `limit_unit` are the clock that ran; `due_at` is its end, kept as it was set.
    """

    __tablename__ = "stay"
    __table_args__ = (
        Index("ix_stay_pairing_id_left_at", "pairing_id", "left_at"),
        Index("ix_stay_state_left_at", "state", "left_at"),
    )

    pairing_id: Mapped[UUID] = mapped_column(ForeignKey("pairing.id"))
    track: Mapped[Track]
    state: Mapped[PairingState]
    office: Mapped[str] = mapped_column(String(40))
    entered_at: Mapped[datetime]
    clock_since: Mapped[datetime]  # when the clock began: earlier than `entered_at` where one clock covers two states
    limit_count: Mapped[int | None]
    limit_unit: Mapped[Unit | None]
    due_at: Mapped[datetime | None]
    left_at: Mapped[datetime | None]
    step: Mapped[str | None] = mapped_column(String(60))  # by which it left
    pairing: Mapped[Pairing] = relationship()
