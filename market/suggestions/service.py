"""What can be done with suggestions: recording what was shown, and what people answered."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from market import audit, clock
from market.errors import Message
from market.listings.models import Listing, ListingState
from market.listings.records import as_record
from market.permissions import Actor
from market.rules import queries as rules
from market.suggestions import proposals
from market.suggestions.engine import Engine
from market.suggestions.models import Answer, DismissalReason, MatchRun, Suggestion
from market.suggestions.permissions import ANSWER_SUGGESTIONS
from market.suggestions.queries import OPEN_PROPOSAL, explain, is_in_time
from matching.eligibility.gate import check_pair
from matching.records import Check, Kind, Match, Recommendations, shallow

MOST_SEEN = 50  # proposals that one page can hold


def checks(
    session: Session, asker: Listing, candidate: Listing, *, confirmed: frozenset[str] | None = None
) -> Sequence[Check]:
    """The hard conditions of a pair, each with its verdict, from the database and not from the index.

    `confirmed` is what `rules.queries.confirmed` answered, where somebody has asked it already.
    """
    counting = rules.confirmed(session) if confirmed is None else confirmed
    return check_pair(as_record(asker), as_record(candidate), today=clock.today(), confirmed=counting)


def record_shown(session: Session, engine: Engine, listing: Listing, candidate: Listing, k: int) -> MatchRun:
    """The run to which an answer belongs: that of the open proposal, else what the page shows now is kept.

    The candidate's scores, reasons and place become those that the page shows; one that has left the first k since is
    kept with its own explanation at rank 0. Of the others only what is still on the market is kept, as it is shown.
    """
    found = proposals.shown(session, engine, listing, candidate.kind, k).found
    others = [match for match in found.matches if match.candidate_id != str(candidate.id)]
    answered = [match for match in found.matches if match.candidate_id == str(candidate.id)]
    answered = answered or [replace(explain(session, engine, listing, candidate), rank=0)]
    proposal = proposals.find_proposal(session, listing.id, candidate.id)
    if proposal is not None:
        _fill(proposal, answered[0])
        return proposal.run
    versions = _versions(session, {UUID(match.candidate_id) for match in others})
    versions[candidate.id] = candidate.version_number
    matches = [match for match in (*others, *answered) if UUID(match.candidate_id) in versions]
    ordered = replace(found, matches=sorted(matches, key=lambda match: match.rank))
    return record_run(session, listing, ordered, versions)


def _versions(session: Session, ids: Collection[UUID]) -> dict[UUID, int]:
    """The published version of each of some listings that is on the market in the database itself."""
    on_market = select(Listing.id, Listing.version_number).where(
        Listing.id.in_(ids), Listing.state == ListingState.PUBLISHED
    )
    return dict(session.execute(on_market).all())


def record_run(session: Session, listing: Listing, shown: Recommendations, versions: dict[UUID, int]) -> MatchRun:
    """Keep an answer of the matcher as it was shown: versions, scores, reasons and positions.

    Args:
        versions: the published version of each candidate.
    """
    run = MatchRun(
        listing_id=listing.id,
        listing_version=listing.version_number,
        for_kind=shown.for_kind,
        encoder_id=shown.encoder_id,
        weights_version=shown.weights_version,
        rules_version=shown.rules_version,
        as_of=shown.as_of,
        considered=shown.considered,
        excluded=dict(shown.excluded),
        made_at=clock.now(),
        withheld=0,
        suggestions=[_suggestion(match, versions) for match in shown.matches],
    )
    session.add(run)
    session.flush()
    return run


def _suggestion(match: Match, versions: dict[UUID, int]) -> Suggestion:
    candidate_id = UUID(match.candidate_id)
    suggestion = Suggestion(
        candidate_id=candidate_id, candidate_version=versions[candidate_id], answer=Answer.OPEN, seen_count=0
    )
    _fill(suggestion, match)
    return suggestion


def _fill(suggestion: Suggestion, match: Match) -> None:
    suggestion.rank, suggestion.score, suggestion.band = match.rank, match.score, match.band
    suggestion.forward, suggestion.backward = match.forward, match.backward
    suggestion.explanation = explanation_of(match)


def explanation_of(
    match: Match, parts: Sequence[str] = ("features", "checks", "reasons", "cautions")
) -> dict[str, Any]:
    """Parts of a match as they are kept: plain JSON."""
    return {part: [_jsonable(shallow(row)) for row in getattr(match, part)] for part in parts}


def _jsonable(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(name): _jsonable(item) for name, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_jsonable(item) for item in (sorted(value) if isinstance(value, set | frozenset) else value)]
    return value if isinstance(value, str | int | float | bool | None) else str(value)


def dismiss(
    session: Session,
    actor: Actor,
    listing: Listing,
    run: MatchRun,
    candidate: Listing,
    reason: DismissalReason,
    note: str,
) -> Suggestion:
    """Note that a suggestion does not suit, and why; it is not shown for this listing again.

    Raises: NotAllowed for anybody outside the listing's owner.
    """
    return _answer(session, actor, listing, run, candidate, Answer.DISMISSED, reason, note)


def welcome(session: Session, actor: Actor, listing: Listing, run: MatchRun, candidate: Listing) -> Suggestion:
    """Note that a suggestion led to an expression of interest."""
    return _answer(session, actor, listing, run, candidate, Answer.INTEREST, None, "")


def note_seen(session: Session, actor: Actor, listing: Listing, for_kind: Kind, candidate_ids: Collection[UUID]) -> int:
    """Count that a page put proposals before somebody; returns how many.

    No event in the trail: nobody decided anything, and looking must not make others wait for it.

    Raises: NotAllowed for anybody outside the listing's owner.
    """
    ANSWER_SUGGESTIONS.require(actor, listing)
    seen = (
        select(Suggestion)
        .join(MatchRun)
        .where(
            MatchRun.listing_id == listing.id,
            MatchRun.for_kind == for_kind,
            Suggestion.candidate_id.in_(list(candidate_ids)[:MOST_SEEN]),
            *OPEN_PROPOSAL,
            is_in_time(),
        )
        .order_by(Suggestion.id)
        .with_for_update(of=Suggestion)
    )
    found = session.scalars(seen).all()
    for suggestion in found:
        suggestion.first_seen_at = suggestion.first_seen_at or clock.now()
        suggestion.seen_count += 1
    return len(found)


def _answer(
    session: Session,
    actor: Actor,
    listing: Listing,
    run: MatchRun,
    candidate: Listing,
    answer: Answer,
    reason: DismissalReason | None,
    note: str,
) -> Suggestion:
    ANSWER_SUGGESTIONS.require(actor, listing)
    suggestion = next(row for row in run.suggestions if row.candidate_id == candidate.id)
    suggestion.answer, suggestion.reason, suggestion.note = answer, reason, note
    suggestion.answered_at, suggestion.answered_by_id = clock.now(), actor.person_id
    audit.record(session, actor, answer.value, suggestion, note=note, details={"reason": reason and reason.value})
    return suggestion


def describe_check(check: Check) -> Message:
    """A failed hard condition in words, for whoever is refused because of it."""
    return RULED_OUT[check.rule]


RULED_OUT = {
    "kinds": Message("the two kinds of listing do not answer each other."),
    "open": Message("one of the two is no longer on the market."),
    "same_owner": Message("both belong to the same organization."),
    "conflict_of_interest": Message("the two organizations are related, so there is a conflict of interest."),
    "verified": Message("one of the two organizations is not verified."),
    "standing": Message("one of the two organizations is on the list of the seriously dishonest."),
    "organization_kind": Message("this kind of organization is not admitted."),
    "level": Message("the assessment level is too low."),
    "place": Message("the places do not overlap."),
    "window": Message("the time for applications is over."),
    "period": Message("the periods do not overlap."),
    "amount": Message("no grant suits both sides."),
    "capacity": Message("there is no room for one more."),
    "related_parties": Message("a main donor or a near relative of the giver stands behind the other side."),
    "same_representative": Message("one person represents both the buyer and the provider."),
    "buyer": Message("this kind of organization cannot buy services with public money."),
    "provider": Message("this kind of organization cannot sell services to the state."),
    "term": Message("a purchase of services cannot run for so long."),
    "level_priority": Message("a public purchase cannot shut anybody out for their assessment level."),
    "local_bar": Message("a public purchase cannot demand that providers are registered in one place."),
    "procedure": Message("the foundation has not said how it takes applications and decides."),
}
