"""When a candidate that is proposed to enough others can be proposed once more."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from market import clock
from market.listings.models import Listing, ListingState
from market.suggestions import lists, proposals
from market.suggestions.engine import Engine
from market.suggestions.models import Answer, MatchRun, Suggestion
from matching.exposure import DEFAULT_POLICY, ExposurePolicy, Standing
from matching.records import Kind


@dataclass(frozen=True)
class NoRoom:
    """A candidate is proposed to enough others; when that is over at the latest, None where time alone does not help.

    `by_answers` where an answer of one of those others may bring it sooner.
    """

    until: datetime | None
    by_answers: bool


def find_no_room(
    session: Session, engine: Engine, asker: Listing, candidate: Listing, policy: ExposurePolicy = DEFAULT_POLICY
) -> NoRoom | None:
    """Why a candidate that passes all conditions is kept from an asker's list; None where it is not."""
    found = lists.standings(session, engine.refresh(session), asker.kind, candidate.kind, policy)
    standing = found.get(str(candidate.id))
    if standing is None or standing.has_room(policy):
        return None
    if proposals.find_proposal(session, asker.id, candidate.id) is not None:
        return None
    return _until(session, asker.kind, candidate.id, standing, policy)


def _until(
    session: Session, asker_kind: Kind, candidate_id: UUID, standing: Standing, policy: ExposurePolicy
) -> NoRoom:
    period, limit = timedelta(days=policy.period_days), standing.limit or 0
    rows = session.execute(_proposed(asker_kind, candidate_id, clock.now() - period)).all()
    held = [
        row.made_at + period if row.answer is Answer.INTEREST else row.lapses_at
        for row in rows
        if row.answer is Answer.INTEREST or (row.answer is Answer.OPEN and row.lapses_at > clock.now() and row.is_there)
    ]
    recent = [row.made_at + period for row in rows if row.made_at >= clock.now() - period]
    first = [_freed(held, limit), _freed(recent, policy.waves * limit)]
    if limit == 0:
        return NoRoom(None, by_answers=False)
    return NoRoom(
        max((moment for moment in first if moment), default=None), by_answers=len(recent) < policy.waves * limit
    )


def _freed(moments: list[datetime], most: int) -> datetime | None:
    """When fewer than so many are left; None where that is so now."""
    return sorted(moments)[len(moments) - most] if 0 < most <= len(moments) else None


def _proposed(asker_kind: Kind, candidate_id: UUID, since: datetime):  # type: ignore[no-untyped-def]  # a select
    is_recent = MatchRun.made_at >= since
    is_there = (Listing.state == ListingState.PUBLISHED).label("is_there")
    return (
        select(MatchRun.made_at, Suggestion.answer, Suggestion.lapses_at, is_there)
        .join(Suggestion.run)
        .join(Listing, Listing.id == MatchRun.listing_id)
        .where(
            MatchRun.wave_id.is_not(None),
            Suggestion.candidate_id == candidate_id,
            Listing.kind == asker_kind,
            or_(is_recent, and_(Suggestion.answer == Answer.OPEN, Suggestion.lapses_at > clock.now())),
        )
    )
