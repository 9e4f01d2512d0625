"""The lists that waves fill: what is open on each, which have free places, and how much each candidate is proposed."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import and_, case, func, or_, select
from sqlalchemy.orm import Session

from market import clock
from market.listings.models import Listing as ListingRow
from market.listings.models import ListingState
from market.suggestions.models import Answer, MatchRun, Suggestion
from market.suggestions.queries import OPEN_PROPOSAL, SOUGHT, is_in_time
from matching.exposure import ExposurePolicy, Standing, even_share, limit_of
from matching.matcher import Matcher
from matching.records import Kind, Listing

RETRY = timedelta(hours=1)  # after which a list that could not be filled is tried again

Key = tuple[UUID, Kind]  # a list: whose it is, and the kind that is on it
Entry = tuple[UUID, float]  # a candidate, and the probability with which it was chosen


@dataclass
class Tried:
    """Which lists one process has tried to fill, when, and how many open proposals each had afterwards."""

    lists: dict[Key, tuple[datetime, int]] = field(default_factory=dict)

    def is_due(self, key: Key, open_now: int) -> bool:
        """Not tried lately, or something has gone from it since."""
        if key not in self.lists:
            return True
        at, open_then = self.lists[key]
        return clock.now() - at >= RETRY or open_now < open_then

    def note(self, key: Key, open_now: int) -> None:
        """It was tried just now."""
        self.lists[key] = (clock.now(), open_now)


def due(session: Session, matcher: Matcher, tried: Tried, policy: ExposurePolicy, most: int) -> list[Key]:
    """Lists with free places that were not tried lately, at most so many, of one kind of asker and of candidate."""
    filled = _filled(session, matcher)
    found: dict[tuple[Kind, Kind], list[Key]] = defaultdict(list)
    on_market = sorted((one for one in matcher.listings.values() if one.is_open), key=lambda one: one.id)
    offered = {listing.kind for listing in on_market}
    for listing in on_market:
        for kind in filter(offered.__contains__, SOUGHT[listing.kind]):
            key = (UUID(listing.id), kind)
            held = filled.get(key, 0)
            if held < policy.length and tried.is_due(key, held):
                found[listing.kind, kind].append(key)
    return next(iter(found.values()), [])[:most]


def _filled(session: Session, matcher: Matcher) -> dict[Key, int]:
    """How many open proposals each list has whose candidates can still be had, counted in SQL: they may be many."""
    proposed = select(Suggestion.candidate_id).join(Suggestion.run).where(*OPEN_PROPOSAL, is_in_time()).distinct()
    gone = [candidate for candidate in session.scalars(proposed) if not _can_be_had(matcher, candidate)]
    rows = session.execute(
        select(MatchRun.listing_id, MatchRun.for_kind, func.count())
        .join(Suggestion.run)
        .where(*OPEN_PROPOSAL, is_in_time(), Suggestion.candidate_id.not_in(gone))
        .group_by(MatchRun.listing_id, MatchRun.for_kind)
    )
    return {(listing_id, kind): count for listing_id, kind, count in rows}


def open_entries(session: Session, matcher: Matcher, among: Collection[UUID]) -> dict[Key, list[Entry]]:
    """The open proposals of some listings whose candidates can still be had."""
    query = (
        select(MatchRun.listing_id, MatchRun.for_kind, Suggestion.candidate_id, Suggestion.propensity)
        .join(Suggestion.run)
        .where(MatchRun.listing_id.in_(among), *OPEN_PROPOSAL, is_in_time())
        .order_by(MatchRun.listing_id, Suggestion.id)
    )
    found: dict[Key, list[Entry]] = defaultdict(list)
    for listing_id, kind, candidate_id, propensity in session.execute(query):
        if _can_be_had(matcher, candidate_id):
            found[listing_id, kind].append((candidate_id, propensity or 1.0))
    return found


def _can_be_had(matcher: Matcher, candidate_id: UUID) -> bool:
    candidate = matcher.listings.get(str(candidate_id))
    return candidate is not None and candidate.is_open


def settled(session: Session, keys: Iterable[Key], policy: ExposurePolicy) -> dict[UUID, set[UUID]]:
    """By listing, the candidates not to be proposed: proposed already, answered, or lapsed not long ago."""
    rested = clock.now() - timedelta(days=policy.rest_days)
    rows = session.execute(
        select(MatchRun.listing_id, Suggestion.candidate_id)
        .join(Suggestion.run)
        .where(
            MatchRun.listing_id.in_({listing_id for listing_id, _kind in keys}),
            or_(
                Suggestion.answer.in_((Answer.INTEREST, Answer.DISMISSED)),
                and_(MatchRun.wave_id.is_not(None), Suggestion.lapses_at > rested),
            ),
        )
    )
    found: dict[UUID, set[UUID]] = defaultdict(set)
    for listing_id, candidate_id in rows:
        found[listing_id].add(candidate_id)
    return found


def standings(
    session: Session, matcher: Matcher, asker_kind: Kind, for_kind: Kind, policy: ExposurePolicy
) -> dict[str, Standing]:
    """How much each candidate of a kind is proposed to listings of another, and how much it may be.

    Interest expressed in this period counts as open: it is being talked about.
    """
    counts = _counts(session, asker_kind, for_kind, policy)
    candidates = [one for one in matcher.listings.values() if one.kind is for_kind and one.is_open]
    askers = sum(one.kind is asker_kind and one.is_open for one in matcher.listings.values())
    share = even_share(askers, len(candidates), policy)
    return {one.id: _standing(one, share, policy, *counts.get(UUID(one.id), (0, 0))) for one in candidates}


def _standing(listing: Listing, share: float, policy: ExposurePolicy, held: int, recent: int) -> Standing:
    return Standing(limit_of(listing, share, policy), held, recent, untried=listing.owner.past_pairings == 0)


def _counts(session: Session, asker_kind: Kind, for_kind: Kind, policy: ExposurePolicy) -> dict[UUID, tuple[int, int]]:
    since = clock.now() - timedelta(days=policy.period_days)
    is_recent = MatchRun.made_at >= since
    is_open = and_(Suggestion.answer == Answer.OPEN, is_in_time(), ListingRow.state == ListingState.PUBLISHED)
    is_held = or_(is_open, and_(Suggestion.answer == Answer.INTEREST, is_recent))
    rows = session.execute(
        select(
            Suggestion.candidate_id,
            func.sum(case((is_held, 1), else_=0)),
            func.sum(case((is_recent, 1), else_=0)),
        )
        .join(Suggestion.run)
        .join(ListingRow, ListingRow.id == MatchRun.listing_id)
        .where(
            MatchRun.wave_id.is_not(None),
            MatchRun.for_kind == for_kind,
            ListingRow.kind == asker_kind,
            or_(is_recent, Suggestion.answer == Answer.OPEN),
        )
        .group_by(Suggestion.candidate_id)
    )
    return {candidate_id: (int(held), int(recent)) for candidate_id, held, recent in rows}
