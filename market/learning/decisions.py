"""What the marketplace's own decisions teach about the order of suggestions; changes nothing."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import datetime
from itertools import combinations
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from market.audit import AuditEvent
from market.delivery.models import Outcome, Result
from market.listings.models import Listing
from market.pairings.models import Pairing
from market.pairings.workflow import AWARDED
from market.suggestions.models import Answer, DismissalReason, MatchRun, Suggestion
from matching.learning.decisions import (
    AGREED,
    DELIVERED,
    INTEREST,
    MUTUAL,
    NOT_OF_FIT,
    UNANSWERED,
    UNWANTED,
    Decision,
    Shown,
    decide,
)
from matching.records import Kind

# What a dismissal has to say to teach something: the others are about capacity or acquaintance, not about fit.
OF_FIT = frozenset(
    {
        DismissalReason.WRONG_THEME,
        DismissalReason.WRONG_PEOPLE,
        DismissalReason.WRONG_PLACE,
        DismissalReason.AMOUNT,
        DismissalReason.TIME,
    }
)
GOOD_RATING = 4  # from here on something was delivered well

Pair = frozenset[UUID]


def decisions(session: Session, until: datetime) -> list[Decision]:
    """What each listing's owner decided before a moment about candidates of one kind, from which an order is learned.

    One decision joins all lists of one kind that were shown for a listing and answered, because every answer is kept
    with a run of its own.
    """
    reached, past = grades(session, until), _PastPairings(session)
    lists: dict[tuple[UUID, Kind], list[MatchRun]] = defaultdict(list)
    for run in _answered_runs(session, until):
        lists[run.listing_id, run.for_kind].append(run)
    found = (_decision(key, runs, reached, past, until) for key, runs in lists.items())
    return [decision for decision in found if decision]


def propensity_of(suggestion: Suggestion) -> float:
    """The probability with which a candidate was chosen to be shown; 1 where nothing was left to chance."""
    logged: float | None = getattr(suggestion, "propensity", None)
    return 1.0 if logged is None else logged


def grades(session: Session, until: datetime) -> dict[Pair, int]:
    """How far any two listings came together by a moment, as a grade; those that were never paired are not there."""
    met = set(
        session.scalars(
            select(AuditEvent.subject_id).where(
                AuditEvent.subject_kind == Pairing.__tablename__, AuditEvent.action == "meet", AuditEvent.at < until
            )
        )
    )
    outcomes = session.execute(select(Outcome.pairing_id, Outcome.result, Outcome.rating, Outcome.recorded_at))
    good = {
        pairing
        for pairing, result, rating, at in outcomes
        if result is Result.DELIVERED and rating >= GOOD_RATING and at < until
    }
    found: dict[Pair, int] = {}
    for pairing in session.scalars(
        select(Pairing).where(Pairing.opened_at < until).options(selectinload(Pairing.shares))
    ):
        grade = _grade(pairing, until, met, good)
        for pair in _pairs(pairing):
            found[pair] = max(found.get(pair, grade), grade)
    return found


def unlisted_pairings(session: Session, until: datetime) -> int:
    """How many pairings came about beside any list that was kept, so that they say nothing of what was not chosen."""
    rows = session.execute(
        select(MatchRun.listing_id, Suggestion.candidate_id)
        .join(Suggestion)
        .where(Suggestion.answer == Answer.INTEREST, Suggestion.answered_at < until)
    )
    listed = {frozenset(row) for row in rows}
    pairings = session.scalars(select(Pairing).where(Pairing.opened_at < until).options(selectinload(Pairing.shares)))
    return sum(listed.isdisjoint(_pairs(pairing)) for pairing in pairings)


def _grade(pairing: Pairing, until: datetime, met: set[UUID], good: set[UUID]) -> int:
    decided = pairing.state in AWARDED and pairing.decided_at is not None and pairing.decided_at < until
    if decided:
        return DELIVERED if pairing.id in good else AGREED
    return MUTUAL if pairing.id in met else INTEREST


def _pairs(pairing: Pairing) -> Iterator[Pair]:
    ids = {pairing.need_id, pairing.offer_id, *(share.listing_id for share in pairing.shares)}
    return (frozenset(pair) for pair in combinations(sorted(one for one in ids if one), 2))


def _answered_runs(session: Session, until: datetime) -> Iterator[MatchRun]:
    """The runs in which something was answered in time, oldest first, with their suggestions."""
    answered = select(Suggestion.run_id).where(
        Suggestion.answer.in_((Answer.INTEREST, Answer.DISMISSED)), Suggestion.answered_at < until
    )
    runs = select(MatchRun).where(MatchRun.id.in_(answered)).options(selectinload(MatchRun.suggestions))
    return iter(session.scalars(runs.order_by(MatchRun.made_at, MatchRun.id)))


def _decision(
    key: tuple[UUID, Kind],
    runs: list[MatchRun],
    reached: Mapping[Pair, int],
    past: "_PastPairings",
    until: datetime,
) -> Decision | None:
    moments = [row.answered_at for run in runs for row in run.suggestions if row.answered_at]
    lists = [[_shown(run, row, reached, past, until) for row in run.suggestions] for run in runs]
    return decide(f"{key[0]} {key[1]}", max(moment for moment in moments if moment < until), lists)


def _shown(
    run: MatchRun, row: Suggestion, reached: Mapping[Pair, int], past: "_PastPairings", until: datetime
) -> Shown:
    features = row.explanation["features"]
    return Shown(
        candidate_id=str(row.candidate_id),
        position=row.rank,
        grade=_said(row, reached.get(frozenset({run.listing_id, row.candidate_id}), INTEREST), until),
        # Runs of before the two directions were kept have their mean only.
        forward={one["name"]: one.get("forward", one["value"]) for one in features},
        backward={one["name"]: one.get("backward", one["value"]) for one in features},
        past_pairings=past.of(row.candidate_id, run.made_at),
        propensity=propensity_of(row),
    )


def _said(row: Suggestion, reached: int, until: datetime) -> int:
    if row.answered_at is None or row.answered_at >= until:
        return UNANSWERED
    if row.answer is Answer.INTEREST:
        return reached
    if row.answer is Answer.DISMISSED:
        return UNWANTED if row.reason in OF_FIT else NOT_OF_FIT
    return UNANSWERED


class _PastPairings:
    """How many pairings of a listing's owner, as the side that delivers, had been decided at any moment."""

    def __init__(self, session: Session) -> None:
        self._owners = dict(session.execute(select(Listing.id, Listing.organization_id)).all())
        self._moments: dict[UUID, list[datetime]] = defaultdict(list)
        rows = session.execute(
            select(Pairing.offer_id, Pairing.decided_at).where(Pairing.state.in_(AWARDED)).order_by(Pairing.decided_at)
        )
        for offer, moment in rows:
            if moment is not None:
                self._moments[self._owners[offer]].append(moment)

    def of(self, listing_id: UUID, at: datetime) -> int:
        return bisect_left(self._moments[self._owners[listing_id]], at)
