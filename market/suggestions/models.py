"""The tables of vectors, match runs, suggestions and people's answers to them."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from market.database import Base, Code, Identified, Long
from matching.records import Kind


class Answer(StrEnum):
    """What somebody said to a suggestion."""

    OPEN = "open"
    INTEREST = "interest"
    DISMISSED = "dismissed"


class DismissalReason(StrEnum):
    """Why a suggestion does not suit; the first three teach the matcher, the others do not speak of fit."""

    WRONG_THEME = "wrong_theme"
    WRONG_PEOPLE = "wrong_people"
    WRONG_PLACE = "wrong_place"
    AMOUNT = "amount"
    TIME = "time"
    NO_CAPACITY = "no_capacity"
    KNOWN_ALREADY = "known_already"
    OTHER = "other"


class Embedding(Base):
    """The vector of one text under one encoder: float32, little-endian, unit norm. Nothing is encoded twice."""

    __tablename__ = "embedding"

    encoder_id: Mapped[str] = mapped_column(String(120), primary_key=True)
    text_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    vector: Mapped[bytes] = mapped_column(LargeBinary)
    made_at: Mapped[datetime]


class MatchRun(Identified, Base):
    """One answer of the matcher, with the versions and inputs by which it can be reproduced."""

    __tablename__ = "match_run"
    __table_args__ = (Index("ix_match_run_listing_id_made_at", "listing_id", "made_at"),)

    listing_id: Mapped[UUID] = mapped_column(ForeignKey("listing.id"))
    listing_version: Mapped[int]
    for_kind: Mapped[Kind]
    encoder_id: Mapped[str] = mapped_column(String(120))
    weights_version: Mapped[str] = mapped_column(String(40))
    rules_version: Mapped[str | None] = mapped_column(String(40))  # of the catalogue, and of what was confirmed
    as_of: Mapped[int] = mapped_column(BigInteger)  # number of the last change that was known
    considered: Mapped[int]
    excluded: Mapped[dict[str, Any]]  # rule: how many candidates it excluded
    made_at: Mapped[datetime]
    suggestions: Mapped[list["Suggestion"]] = relationship(
        back_populates="run", cascade="all, delete-orphan", order_by="Suggestion.rank"
    )


class Suggestion(Identified, Base):
    """One candidate that somebody was shown, why, and what they said."""

    __tablename__ = "suggestion"
    __table_args__ = (
        UniqueConstraint("run_id", "candidate_id"),
        CheckConstraint("score BETWEEN 0 AND 1", name="score"),
    )

    run_id: Mapped[UUID] = mapped_column(ForeignKey("match_run.id"))
    candidate_id: Mapped[UUID] = mapped_column(ForeignKey("listing.id"), index=True)
    candidate_version: Mapped[int]
    rank: Mapped[int]
    score: Mapped[float]
    forward: Mapped[float]
    backward: Mapped[float]
    band: Mapped[str] = mapped_column(Code)
    explanation: Mapped[dict[str, Any]]  # features, reasons, cautions and checks as they were shown
    answer: Mapped[Answer] = mapped_column(default=Answer.OPEN)
    reason: Mapped[DismissalReason | None]
    note: Mapped[str] = mapped_column(Long, default="")
    answered_at: Mapped[datetime | None]
    answered_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    run: Mapped[MatchRun] = relationship(back_populates="suggestions")
