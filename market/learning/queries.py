"""What can be asked about rankers; changes nothing."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from market.suggestions.models import Ranker


def rankers(session: Session) -> Sequence[Ranker]:
    """All that were kept, the oldest first."""
    return session.scalars(select(Ranker).order_by(Ranker.number)).all()
