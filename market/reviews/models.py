"""The tables of expert review: panels and their criteria, seats, reviews and scores. Nothing here is ever removed."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from market.accounts.models import Person
from market.database import Base, Identified, Long, Short
from market.pairings.models import Pairing


class SeatState(StrEnum):
    """Where a drawn expert stands."""

    CALLED = "called"  # has not said yet whether anything ties them to the case
    SITTING = "sitting"
    OUT = "out"


class Leaving(StrEnum):
    """Why a drawn expert does not sit on the panel; the kinds of conflict are kept beside it."""

    DECLARED = "declared"  # a conflict of interest
    SILENT = "silent"  # gave no answer in time
    SLOW = "slow"  # sent no scores in time
    RECUSED = "recused"  # a superior granted a side's request
    TIED = "tied"  # a tie to a side came to light, or they had another duty in the case
    NO_OFFICE = "no_office"  # is no expert any more


class Recommendation(StrEnum):
    """What an expert advises."""

    SUPPORT = "support"
    SUPPORT_IF = "support_if"  # with changes
    OPPOSE = "oppose"


class Panel(Identified, Base):
    """The experts for one visit of a pairing to expert review, drawn by lot.

    `seed`: SHA-256 in hex over the hash of the audit event by which the pairing entered the state and the pairing's id.
    `draw`: {"pools": [[person ids, sorted], …], "excluded": [{"person", "name", "kinds"}, …]}; a second pool was
    added when the first had no reserve left. `drawn_order`: all of them, in the order of the lot.
    """

    __tablename__ = "review_panel"
    __table_args__ = (
        UniqueConstraint("pairing_id", "entry_seq"),
        CheckConstraint("size >= 3 AND size % 2 = 1", name="size"),
        CheckConstraint("spread_limit > 0", name="spread_limit"),
    )

    pairing_id: Mapped[UUID] = mapped_column(ForeignKey("pairing.id"))
    entry_seq: Mapped[int]  # of the audit event by which the pairing entered the state
    entry_hash: Mapped[str] = mapped_column(String(64))
    seed: Mapped[str] = mapped_column(String(64))
    size: Mapped[int]
    spread_limit: Mapped[int]  # points: above it the experts confer
    draw: Mapped[dict[str, Any]]
    drawn_order: Mapped[list[str]]
    drawn_at: Mapped[datetime]
    opened_at: Mapped[datetime | None]  # when the last score came in, and the experts could see each other's
    concluded_at: Mapped[datetime | None]
    revision: Mapped[int] = mapped_column()
    pairing: Mapped[Pairing] = relationship()
    criteria: Mapped[list["Criterion"]] = relationship(order_by="Criterion.position")
    seats: Mapped[list["Seat"]] = relationship(order_by="Seat.position", back_populates="panel")
    __mapper_args__ = {"version_id_col": revision}

    @property
    def is_conferring(self) -> bool:
        """Whether the scores lay far apart, and the experts talk about it."""
        return self.opened_at is not None and self.concluded_at is None

    @property
    def round(self) -> int:
        """The round that is scored now, or was scored last but for the second one of a concluded panel."""
        return 2 if self.is_conferring else 1

    def seat_of(self, person_id: UUID | None) -> "Seat | None":
        """The seat of a person who was drawn and called."""
        return next((seat for seat in self.seats if seat.person_id == person_id), None)

    @property
    def sitting(self) -> list["Seat"]:
        """The seats that count: called or sitting, in the order of the lot."""
        return [seat for seat in self.seats if seat.state is not SeatState.OUT]


class Criterion(Identified, Base):
    """What a panel scores, frozen when it was drawn; the weights of a panel add up to 100."""

    __tablename__ = "review_criterion"
    __table_args__ = (
        UniqueConstraint("panel_id", "code"),
        UniqueConstraint("id", "weight"),  # so that a score can be held to its weight by the database
        CheckConstraint("weight > 0 AND weight <= 100", name="weight"),
    )

    panel_id: Mapped[UUID] = mapped_column(ForeignKey("review_panel.id"))
    position: Mapped[int]
    code: Mapped[str] = mapped_column(String(40))
    weight: Mapped[int]
    name_zh: Mapped[str] = mapped_column(Short)
    name_en: Mapped[str] = mapped_column(Short)
    hint_zh: Mapped[str] = mapped_column(Long)
    hint_en: Mapped[str] = mapped_column(Long)


class Seat(Identified, Base):
    """An expert who was called, in the order of the lot (`position`, from 0)."""

    __tablename__ = "review_seat"
    __table_args__ = (
        UniqueConstraint("panel_id", "person_id"),
        UniqueConstraint("panel_id", "position"),
        Index("ix_review_seat_person_id_state", "person_id", "state"),
        CheckConstraint("(state = 'out') = (leaving IS NOT NULL)", name="leaving"),
    )

    panel_id: Mapped[UUID] = mapped_column(ForeignKey("review_panel.id"))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    position: Mapped[int]
    state: Mapped[SeatState]
    called_at: Mapped[datetime]
    answer_by: Mapped[datetime]
    score_by: Mapped[datetime | None]  # of the round under way; None: no day was set for them
    declared_at: Mapped[datetime | None]
    left_at: Mapped[datetime | None]
    leaving: Mapped[Leaving | None]
    conflicts: Mapped[list[str]] = mapped_column(default=list)  # kinds of conflict with which they left
    panel: Mapped[Panel] = relationship(back_populates="seats")
    person: Mapped[Person] = relationship()
    reviews: Mapped[list["Review"]] = relationship(order_by="Review.round", back_populates="seat")

    def review(self, number: int) -> "Review | None":
        """What they wrote in a round, draft or final."""
        return next((review for review in self.reviews if review.round == number), None)

    @property
    def final(self) -> "Review | None":
        """The last review that they sent."""
        return next((review for review in reversed(self.reviews) if review.submitted_at is not None), None)


class Review(Identified, Base):
    """What one expert says in one round: 1 alone, 2 after they conferred. Final once `submitted_at` is set."""

    __tablename__ = "review"
    __table_args__ = (
        UniqueConstraint("seat_id", "round"),
        CheckConstraint("round IN (1, 2)", name="round"),
        CheckConstraint("submitted_at IS NULL OR recommendation IS NOT NULL", name="complete"),
    )

    seat_id: Mapped[UUID] = mapped_column(ForeignKey("review_seat.id"))
    round: Mapped[int]
    recommendation: Mapped[Recommendation | None]
    note: Mapped[str] = mapped_column(Long, default="")  # round 2: of consensus or dissent
    dissents: Mapped[bool] = mapped_column(default=False)
    saved_at: Mapped[datetime]
    submitted_at: Mapped[datetime | None]
    revision: Mapped[int] = mapped_column()
    seat: Mapped[Seat] = relationship(back_populates="reviews")
    scores: Mapped[list["Score"]] = relationship(cascade="all, delete-orphan", back_populates="review")
    __mapper_args__ = {"version_id_col": revision}

    @property
    def total(self) -> int:
        """The sum of the points, at most 100; points not given yet count 0."""
        return sum(score.points or 0 for score in self.scores)


class Score(Base):
    """Points for one criterion, never above its weight, and why."""

    __tablename__ = "review_score"
    __table_args__ = (
        ForeignKeyConstraint(["criterion_id", "weight"], ["review_criterion.id", "review_criterion.weight"]),
        CheckConstraint("points >= 0 AND points <= weight", name="points"),
    )

    review_id: Mapped[UUID] = mapped_column(ForeignKey("review.id"), primary_key=True)
    criterion_id: Mapped[UUID] = mapped_column(primary_key=True)
    weight: Mapped[int]  # the criterion's
    points: Mapped[int | None]
    justification: Mapped[str] = mapped_column(Long, default="")
    review: Mapped[Review] = relationship(back_populates="scores")
    criterion: Mapped[Criterion] = relationship(
        foreign_keys=[criterion_id], primaryjoin="Score.criterion_id == Criterion.id"
    )
