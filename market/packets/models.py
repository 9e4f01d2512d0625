"""The table of packets: what was known when a file was passed on or decided. Rows are never changed, never removed."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from market.database import Base, Identified
from market.pairings.models import Pairing


class Packet(Identified, Base):
    """One frozen state of a file; `sha256` is the digest of its content's canonical JSON.

    The trail names the hash in the event with which the packet was made, and in the one that decides by it.
    """

    __tablename__ = "packet"
    __table_args__ = (UniqueConstraint("pairing_id", "number"),)

    pairing_id: Mapped[UUID] = mapped_column(ForeignKey("pairing.id"))
    number: Mapped[int]  # 1, 2, 3 … in its pairing
    content: Mapped[dict[str, Any]]
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    made_at: Mapped[datetime]
    made_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    pairing: Mapped[Pairing] = relationship()
