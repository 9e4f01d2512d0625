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
    EXPIRED = "expired"  # nobody answered a proposal in time


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


class SentenceEmbedding(Base):
    """The vectors of the first sentences of one text under one encoder: float16, little-endian, unit norm, row by row.

    How many there are follows from the text, and their dimension from the encoder; the hash is of these sentences.
    """

    __tablename__ = "sentence_embedding"

    encoder_id: Mapped[str] = mapped_column(String(120), primary_key=True)
    text_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    vectors: Mapped[bytes] = mapped_column(LargeBinary)
    made_at: Mapped[datetime]


class Wave(Identified, Base):
    """One time that proposals were shared out: by which numbers, as of which change, and how many."""

    __tablename__ = "wave"

    policy_version: Mapped[str] = mapped_column(String(40))
    policy: Mapped[dict[str, Any]]  # its numbers by name
    seed: Mapped[str] = mapped_column(String(80))  # of the draws
    as_of: Mapped[int] = mapped_column(BigInteger)
    proposed: Mapped[int]
    lapsed: Mapped[int]
    made_at: Mapped[datetime]


class MatchRun(Identified, Base):
    """One answer of the matcher, with the versions and inputs by which it can be reproduced.

    With a wave, the system proposed it; without one, somebody answered a page that was computed when it was asked for.
    """

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
    wave_id: Mapped[UUID | None] = mapped_column(ForeignKey("wave.id"), index=True)
    withheld: Mapped[int] = mapped_column(default=0)  # better candidates that had enough open proposals
    suggestions: Mapped[list["Suggestion"]] = relationship(
        back_populates="run", cascade="all, delete-orphan", order_by="Suggestion.rank"
    )


class Suggestion(Identified, Base):
    """One candidate that was proposed or that somebody was shown, why, and what they said.

    A proposal has a day on which it lapses, and the probability with which the policy chose it (exposure.py); until it
    is answered, its explanation holds the features only, and `rank` is its place in its wave.
    """

    __tablename__ = "suggestion"
    __table_args__ = (
        UniqueConstraint("run_id", "candidate_id"),
        CheckConstraint("score BETWEEN 0 AND 1", name="score"),
        CheckConstraint("propensity > 0 AND propensity <= 1", name="propensity"),
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
    propensity: Mapped[float | None]
    lapses_at: Mapped[datetime | None] = mapped_column(index=True)
    first_seen_at: Mapped[datetime | None]
    seen_count: Mapped[int] = mapped_column(default=0)  # pages on which somebody of the asker's had it before them
    run: Mapped[MatchRun] = relationship(back_populates="suggestions")


class Ranker(Identified, Base):
    """One order that was learned from decisions, kept whether or not it was ever used.

    It is in use when it was adopted and not retired since; at most one is, and without any the weights decide.
    """

    __tablename__ = "ranker"

    number: Mapped[int] = mapped_column(unique=True)  # for people: 1, 2, 3 …
    text: Mapped[str] = mapped_column(Long)  # all of it, as the matching library reads it
    features: Mapped[list[str]]
    metrics: Mapped[dict[str, Any]]  # what it did on held-back decisions, and what speaks against using it
    decisions: Mapped[int]  # that it was learned from and tried on
    known_until: Mapped[datetime]  # later answers were not looked at
    trained_at: Mapped[datetime]
    trained_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    adopted_at: Mapped[datetime | None]
    retired_at: Mapped[datetime | None]

    @property
    def is_in_use(self) -> bool:
        """Whether it decides the order now."""
        return self.adopted_at is not None and self.retired_at is None

    @property
    def objections(self) -> list[str]:
        """Why it may not be used; none where it won."""
        return list(self.metrics["objections"])


class Calibration(Identified, Base):
    """How many of ten pairs with such a score were taken up, fitted to decisions; the newest of an order counts."""

    __tablename__ = "calibration"

    weights_version: Mapped[str] = mapped_column(String(40))  # of the order whose scores these are
    curve: Mapped[dict[str, Any]]  # ascending scores, and the share of each
    decisions: Mapped[int]
    taken_up: Mapped[int]
    bands: Mapped[dict[str, Any]]  # band: how many of the decisions lay in it
    known_until: Mapped[datetime]  # later answers were not looked at
    made_at: Mapped[datetime]
    made_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
