"""Proposals in waves: who is proposed to whom, until when, and what comes after an answer."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from market import audit, clock
from market.errors import NotAllowed
from market.listings.models import Listing, ListingState
from market.permissions import SYSTEM, Office
from market.rules import service as rules
from market.rules.queries import confirmed
from market.suggestions import proposals, service, waves
from market.suggestions.engine import Engine
from market.suggestions.lists import RETRY, Tried
from market.suggestions.models import Answer, DismissalReason, MatchRun, Suggestion, Wave
from matching.eligibility.catalogue import CATALOGUE
from matching.exposure import DEFAULT_POLICY, ExposurePolicy
from matching.records import Kind
from tests.conftest import NOW
from tests.factories import Market
from tests.service.suggestions.conftest import Embed, Tell

STRICT = replace(DEFAULT_POLICY, least_at_once=1, even_shares=0.0, kept=0)
Propose = Callable[..., int]


@pytest.fixture
def propose(session: Session, engine: Engine) -> Propose:
    """Shares out until no list is due; how many proposals were made."""

    def run(policy: ExposurePolicy = DEFAULT_POLICY, tried: Tried | None = None) -> int:
        tried, made = tried or Tried(), 0
        session.commit()
        while True:
            ranked = waves.rank_next(session, engine, tried, policy)
            if ranked is None and not waves.has_lapsed(session):
                return made
            wave = waves.propose(session, SYSTEM, engine, ranked, tried, policy)
            made += wave.proposed if wave else 0
            session.commit()

    return run


def candidates(session: Session, listing: Listing, kind: Kind = Kind.PROJECT) -> set[object]:
    held = proposals.proposed(session, listing.id, kind)
    return set(held.candidate_ids) if held else set()


def test_every_listing_is_proposed_what_fits_it(
    session: Session, market: Market, embed: Embed, propose: Propose
) -> None:
    need, projects = market.need(), [market.project() for _ in range(3)]
    embed()
    assert propose() == 6  # each way
    assert candidates(session, need) == {project.id for project in projects}
    assert candidates(session, projects[0], Kind.NEED) == {need.id}
    run = session.scalars(select(MatchRun).where(MatchRun.listing_id == need.id)).one()
    assert [row.rank for row in run.suggestions] == [1, 2, 3]
    assert {row.lapses_at for row in run.suggestions} == {NOW + timedelta(days=DEFAULT_POLICY.lapse_days)}
    assert all(row.propensity is not None and 0 < row.propensity <= 1 for row in run.suggestions)
    assert all(set(row.explanation) == {"features"} for row in run.suggestions)


def test_a_wave_keeps_which_rules_were_in_force_and_confirmed(
    session: Session, market: Market, embed: Embed, propose: Propose
) -> None:
    rules.confirm(session, market.actor(office=Office.APPROVER), "term", 1, "Read.")
    market.need()
    market.project()
    embed()
    propose()
    kept = set(session.scalars(select(MatchRun.rules_version)))
    assert kept == {CATALOGUE.with_confirmed(confirmed(session))}
    assert kept != {CATALOGUE.with_confirmed(frozenset())}


def test_one_event_tells_of_a_whole_wave_and_nothing_happens_twice(
    session: Session, market: Market, embed: Embed, propose: Propose
) -> None:
    market.need()
    market.project()
    embed()
    before = audit.count(session)
    assert propose() == 2
    found = session.scalars(select(Wave)).all()
    assert audit.count(session) == before + len(found) == before + 2  # needs, then projects
    (event,) = audit.events_of(session, "wave", found[0].id)
    assert (event.action, event.actor_name, event.details) == ("propose", "system", {"proposed": 1, "lapsed": 0})
    assert found[0].policy["length"] == DEFAULT_POLICY.length
    assert propose() == 0
    assert audit.count(session) == before + 2


def test_a_listing_is_proposed_to_no_more_than_it_may_be_and_the_others_are_told(
    session: Session, market: Market, engine: Engine, embed: Embed, propose: Propose
) -> None:
    needs, project = [market.need() for _ in range(3)], market.project()
    embed()
    propose(STRICT)
    holders = [need for need in needs if project.id in candidates(session, need)]
    assert len(holders) == 1
    actor = market.actor(of=holders[0])
    run = service.record_shown(session, engine, holders[0], project, 10)
    service.dismiss(session, actor, holders[0], run, project, DismissalReason.TIME, "")
    propose(STRICT)
    holders += [need for need in needs if project.id in candidates(session, need)]
    assert len({need.id for need in holders}) == 2


def test_a_service_with_two_places_is_not_proposed_to_everybody(
    session: Session, market: Market, embed: Embed, propose: Propose
) -> None:
    needs, offer = [market.need() for _ in range(12)], market.service(capacity=2)
    embed()
    propose(replace(DEFAULT_POLICY, least_at_once=12))
    assert sum(offer.id in candidates(session, need, Kind.SERVICE) for need in needs) == 2 * DEFAULT_POLICY.per_place


def test_what_nobody_answers_lapses_and_rests(session: Session, market: Market, embed: Embed, propose: Propose) -> None:
    need, project = market.need(closes_on=None), market.project()
    embed()
    propose()
    with clock.held_at(NOW + timedelta(days=DEFAULT_POLICY.lapse_days, hours=1)):
        assert candidates(session, need) == set()  # at once, whether or not the worker has noted it
        assert propose() == 0
        answers = session.scalars(select(Suggestion.answer)).all()
        assert set(answers) == {Answer.EXPIRED}
        assert session.scalars(select(Wave.lapsed).order_by(Wave.made_at.desc())).first() == 2
    with clock.held_at(NOW + timedelta(days=DEFAULT_POLICY.lapse_days + DEFAULT_POLICY.rest_days, hours=1)):
        assert propose() == 2
        assert candidates(session, need) == {project.id}


def test_the_place_of_a_dismissed_one_is_filled_by_the_next(
    session: Session, market: Market, engine: Engine, embed: Embed, propose: Propose
) -> None:
    need, projects = market.need(), [market.project() for _ in range(3)]
    embed()
    policy, tried = replace(DEFAULT_POLICY, length=2), Tried()
    propose(policy, tried)
    first = candidates(session, need)
    gone = next(project for project in projects if project.id in first)
    run = service.record_shown(session, engine, need, gone, 10)
    service.dismiss(session, market.actor(of=need), need, run, gone, DismissalReason.TIME, "")
    assert propose(policy, tried) == 1
    assert candidates(session, need) == {project.id for project in projects} - {gone.id}


def test_a_list_that_cannot_be_filled_is_tried_again_later_only(
    session: Session, market: Market, embed: Embed, engine: Engine, propose: Propose
) -> None:
    market.need()
    market.project()
    embed()
    tried = Tried()
    propose(tried=tried)
    assert waves.rank_next(session, engine, tried) is None
    with clock.held_at(NOW + RETRY):
        assert waves.rank_next(session, engine, tried) is not None


def test_the_place_of_one_that_has_left_the_market_is_free_again(
    session: Session, market: Market, embed: Embed, propose: Propose, tell: Tell
) -> None:
    need, projects = market.need(), [market.project() for _ in range(2)]
    embed()
    policy = replace(DEFAULT_POLICY, length=1)
    propose(policy)
    (held,) = candidates(session, need)
    gone, left = sorted(projects, key=lambda project: project.id != held)
    gone.state = ListingState.CLOSED
    tell(gone)
    propose(policy)
    assert candidates(session, need) == {gone.id, left.id}


def test_an_answer_goes_to_the_proposal_with_what_was_shown(
    session: Session, market: Market, engine: Engine, embed: Embed, propose: Propose
) -> None:
    need, projects = market.need(), [market.project() for _ in range(2)]
    embed()
    propose()
    runs = len(session.scalars(select(MatchRun)).all())
    run = service.record_shown(session, engine, need, projects[0], 10)
    service.welcome(session, market.actor(of=need), need, run, projects[0])
    session.commit()
    assert len(session.scalars(select(MatchRun)).all()) == runs
    (answered,) = session.scalars(select(Suggestion).where(Suggestion.answer == Answer.INTEREST))
    assert answered.run.wave_id is not None
    assert answered.propensity is not None
    assert set(answered.explanation) == {"features", "checks", "reasons", "cautions"}


def test_what_fails_now_is_not_shown_and_what_came_since_is(
    session: Session, market: Market, engine: Engine, embed: Embed, propose: Propose, tell: Tell
) -> None:
    need, projects = market.need(), [market.project() for _ in range(3)]
    embed()
    propose()
    projects[0].state = ListingState.PAUSED
    with clock.held_at(NOW + timedelta(minutes=1)):
        late = market.project(published_at=clock.now())
    embed()
    tell(projects[0], late)
    shown = [match.candidate_id for match in proposals.shown(session, engine, need, Kind.PROJECT).found.matches]
    assert set(shown) == {str(projects[1].id), str(projects[2].id), str(late.id)}


def test_when_nothing_proposed_stands_any_more_the_best_of_all_are_shown(
    session: Session, market: Market, engine: Engine, embed: Embed, propose: Propose, tell: Tell
) -> None:
    need, projects = market.need(), [market.project() for _ in range(2)]
    embed()
    propose(replace(DEFAULT_POLICY, length=1))
    (held,) = candidates(session, need)
    gone, left = sorted(projects, key=lambda project: project.id != held)
    gone.state = ListingState.CLOSED
    tell(gone)
    shown = [match.candidate_id for match in proposals.shown(session, engine, need, Kind.PROJECT).found.matches]
    assert shown == [str(left.id)]


def test_a_newcomer_that_would_stand_on_no_list_is_proposed_once_in_each_period(
    session: Session, market: Market, engine: Engine, embed: Embed, propose: Propose
) -> None:
    needs = [market.need(closes_on=None) for _ in range(3)]
    for _ in range(10):
        market.project(organization=market.organization("52", delivered_pairings=9))
    late = market.project(title="Chess", summary="Chess for children.", tags={"groups": ("children",), "sdgs": ()})
    embed()
    policy = replace(DEFAULT_POLICY, length=2, least_text=0.0)
    barely = replace(policy, least_text=1.0)

    propose(barely)
    assert not any(late.id in candidates(session, need) for need in needs)
    periods = []
    for number in range(1, 3):
        with clock.held_at(NOW + number * timedelta(days=DEFAULT_POLICY.lapse_days, hours=1)):
            propose(policy)
            propose(policy)
            periods.append({need.id for need in needs if late.id in candidates(session, need)})
    assert [len(found) for found in periods] == [1, 1]
    assert periods[0] != periods[1]  # who did not answer rests
    row = session.scalars(select(Suggestion).where(Suggestion.candidate_id == late.id)).first()
    assert row is not None
    assert (row.propensity, row.rank) == (1.0, 2)
    assert set(row.explanation) == {"features"}


def test_only_the_system_proposes(session: Session, market: Market, engine: Engine) -> None:
    with pytest.raises(NotAllowed):
        waves.propose(session, market.actor(), engine, None, Tried())


def test_looking_is_counted_for_open_proposals_and_by_their_own_people_only(
    session: Session, market: Market, embed: Embed, propose: Propose
) -> None:
    need, project = market.need(), market.project()
    embed()
    propose()
    for _ in range(2):
        assert service.note_seen(session, market.actor(of=need), need, Kind.PROJECT, [project.id]) == 1
    with pytest.raises(NotAllowed):
        service.note_seen(session, market.actor(of=project), need, Kind.PROJECT, [project.id])
    seen = session.scalars(select(Suggestion).where(Suggestion.candidate_id == project.id)).one()
    assert (seen.first_seen_at, seen.seen_count) == (NOW, 2)
