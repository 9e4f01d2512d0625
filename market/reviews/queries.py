"""What can be asked of reviews; changes nothing."""

from typing import Any

from sqlalchemy.orm import Session

from market.pairings.models import Pairing


def record_of(session: Session, pairing: Pairing) -> dict[str, Any] | None:
    """The experts' review of a pairing as plain data; None while there was none."""
    return None
