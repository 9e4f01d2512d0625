"""What is proposed for a listing now, and what its page of matches shows of it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from market.listings import queries as listings
from market.listings.models import Listing
from market.suggestions import lists
from market.suggestions.engine import Engine
from market.suggestions.models import MatchRun, Suggestion
from market.suggestions.queries import OPEN_PROPOSAL, is_in_time, recommend
from matching.exposure import DEFAULT_POLICY, ExposurePolicy
from matching.records import Kind, Recommendations

# Written once: each page of matches asks it.
_OPEN = (
    select(Suggestion.candidate_id, MatchRun.made_at, MatchRun.withheld)
    .join(Suggestion.run)
    .where(
        MatchRun.listing_id == bindparam("listing_id"),
        MatchRun.for_kind == bindparam("for_kind"),
        *OPEN_PROPOSAL,
        is_in_time(),
    )
    .order_by(MatchRun.made_at, Suggestion.rank, Suggestion.id)
)


@dataclass(frozen=True)
class Held:
    """What is proposed for a listing now: the candidates, when the last of them came, and what was withheld then."""

    candidate_ids: frozenset[UUID]
    made_at: datetime
    withheld: int


@dataclass(frozen=True)
class Page:
    """The matches that a page shows, and how many better ones it does not, because they have enough proposals."""

    found: Recommendations
    withheld: int = 0


def shown(
    session: Session,
    engine: Engine,
    listing: Listing,
    for_kind: Kind,
    k: int = 10,
    policy: ExposurePolicy = DEFAULT_POLICY,
) -> Page:
    """What a listing's page of matches shows, ranked and judged as things stand now.

    The open proposals, and what came on the market since they were made; as long as nothing is proposed, or nothing
    of it stands any more, the best of all that may still be proposed.

    Raises: NotPossible, as `recommend`.
    """
    held = proposed(session, listing.id, for_kind)
    if held is not None:
        since = listings.published_since(session, for_kind, held.made_at)
        found = recommend(session, engine, listing, for_kind, k, among=held.candidate_ids | set(since))
        if found.matches:
            return Page(found, held.withheld)
    standings = lists.standings(session, engine.refresh(session), listing.kind, for_kind, policy)
    full = {UUID(id) for id, standing in standings.items() if not standing.has_room(policy)}
    found = recommend(session, engine, listing, for_kind, k, full=full)
    return Page(found, found.withheld)


def proposed(session: Session, listing_id: UUID, for_kind: Kind) -> Held | None:
    """The open proposals of one kind for a listing; None without any."""
    rows = session.execute(_OPEN, {"listing_id": listing_id, "for_kind": for_kind}).all()
    if not rows:
        return None
    return Held(frozenset(row.candidate_id for row in rows), rows[-1].made_at, rows[-1].withheld)


def find_proposal(session: Session, listing_id: UUID, candidate_id: UUID) -> Suggestion | None:
    """The newest open proposal of one listing for another."""
    return session.scalar(
        select(Suggestion)
        .join(Suggestion.run)
        .where(MatchRun.listing_id == listing_id, Suggestion.candidate_id == candidate_id, *OPEN_PROPOSAL, is_in_time())
        .order_by(MatchRun.made_at.desc(), Suggestion.id)
        .limit(1)
    )
