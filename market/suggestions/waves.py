"""Proposals in waves: ranking for the lists that have free places, and sharing out under the policy."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import timedelta
from uuid import UUID

from sqlalchemy import exists, select, update
from sqlalchemy.orm import Session

from market import audit, clock
from market.listings.models import Listing as ListingRow
from market.listings.models import ListingState
from market.permissions import Actor
from market.suggestions import floor, lists
from market.suggestions.engine import Engine
from market.suggestions.lists import Tried
from market.suggestions.models import Answer, MatchRun, Suggestion, Wave
from market.suggestions.permissions import PROPOSE
from market.suggestions.service import explanation_of
from matching import exposure
from matching.exposure import DEFAULT_POLICY, Ask, ExposurePolicy, Option, Proposal
from matching.matcher import Matcher
from matching.records import Kind, Match, Recommendations

AT_ONCE = 200  # lists that one transaction fills together
OPTIONS = 40  # candidates that are ranked for one list


@dataclass(frozen=True)
class Ranked:
    """The lists to fill, all of one kind of asker and one kind of candidate, each with whom it could have.

    `newcomers` are those to whom the floor may give a place on each, whether or not they are in the answers.
    """

    asker_kind: Kind
    for_kind: Kind
    answers: Mapping[UUID, Recommendations]
    newcomers: Mapping[UUID, Sequence[Match]] = field(default_factory=dict)


def has_lapsed(session: Session) -> bool:
    """Some proposal's time is over, and nobody has noted it yet."""
    over = exists().where(Suggestion.answer == Answer.OPEN, Suggestion.lapses_at <= clock.now())
    return bool(session.scalar(select(over)))


def rank_next(session: Session, engine: Engine, tried: Tried, policy: ExposurePolicy = DEFAULT_POLICY) -> Ranked | None:
    """The next lists with free places, ranked; None when none is due. Slow, so not inside a transaction."""
    matcher = engine.refresh(session)
    keys = lists.due(session, matcher, tried, policy, AT_ONCE)
    if not keys:
        return None
    for_kind = keys[0][1]
    settled = lists.settled(session, keys, policy)
    answers = {
        listing_id: _rank(matcher, engine.as_of, listing_id, for_kind, frozenset(map(str, settled[listing_id])))
        for listing_id, _kind in keys
    }
    asker_kind = matcher.listings[str(keys[0][0])].kind
    standings = lists.standings(session, matcher, asker_kind, for_kind, policy)
    newcomers = floor.newcomers(matcher, standings, answers, for_kind, settled, policy)
    return Ranked(asker_kind, for_kind, answers, newcomers)


def _rank(matcher: Matcher, as_of: int, listing_id: UUID, for_kind: Kind, without: frozenset[str]) -> Recommendations:
    return matcher.recommend(
        str(listing_id), for_kind, OPTIONS, today=clock.today(), as_of=as_of, without=without, explained=False
    )


def propose(
    session: Session,
    actor: Actor,
    engine: Engine,
    ranked: Ranked | None,
    tried: Tried,
    policy: ExposurePolicy = DEFAULT_POLICY,
) -> Wave | None:
    """Note what has lapsed and fill the lists, with one event for all of it; None when there was nothing to do.

    Whoever comes second at the same moment waits, sees what the first one proposed, and proposes only what is left.

    Raises: NotAllowed for anybody but the system.
    """
    PROPOSE.require(actor, None)
    audit.hold(session)
    wave = Wave(
        policy_version=policy.version,
        policy=asdict(policy),
        seed=f"{clock.today()} {engine.as_of}",
        as_of=engine.as_of,
        lapsed=_lapse(session),
        made_at=clock.now(),
    )
    runs = _fill(session, engine, ranked, wave, tried, policy) if ranked else []
    wave.proposed = sum(len(run.suggestions) for run in runs)
    if not wave.proposed and not wave.lapsed:
        return None
    session.add(wave)
    session.flush()
    for run in runs:
        run.wave_id = wave.id
    session.add_all(runs)
    audit.record(session, actor, "propose", wave, details={"proposed": wave.proposed, "lapsed": wave.lapsed})
    return wave


def _lapse(session: Session) -> int:
    over = update(Suggestion).where(Suggestion.answer == Answer.OPEN, Suggestion.lapses_at <= clock.now())
    result = session.execute(over.values(answer=Answer.EXPIRED).execution_options(synchronize_session=False))
    return int(result.rowcount)  # type: ignore[attr-defined]  # of an UPDATE


