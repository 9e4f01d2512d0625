"""What can be asked of the rules: which are confirmed, now or on another day, and the catalogue as it stands."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from market import clock
from market.accounts.models import Person
from market.errors import Message, NotFound
from market.rules.models import RuleConfirmation
from matching.eligibility.catalogue import CATALOGUE, Catalogue
from matching.eligibility.rule import Rule


class Force(StrEnum):
    """Whether a version of a rule counts on a day."""

    IN_FORCE = "in_force"
    TO_COME = "to_come"
    ENDED = "ended"


@dataclass(frozen=True)
class Entry:
    """One version of a rule, whether it counts today, and the confirmation that holds, with who gave it."""

    rule: Rule
    force: Force
    confirmation: RuleConfirmation | None
    confirmed_by: str | None

    @property
    def blocks(self) -> bool:
        """Whether a pair that fails it is ruled out."""
        return not self.rule.warns_until_confirmed or self.confirmation is not None


def confirmed(session: Session) -> frozenset[str]:
    """The versions of rules that are confirmed now, as the matching library takes them: "standing@1"."""
    rows = session.scalars(select(RuleConfirmation).where(RuleConfirmation.withdrawn_at.is_(None)))
    return frozenset(row.key for row in rows)


def confirmed_on(session: Session, day: date) -> frozenset[str]:
    """Those that were confirmed at the end of a day in China; of a day to come, those that are confirmed now."""
    end = datetime.combine(day + timedelta(days=1), time(), clock.CHINA)
    rows = session.scalars(
        select(RuleConfirmation).where(
            RuleConfirmation.confirmed_at < end,
            or_(RuleConfirmation.withdrawn_at.is_(None), RuleConfirmation.withdrawn_at >= end),
        )
    )
    return frozenset(row.key for row in rows)


def get_rule(code: str, version: int, catalogue: Catalogue = CATALOGUE) -> Rule:
    """One version of one rule. Raises: NotFound."""
    rule = catalogue.find(code, version)
    if rule is None:
        raise NotFound(Message("There is no such rule."))
    return rule


def confirmation_of(session: Session, rule: Rule) -> RuleConfirmation | None:
    """The confirmation of a version that holds now."""
    return session.scalar(
        select(RuleConfirmation).where(
            RuleConfirmation.rule_code == rule.code,
            RuleConfirmation.rule_version == rule.version,
            RuleConfirmation.withdrawn_at.is_(None),
        )
    )


def entries(session: Session, catalogue: Catalogue = CATALOGUE) -> list[Entry]:
    """Every version of every rule as it stands today, in the order of the catalogue."""
    rows = session.execute(
        select(RuleConfirmation, Person.name)
        .join(Person, Person.id == RuleConfirmation.confirmed_by_id)
        .where(RuleConfirmation.withdrawn_at.is_(None))
    )
    held = {row.key: (row, name) for row, name in rows}
    today = clock.today()
    return [Entry(rule, force_of(rule, today), *held.get(rule.key, (None, None))) for rule in catalogue.rules]


def force_of(rule: Rule, on: date) -> Force:
    """Whether a version counts on a day."""
    if rule.is_in_force(on):
        return Force.IN_FORCE
    return Force.TO_COME if rule.effective_from is not None and rule.effective_from > on else Force.ENDED
