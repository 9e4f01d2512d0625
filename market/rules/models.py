"""The table of confirmations: who at the district answers for a rule whose law was not read in full."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from market.database import Base, Code, Identified, Long


class RuleConfirmation(Identified, Base):
    """One version of a rule, confirmed by a person: it blocks from then on, until the confirmation is withdrawn.

    Installations that are older than the demand for a name keep a withdrawn one without, for what it decided then.
    """

    __tablename__ = "rule_confirmation"
    __table_args__ = (
        Index("ix_rule_confirmation_rule", "rule_code", "rule_version"),
        CheckConstraint("confirmed_by_id IS NOT NULL OR withdrawn_at IS NOT NULL", name="person_answers"),
    )

    rule_code: Mapped[str] = mapped_column(Code)
    rule_version: Mapped[int]
    confirmed_at: Mapped[datetime]
    confirmed_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    note: Mapped[str] = mapped_column(Long, default="")
    withdrawn_at: Mapped[datetime | None]
    withdrawn_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))

    @property
    def key(self) -> str:
        """The version of the rule by one name, such as "standing@1"."""
        return f"{self.rule_code}@{self.rule_version}"
