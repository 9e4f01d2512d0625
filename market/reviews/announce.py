"""Whom a review has something to tell: the places where people are notified."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy.orm import Session

from market.pairings.models import Pairing
from market.reviews.models import Panel


def experts_called(session: Session, panel: Panel, person_ids: Collection[UUID]) -> None:
    """The called experts: that the lot called them, and until when they say whether anything ties them to the case."""


def expert_left(session: Session, panel: Panel, person_id: UUID) -> None:
    """An expert who was replaced: that they no longer sit on the panel, and why."""


def too_few_experts(session: Session, pairing: Pairing, cleared: int, wanted: int) -> None:
    """Superiors and whoever handles the file: that the pairing waits until there are more experts free of ties.

    Called once for each visit of a pairing to expert review, and for a panel whose reserve is used up.
    """


def experts_confer(session: Session, panel: Panel, person_ids: Collection[UUID]) -> None:
    """The panel: that the scores lie far apart, and until when they confer."""


def review_concluded(session: Session, panel: Panel) -> None:
    """Those who hold the file next: that the experts are done."""
