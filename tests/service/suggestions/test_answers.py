"""What people answer to suggestions: kept with the run that showed it, and heeded from then on."""

import json
from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from market import audit, clock
from market.errors import NotAllowed, NotPossible
from market.listings.models import Listing, ListingState
from market.permissions import SYSTEM, VISITOR, Actor, Office
from market.suggestions import queries, service
from market.suggestions.engine import Engine
from market.suggestions.models import Answer, DismissalReason, MatchRun, Suggestion
from matching.records import Kind, Verdict
from tests.factories import Market
from tests.service.suggestions.conftest import Embed, Tell

SHOWN = 10


def dismiss(session: Session, engine: Engine, actor: Actor, need: Listing, candidate: Listing) -> Suggestion:
    run = service.record_shown(session, engine, need, candidate, SHOWN)
    return service.dismiss(session, actor, need, run, candidate, DismissalReason.WRONG_PLACE, "Too far away.")


def titles(session: Session, engine: Engine, need: Listing) -> set[str]:
    return {match.candidate_id for match in queries.recommend(session, engine, need, Kind.PROJECT).matches}


def test_what_was_dismissed_is_never_shown_again_and_the_ranks_close_up(
    session: Session, market: Market, engine: Engine, embed: Embed
) -> None:
    need, projects = market.need(), [market.project() for _ in range(4)]
    embed()
    first = queries.recommend(session, engine, need, Kind.PROJECT).matches[0]
    candidate = next(project for project in projects if str(project.id) == first.candidate_id)
    dismiss(session, engine, market.actor(of=need), need, candidate)
    session.commit()

    left = queries.recommend(session, engine, need, Kind.PROJECT).matches
    assert first.candidate_id not in {match.candidate_id for match in left}
    assert [match.rank for match in left] == [1, 2, 3]
    assert first.candidate_id in titles(session, engine, market.need())  # of another need


def test_the_run_is_kept_with_its_ranks_scores_and_reasons(
    session: Session, market: Market, engine: Engine, embed: Embed
) -> None:
    need, projects = market.need(), [market.project() for _ in range(3)]
    embed()
    shown = queries.recommend(session, engine, need, Kind.PROJECT, SHOWN)
    actor = market.actor(of=need)
    dismiss(session, engine, actor, need, projects[1])
    session.commit()
    session.expire_all()

    run = session.scalars(select(MatchRun)).one()
    assert (run.listing_id, run.listing_version, run.for_kind) == (need.id, 1, Kind.PROJECT)
    assert (run.encoder_id, run.weights_version) == (shown.encoder_id, shown.weights_version)
    assert run.considered == 3
    kept = [(str(row.candidate_id), row.rank, row.candidate_version) for row in run.suggestions]
    assert kept == [(match.candidate_id, match.rank, 1) for match in shown.matches]
    assert [row.score for row in run.suggestions] == pytest.approx([match.score for match in shown.matches])
    assert set(run.suggestions[0].explanation) == {"features", "checks", "reasons", "cautions"}
    assert json.dumps(run.suggestions[0].explanation)

    answers = {row.candidate_id: row.answer for row in run.suggestions}
    assert answers.pop(projects[1].id) is Answer.DISMISSED
    assert set(answers.values()) == {Answer.OPEN}
    (answered,) = [row for row in run.suggestions if row.answer is Answer.DISMISSED]
    assert (answered.reason, answered.note) == (DismissalReason.WRONG_PLACE, "Too far away.")
    assert answered.answered_by_id == actor.person_id


@pytest.mark.parametrize("left", ["closed", "removed"])
def test_what_left_the_market_behind_the_matchers_back_is_not_kept_as_shown(
    session: Session, market: Market, engine: Engine, embed: Embed, left: str
) -> None:
    need, answered, goes = market.need(), market.project(), market.project()
    embed()
    assert titles(session, engine, need) == {str(answered.id), str(goes.id)}
    if left == "removed":
        session.delete(goes)
    else:
        goes.state = ListingState.CLOSED
    session.commit()
    run = service.record_shown(session, engine, need, answered, SHOWN)
    assert [row.candidate_id for row in run.suggestions] == [answered.id]


