"""What can be asked of suggestions: who fits a listing, why, and what was answered before; changes nothing."""

from collections.abc import Collection, Sequence, Set
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from uuid import UUID

from sqlalchemy import ColumnElement, bindparam, func, select
from sqlalchemy.orm import Session

from market import clock
from market.errors import Message, NotPossible
from market.listings.models import Listing, ListingState
from market.listings.records import as_record
from market.suggestions import sentences
from market.suggestions.engine import Engine
from market.suggestions.models import Answer, MatchRun, Suggestion
from matching import records as plain
from matching.eligibility.openings import Opening
from matching.matcher import Matcher
from matching.records import Kind, Match, Recommendations
from matching.sentences import SentenceVectors

# Which kinds are recommended to the owner of a kind, the most useful first.
SOUGHT: dict[Kind, tuple[Kind, ...]] = {
    Kind.NEED: (Kind.PROJECT, Kind.SERVICE, Kind.PROGRAMME, Kind.RESOURCE),
    Kind.PROJECT: (Kind.PROGRAMME, Kind.NEED, Kind.RESOURCE),
    Kind.SERVICE: (Kind.NEED,),
    Kind.PROGRAMME: (Kind.PROJECT, Kind.NEED),
    Kind.RESOURCE: (Kind.PROJECT, Kind.NEED),
}
# A suggestion of a wave that nobody has answered.
OPEN_PROPOSAL = (Suggestion.answer == Answer.OPEN, MatchRun.wave_id.is_not(None))

# Written once: each page of matches asks it.
_ANSWERED = (
    select(Suggestion.candidate_id, Suggestion.answer)
    .join(MatchRun)
    .where(MatchRun.listing_id == bindparam("listing_id"), Suggestion.answer.in_((Answer.INTEREST, Answer.DISMISSED)))
    .order_by(Suggestion.answered_at, Suggestion.id)
)


class AllBut:
    """Holds every listing but some: what is left out where only these are asked for."""

    def __init__(self, ids: Set[UUID]) -> None:
        self._ids = frozenset(map(str, ids))

    def __contains__(self, listing_id: object) -> bool:
        return listing_id not in self._ids


def is_in_time() -> ColumnElement[bool]:
    """A proposal has not lapsed when it is asked for, whether or not the worker has noted it yet."""
    return Suggestion.lapses_at > bindparam(None, callable_=clock.now)


def recommend(
    session: Session,
    engine: Engine,
    listing: Listing,
    for_kind: Kind,
    k: int = 10,
    *,
    among: Set[UUID] | None = None,
    full: Set[UUID] = frozenset(),
) -> Recommendations:
    """The best k listings of a kind for a published one, without those that its owner dismissed.

    Args:
        among: only some listings.
        full: those that have no room for one more proposal, left out and counted.

    Raises: NotPossible when the listing is not on the market, or the kind does not answer it.
    """
    if not listing.is_published:
        raise NotPossible(Message("Publish the listing first: only what is on the market is matched."))
    if for_kind not in SOUGHT[listing.kind]:
        raise NotPossible(Message("These two kinds of listing do not answer each other."))
    matcher = engine.refresh(session)
    left_out = dismissed_ids(session, listing.id)
    without = frozenset(map(str, left_out)) if among is None else AllBut(among - left_out)
    asker = str(listing.id) if str(listing.id) in matcher.listings else as_record(listing)
    return matcher.recommend(
        asker,
        for_kind,
        k,
        today=clock.today(),
        as_of=engine.as_of,
        without=without,
        full=frozenset(map(str, full)),
        sentences=_sentences(session, matcher),
    )


@dataclass(frozen=True)
class OpenProposals:
    """How many proposals wait for an answer at one listing, since when, and when the first of them lapses."""

    listing_id: UUID
    title: str
    count: int
    made_at: datetime
    lapses_at: datetime | None


def open_proposals(session: Session, organization_ids: Collection[UUID]) -> list[OpenProposals]:
    """The published listings of some organizations with open proposals, the first to lapse first."""
    if not organization_ids:
        return []
    first = func.min(Suggestion.lapses_at)
    rows = session.execute(
        select(Listing.id, Listing.title, func.count(), func.min(MatchRun.made_at), first)
        .join(MatchRun, MatchRun.listing_id == Listing.id)
        .join(MatchRun.suggestions)
        .where(
            Listing.organization_id.in_(organization_ids),
            Listing.state == ListingState.PUBLISHED,
            *OPEN_PROPOSAL,
            is_in_time(),
        )
        .group_by(Listing.id, Listing.title)
        .order_by(first, Listing.id)
    )
    return [OpenProposals(*row) for row in rows]


def explain(session: Session, engine: Engine, asker: Listing, candidate: Listing) -> Match:
    """Why, or why not, for any two listings, drafts included."""
    matcher = engine.refresh(session)
    sides = [
        str(listing.id) if str(listing.id) in matcher.listings else as_record(listing) for listing in (asker, candidate)
    ]
    dismissed = {str(candidate) for candidate in dismissed_ids(session, asker.id)}
    vectors = _sentences(session, matcher)
    return matcher.explain(sides[0], sides[1], today=clock.today(), without=dismissed, sentences=vectors)


def _sentences(session: Session, matcher: Matcher) -> SentenceVectors:
    """Gives the matcher the vectors of the sentences that it compares, from SQL."""
    return partial(sentences.of_listings, session, matcher.encoder_id, matcher.dimension)


def matched(session: Session, engine: Engine, pair: tuple[Listing, Listing]) -> tuple[plain.Listing, plain.Listing]:
    """Two listings as the matcher has them; one that is not on the market, as it is."""
    held = engine.refresh(session).listings
    one, other = (held.get(str(row.id)) or as_record(row) for row in pair)
    return one, other


def last_answer(session: Session, listing_id: UUID, candidate_id: UUID) -> Suggestion | None:
    """What was last answered to a suggestion, if anything."""
    return session.scalar(
        select(Suggestion)
        .join(MatchRun)
        .where(
            MatchRun.listing_id == listing_id,
            Suggestion.candidate_id == candidate_id,
            Suggestion.answer.in_((Answer.INTEREST, Answer.DISMISSED)),
        )
        .order_by(Suggestion.answered_at.desc(), Suggestion.id.desc())
        .limit(1)
    )


def openings(session: Session, engine: Engine, listing: Listing, for_kind: Kind) -> Sequence[Opening]:
    """What its owner could change about a published listing so that more of a kind could be matched with it."""
    matcher = engine.refresh(session)
    asker = str(listing.id) if str(listing.id) in matcher.listings else as_record(listing)
    return matcher.openings(asker, for_kind, today=clock.today())


def dismissed_ids(session: Session, listing_id: UUID) -> frozenset[UUID]:
    """The candidates that were dismissed for a listing and not welcomed since."""
    last = dict(session.execute(_ANSWERED, {"listing_id": listing_id}).all())
    return frozenset(candidate for candidate, answer in last.items() if answer is Answer.DISMISSED)
