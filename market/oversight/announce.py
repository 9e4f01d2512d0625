"""The places where people are told what oversight finds."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy.orm import Session

from market.oversight.models import Card
from market.pairings.models import Emergency, EmergencyCase


def card_issued(session: Session, card: Card, superiors: Collection[UUID]) -> None:
    """The holders of the office are told of a card on a file of theirs; of a red one, the superiors too."""


def card_answered(session: Session, card: Card) -> None:
    """The holders of the office read what the superior says to a red card."""


def emergency_declared(session: Session, emergency: Emergency) -> None:
    """The superiors are told that an emergency waits to be ratified; the offices, that files of its scope go faster."""


def decision_flagged(session: Session, case: EmergencyCase) -> None:
    """The superiors are told of a decision to be reviewed, because nobody ratified the emergency that it rests on."""