def _fill(
    session: Session, engine: Engine, ranked: Ranked, wave: Wave, tried: Tried, policy: ExposurePolicy
) -> list[MatchRun]:
    matcher = engine.matcher or engine.refresh(session)
    held = lists.open_entries(session, matcher, ranked.answers)
    asks = _asks(session, matcher, ranked, held, policy)
    shared = exposure.share_out(
        asks,
        lists.standings(session, matcher, ranked.asker_kind, ranked.for_kind, policy),
        policy=policy,
        per_owner=matcher.weights.per_owner,
        seed=wave.seed,
    )
    versions = _versions(session, ranked)
    runs = []
    for listing_id in ranked.answers:
        key, chosen = (listing_id, ranked.for_kind), shared.proposals[str(listing_id)]
        made = [one for one in chosen if UUID(one.candidate_id) in versions] if listing_id in versions else []
        tried.note(key, len(held.get(key, ())) + len(made))
        if made:
            withheld = shared.withheld[str(listing_id)]
            runs.append(_run(ranked, listing_id, made, withheld, versions, wave, policy))
    return runs


def _asks(
    session: Session,
    matcher: Matcher,
    ranked: Ranked,
    held: Mapping[lists.Key, list[lists.Entry]],
    policy: ExposurePolicy,
) -> list[Ask]:
    """The lists as the policy sees them, without what was proposed or answered since they were ranked."""
    settled = lists.settled(session, [(listing_id, ranked.for_kind) for listing_id in ranked.answers], policy)
    asks = []
    for listing_id, answer in ranked.answers.items():
        entries = held.get((listing_id, ranked.for_kind), [])
        options, newcomers = (
            [
                Option(one.candidate_id, matcher.listings[one.candidate_id].owner.id, one.score)
                for one in found
                if UUID(one.candidate_id) not in settled[listing_id] and one.candidate_id in matcher.listings
            ]
            for found in (answer.matches, ranked.newcomers.get(listing_id, ()))
        )
        asks.append(
            Ask(
                str(listing_id),
                max(0, policy.length - len(entries)),
                options,
                drawn=max(0, policy.kept - sum(propensity < 1 for _candidate, propensity in entries)),
                owners=Counter(matcher.listings[str(candidate)].owner.id for candidate, _propensity in entries),
                newcomers=newcomers,
            )
        )
    return asks


def _versions(session: Session, ranked: Ranked) -> dict[UUID, int]:
    """The published version of every listing concerned that is on the market."""
    rows = session.execute(
        select(ListingRow.id, ListingRow.version_number).where(
            ListingRow.kind.in_((ranked.asker_kind, ranked.for_kind)), ListingRow.state == ListingState.PUBLISHED
        )
    )
    return dict(rows.all())


def _run(
    ranked: Ranked,
    listing_id: UUID,
    chosen: list[Proposal],
    withheld: int,
    versions: Mapping[UUID, int],
    wave: Wave,
    policy: ExposurePolicy,
) -> MatchRun:
    answer = ranked.answers[listing_id]
    matches = {one.candidate_id: one for one in (*ranked.newcomers.get(listing_id, ()), *answer.matches)}
    lapses_at = wave.made_at + timedelta(days=policy.lapse_days)
    return MatchRun(
        listing_id=listing_id,
        listing_version=versions[listing_id],
        for_kind=answer.for_kind,
        encoder_id=answer.encoder_id,
        weights_version=answer.weights_version,
        rules_version=answer.rules_version,
        as_of=answer.as_of,
        considered=answer.considered,
        excluded=dict(answer.excluded),
        made_at=wave.made_at,
        withheld=withheld,
        suggestions=[
            _suggestion(matches[one.candidate_id], one, versions[UUID(one.candidate_id)], lapses_at=lapses_at)
            for one in chosen
        ],
    )


def _suggestion(match: Match, proposal: Proposal, version: int, **values: object) -> Suggestion:
    return Suggestion(
        candidate_id=UUID(match.candidate_id),
        candidate_version=version,
        rank=proposal.position,
        score=match.score,
        forward=match.forward,
        backward=match.backward,
        band=match.band,
        explanation=explanation_of(match, ("features",)),
        answer=Answer.OPEN,
        seen_count=0,
        propensity=proposal.propensity,
        **values,
    )
