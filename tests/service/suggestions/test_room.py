"""When a candidate that is proposed to enough others can be proposed once more."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from market.listings.models import Listing
from market.suggestions.engine import Engine
from market.suggestions.models import Answer, MatchRun, Suggestion, Wave
from market.suggestions.room import NoRoom, find_no_room
from matching.exposure import DEFAULT_POLICY
from matching.records import Kind
from tests.conftest import NOW
from tests.factories import Market

TWO = replace(DEFAULT_POLICY, least_at_once=2, even_shares=0.0, waves=2)
LAPSE, PERIOD = timedelta(days=30), timedelta(days=30)


@pytest.fixture
def project(market: Market) -> Listing:
    return market.project()


@pytest.fixture
def proposed(session: Session, market: Market, project: Listing):
    """The project was proposed to another need so many days ago."""

    def give(days: float, answer: Answer = Answer.OPEN, need: Listing | None = None) -> None:
        at = NOW - timedelta(days=days)
        wave = Wave(policy_version="test", policy={}, seed="", as_of=0, proposed=1, lapsed=0, made_at=at)
        session.add(wave)
        session.flush()
        row = Suggestion(candidate_id=project.id, candidate_version=1, rank=1, score=0.5, forward=0.5, backward=0.5,
                         band="good", explanation={"features": []}, answer=answer, lapses_at=at + LAPSE)  # fmt: skip
        session.add(MatchRun(listing_id=(need or market.need()).id, listing_version=1, for_kind=Kind.PROJECT,
                             encoder_id="test", weights_version="2026-2", as_of=0, considered=1, excluded={},
                             made_at=at, wave_id=wave.id, suggestions=[row]))  # fmt: skip
        session.commit()

    return give


def found(session: Session, engine: Engine, need: Listing, project: Listing) -> NoRoom | None:
    session.commit()
    return find_no_room(session, engine, need, project, TWO)


def test_what_has_room_is_kept_from_nobody(session: Session, market: Market, engine: Engine, project, proposed) -> None:
    need = market.need()
    proposed(3)
    assert found(session, engine, need, project) is None


def test_the_one_to_whom_it_is_proposed_is_told_nothing(
    session: Session, market: Market, engine: Engine, project, proposed
) -> None:
    need = market.need()
    proposed(1, need=need)
    proposed(2)
    assert found(session, engine, need, project) is None


def test_it_is_free_when_so_many_have_lapsed_that_one_place_is_left(
    session: Session, market: Market, engine: Engine, project, proposed
) -> None:
    need = market.need()
    for days in (9, 5, 2):
        proposed(days)
    assert found(session, engine, need, project) == NoRoom(NOW - timedelta(days=5) + LAPSE, by_answers=True)


def test_interest_holds_its_place_for_the_period(
    session: Session, market: Market, engine: Engine, project, proposed
) -> None:
    need = market.need()
    proposed(20, Answer.INTEREST)
    proposed(1)
    assert found(session, engine, need, project) == NoRoom(NOW - timedelta(days=20) + PERIOD, by_answers=True)


def test_as_many_as_one_may_have_in_a_period_are_not_made_fewer_by_answers(
    session: Session, market: Market, engine: Engine, project, proposed
) -> None:
    need = market.need()
    for days in (20, 11, 7, 6):
        proposed(days, Answer.DISMISSED)
    assert found(session, engine, need, project) == NoRoom(NOW - timedelta(days=20) + PERIOD, by_answers=False)


def test_what_has_nothing_left_is_not_freed_by_time(
    session: Session, market: Market, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    need, project = market.need(), market.project()
    monkeypatch.setattr("matching.exposure.limit_of", lambda *_arguments: 0)
    monkeypatch.setattr("market.suggestions.lists.limit_of", lambda *_arguments: 0)
    assert found(session, engine, need, project) == NoRoom(None, by_answers=False)
