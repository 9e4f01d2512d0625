"""The tables of acceptance: each round of it, and what those who were served think."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from market.database import Base, Identified, Long
from market.pairings.models import Pairing


class Verdict(StrEnum):
    """What came of a round."""

    ACCEPTED = "accepted"
    RECTIFY = "rectify"


class Acceptance(Identified, Base):
    """One round of acceptance. `token` opens the page on which those who were served say what they think."""

    __tablename__ = "acceptance"
    __table_args__ = (UniqueConstraint("pairing_id", "round"),)

    pairing_id: Mapped[UUID] = mapped_column(ForeignKey("pairing.id"))
    round: Mapped[int]
    token: Mapped[str] = mapped_column(String(64), unique=True)
    requested_at: Mapped[datetime]
    requested_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    request: Mapped[str] = mapped_column(Long, default="")
    verdict: Mapped[Verdict | None]
    decided_at: Mapped[datetime | None] = mapped_column(index=True)
    decided_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    note: Mapped[str] = mapped_column(Long, default="")
    few_opinions: Mapped[str] = mapped_column(Long, default="")  # why fewer than three were heard
    pairing: Mapped[Pairing] = relationship()
    opinions: Mapped[list["Opinion"]] = relationship(
        back_populates="acceptance", order_by="Opinion.given_at, Opinion.id"
    )

    @property
    def counted(self) -> list["Opinion"]:
        """The opinions with a code: the only ones that the least number of people to be heard is made of."""
        return [one for one in self.opinions if one.has_code]

    @property
    def mean(self) -> float | None:
        """The mean mark of the opinions with a code; of all where nobody used one, None where there are none."""
        marks = [one.rating for one in self.counted or self.opinions]
        return sum(marks) / len(marks) if marks else None


class Opinion(Identified, Base):
    """What somebody who was served thinks, without a name. `rating` is 1 (poor) to 5 (very good)."""

    __tablename__ = "opinion"
    __table_args__ = (CheckConstraint("rating BETWEEN 1 AND 5", name="rating"),)

    acceptance_id: Mapped[UUID] = mapped_column(ForeignKey("acceptance.id"), index=True)
    rating: Mapped[int]
    text: Mapped[str] = mapped_column(Long, default="")
    has_code: Mapped[bool] = mapped_column(default=False)
    given_at: Mapped[datetime]
    acceptance: Mapped[Acceptance] = relationship(back_populates="opinions")


class OpinionCode(Identified, Base):
    """A code that admits one opinion: only its hash, and not which opinion it admitted, nor when."""

    __tablename__ = "opinion_code"
    __table_args__ = (UniqueConstraint("acceptance_id", "sha256"),)

    acceptance_id: Mapped[UUID] = mapped_column(ForeignKey("acceptance.id"))
    sha256: Mapped[str] = mapped_column(String(64))
    is_used: Mapped[bool]
