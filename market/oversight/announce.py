"""The places where people are told what oversight finds."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy.orm import Session

from market.oversight.models import Card


def card_issued(session: Session, card: Card, superiors: Collection[UUID]) -> None:
    """The holders of the office are told of a card on a file of theirs; of a red one, the superiors too."""


def card_answered(session: Session, card: Card) -> None:
    """The holders of the office read what the superior says to a red card."""
