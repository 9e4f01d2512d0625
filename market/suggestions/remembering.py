"""Noting answers of before lists were kept, each with the list as it would have been."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from market import audit, clock
from market.listings.models import Listing
from market.permissions import Actor
from market.suggestions.models import Answer, DismissalReason, Suggestion
from market.suggestions.permissions import REMEMBER
from market.suggestions.service import record_run
from matching.records import Recommendations


@dataclass(frozen=True)
class Said:
    """What somebody said of one candidate, and when."""

    candidate_id: UUID
    at: datetime
    answer: Answer
    by_id: UUID | None
    reason: DismissalReason | None = None
    note: str = ""


def remember(
    session: Session, actor: Actor, listing: Listing, shown: Recommendations, versions: dict[UUID, int], said: Said
) -> Suggestion:
    """Keep a list with the answer to one candidate on it; the event is of now and says when that was.

    Args:
        versions: of the listing and of each candidate, the version that was published then.

    Raises: NotAllowed for anybody but the system.
    """
    REMEMBER.require(actor, None)
    with clock.held_at(said.at):
        run = record_run(session, listing, shown, versions)
    run.listing_version = versions[listing.id]
    suggestion = next(row for row in run.suggestions if row.candidate_id == said.candidate_id)
    suggestion.answer, suggestion.reason, suggestion.note = said.answer, said.reason, said.note
    suggestion.answered_at, suggestion.answered_by_id = said.at, said.by_id
    details = {"reason": said.reason and said.reason.value, "remembered_of": said.at.isoformat()}
    audit.record(session, actor, said.answer.value, suggestion, note=said.note, details=details)
    return suggestion
