"""The ranker that is in use: found in the database, and read for the matcher."""

import logging

from sqlalchemy import select
from sqlalchemy.orm import Session

from market.suggestions.models import Ranker
from matching.learning import ranker as learned

_log = logging.getLogger(__name__)


def find_in_use(session: Session) -> Ranker | None:
    """The ranker that decides the order now; None where the weights do."""
    return session.scalar(select(Ranker).where(Ranker.adopted_at.is_not(None), Ranker.retired_at.is_(None)))


def load_in_use(session: Session) -> learned.Ranker | None:
    """The same, ready to score. One that cannot be read here is logged, and the weights decide instead."""
    row = find_in_use(session)
    if row is None:
        return None
    try:
        return learned.Ranker.from_text(row.text, version=f"ranker-{row.number}")
    except (learned.LearnerMissing, learned.BadRanker) as error:
        _log.error("Ranker %s is not used; the weights decide. %s", row.number, error)
        return None