def test_an_answer_leaves_one_event(session: Session, market: Market, engine: Engine, embed: Embed) -> None:
    need, project = market.need(), market.project()
    embed()
    before = audit.count(session)
    suggestion = dismiss(session, engine, market.actor(of=need), need, project)
    assert audit.count(session) == before + 1
    (event,) = audit.events_of(session, "suggestion", suggestion.id)
    assert (event.action, event.details) == ("dismissed", {"reason": "wrong_place"})


def test_interest_brings_a_dismissed_one_back(session: Session, market: Market, engine: Engine, embed: Embed) -> None:
    need, project = market.need(), market.project()
    embed()
    actor = market.actor(of=need)
    dismiss(session, engine, actor, need, project)
    session.commit()
    assert titles(session, engine, need) == set()
    with clock.held_at(clock.now() + timedelta(minutes=1)):
        run = service.record_shown(session, engine, need, project, SHOWN)
        service.welcome(session, actor, need, run, project)
    session.commit()
    assert titles(session, engine, need) == {str(project.id)}


def test_an_answer_to_what_left_the_list_meanwhile_is_kept_too(
    session: Session, market: Market, engine: Engine, embed: Embed, tell: Tell
) -> None:
    need, project = market.need(), market.project()
    embed()
    project.state = ListingState.PAUSED
    tell(project)
    suggestion = dismiss(session, engine, market.actor(of=need), need, project)
    assert (suggestion.rank, suggestion.answer) == (0, Answer.DISMISSED)


def test_only_members_of_the_owner_answer(session: Session, market: Market, engine: Engine, embed: Embed) -> None:
    need, project = market.need(), market.project()
    embed()
    others = [VISITOR, SYSTEM, market.actor(), market.actor(of=project), market.actor(office=Office.APPROVER)]
    for actor in others:
        with pytest.raises(NotAllowed):
            dismiss(session, engine, actor, need, project)
    assert session.scalar(select(func.count()).where(Suggestion.answer != Answer.OPEN)) == 0


def test_only_what_is_on_the_market_is_matched(session: Session, market: Market, engine: Engine) -> None:
    for state in set(ListingState) - {ListingState.PUBLISHED}:
        with pytest.raises(NotPossible, match="Publish the listing first"):
            queries.recommend(session, engine, market.need(state=state), Kind.PROJECT)


@pytest.mark.parametrize("kind", [Kind.SERVICE, Kind.PROJECT])
def test_kinds_that_do_not_answer_each_other_are_refused(
    session: Session, market: Market, engine: Engine, kind: Kind
) -> None:
    with pytest.raises(NotPossible, match="do not answer each other"):
        queries.recommend(session, engine, market.project(), kind)


def test_nobody_is_suggested_to_themselves(session: Session, market: Market, engine: Engine, embed: Embed) -> None:
    need = market.need()
    own = market.project(organization=need.organization)
    embed()
    answer = queries.recommend(session, engine, need, Kind.PROJECT)
    assert answer.matches == []
    assert answer.excluded["same_owner"] == 1
    match = queries.explain(session, engine, need, own)
    assert (match.rank, match.eligible) == (0, False)
    assert "same_owner" in {check.rule for check in match.blockers}


@pytest.mark.parametrize("state", list(ListingState))
@pytest.mark.parametrize("candidate", ["need", "project", "service", "programme", "resource"])
@pytest.mark.parametrize("asker", ["need", "project", "service", "programme", "resource"])
def test_any_pair_in_any_state_is_explained_and_judged_as_the_gate_does(
    session: Session, market: Market, engine: Engine, asker: str, candidate: str, state: ListingState
) -> None:
    one, other = getattr(market, asker)(), getattr(market, candidate)(state=state)
    session.commit()
    match = queries.explain(session, engine, one, other)
    assert 0 <= match.score <= 1
    verdicts = {check.rule: check.verdict for check in match.checks}
    assert verdicts == {check.rule: check.verdict for check in service.checks(session, one, other)}
    assert (verdicts["open"] is Verdict.FAIL) == (state is not ListingState.PUBLISHED)
    assert match.eligible == (Verdict.FAIL not in verdicts.values())
