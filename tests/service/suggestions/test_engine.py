"""The matcher of a process follows the database: each commit, each vector, each day, without a restart."""

import gc
import weakref
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from market import clock
from market.config import Settings
from market.listings import service as listings
from market.listings.records import records
from market.organizations.models import VerificationState
from market.permissions import SYSTEM
from market.suggestions import engine as engines
from market.suggestions import queries, vectors
from market.suggestions.engine import Engine
from market.suggestions.models import Embedding
from matching.centering import LEAST_DOCUMENTS, NO_CENTERING, Centering, centering_for
from matching.encoders.hashing import HashingEncoder
from matching.records import Kind
from tests.factories import Market
from tests.service.suggestions.conftest import Embed, Tell


def found(session: Session, engine: Engine, listing, kind: Kind = Kind.PROJECT) -> list[str]:
    return [match.candidate_id for match in queries.recommend(session, engine, listing, kind).matches]


def vectors_kept(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(Embedding)) or 0


def test_a_text_is_encoded_once_whoever_wrote_it(session: Session, market: Market, embed: Embed) -> None:
    market.project(title="The very same title")
    market.project(title="The very same title")
    market.project(title="Another title")
    market.project(title="A draft", state="draft")
    assert embed() == 2
    assert embed() == 0
    assert vectors_kept(session) == 2


def test_what_is_published_is_found_without_a_restart(
    session: Session, market: Market, engine: Engine, embed: Embed, tell: Tell
) -> None:
    need, first = market.need(), market.project()
    embed()
    assert found(session, engine, need) == [str(first.id)]

    second = market.project()
    tell(second)
    assert set(found(session, engine, need)) == {str(first.id), str(second.id)}
    assert engine.pending == 1
    embed()
    assert set(found(session, engine, need)) == {str(first.id), str(second.id)}
    assert engine.pending == 0


def test_before_the_first_vector_listings_are_found_by_their_words(
    session: Session, market: Market, engine: Engine, embed: Embed
) -> None:
    need, project = market.need(), market.project()
    session.commit()
    assert found(session, engine, need) == [str(project.id)]
    assert engine.pending == 2
    embed()
    assert found(session, engine, need) == [str(project.id)]
    assert engine.pending == 0


@pytest.mark.parametrize("leave", [listings.pause, listings.close])
def test_what_leaves_the_market_is_found_no_more(
    session: Session, market: Market, engine: Engine, embed: Embed, leave
) -> None:
    need, stays, leaves = market.need(), market.project(), market.project()
    embed()
    assert len(found(session, engine, need)) == 2
    leave(session, SYSTEM if leave is listings.close else market.actor(of=leaves), leaves)
    session.commit()
    assert found(session, engine, need) == [str(stays.id)]


def test_what_left_before_it_was_read_is_waited_for_no_more(
    session: Session, market: Market, engine: Engine, tell: Tell
) -> None:
    project = market.project()
    tell(project)
    engine.refresh(session)
    listings.close(session, SYSTEM, project)
    session.commit()
    engine.refresh(session)
    assert engine.pending == 0


def test_what_was_deleted_is_found_no_more(
    session: Session, market: Market, engine: Engine, embed: Embed, tell: Tell
) -> None:
    need, stays, goes = market.need(), market.project(), market.project()
    embed()
    assert len(found(session, engine, need)) == 2
    tell(goes)
    session.delete(goes)
    session.commit()
    assert found(session, engine, need) == [str(stays.id)]


def test_a_changed_text_gets_a_vector_of_its_own(
    session: Session, market: Market, engine: Engine, embed: Embed, tell: Tell
) -> None:
    market.need()
    project = market.project()
    embed()
    engine.refresh(session)

    project.title = "Legal advice for migrant workers"
    tell(project)
    engine.refresh(session)
    assert engine.pending == 1
    assert embed() == 1
    engine.refresh(session)
    assert engine.pending == 0
    assert vectors_kept(session) == 3  # the old one stays: nothing is encoded twice


def test_a_change_of_anything_but_the_text_needs_no_new_vector(
    session: Session, market: Market, engine: Engine, embed: Embed, tell: Tell
) -> None:
    project = market.project()
    embed()
    engine.refresh(session)
    project.budget_fen += 100
    tell(project)
    assert engine.refresh(session).listings[str(project.id)].asks_fen == project.gap_fen
    assert engine.pending == 0
    assert embed() == 0


def test_an_organization_that_loses_its_verification_is_ruled_out(
    session: Session, market: Market, engine: Engine, embed: Embed, tell: Tell
) -> None:
    need, project = market.need(), market.project()
    embed()
    assert found(session, engine, need) == [str(project.id)]

    project.organization.verification = VerificationState.REFUSED
    tell(project.organization)
    answer = queries.recommend(session, engine, need, Kind.PROJECT)
    assert answer.matches == []
    assert answer.excluded == {"verified": 1}


def test_a_new_day_closes_what_was_open_until_yesterday(
    session: Session, market: Market, engine: Engine, embed: Embed
) -> None:
    project = market.project()
    programme = market.programme(closes_on=clock.today())
    embed()
    assert found(session, engine, project, Kind.PROGRAMME) == [str(programme.id)]
    with clock.held_at(clock.now() + timedelta(days=1)):
        assert found(session, engine, project, Kind.PROGRAMME) == []


def test_a_large_market_is_settled_and_the_one_of_yesterday_is_not_kept(
    session: Session, market: Market, engine: Engine, embed: Embed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engines, "LARGE", 2)
    gc.unfreeze()  # another test may have left something
    market.project()
    embed()
    engine.refresh(session)
    assert gc.get_freeze_count() == 0
    market.project()
    embed()
    try:
        with clock.held_at(clock.now() + timedelta(days=1)):
            yesterday = weakref.ref(engine.refresh(session))
        with clock.held_at(clock.now() + timedelta(days=2)):
            engine.refresh(session)
        assert gc.get_freeze_count() > 0
        assert yesterday() is None
    finally:
        gc.unfreeze()


def test_two_processes_agree(
    session: Session, market: Market, engine: Engine, settings: Settings, embed: Embed, tell: Tell
) -> None:
    need = market.need()
    for number in range(6):
        market.project(title=f"Visits number {number}", summary="Lonely older people are visited. " * (number + 1))
    embed()
    engine.refresh(session)
    late = market.project(title="Visits that came late")
    tell(late)
    engine.refresh(session)
    embed()

    follower = queries.recommend(session, engine, need, Kind.PROJECT)
    newcomer = queries.recommend(session, Engine(settings), need, Kind.PROJECT)
    assert [match.candidate_id for match in follower.matches] == [match.candidate_id for match in newcomer.matches]
    assert [match.score for match in follower.matches] == pytest.approx([match.score for match in newcomer.matches])
    assert follower.as_of == newcomer.as_of


def test_a_reader_of_an_older_state_does_not_turn_the_engine_back(
    session: Session, database, market: Market, engine: Engine, embed: Embed, tell: Tell
) -> None:
    need = market.need()
    embed()
    with database.reader() as old:
        queries.dismissed_ids(old, need.id)  # begins to read here
        as_of = engine.as_of
        tell(market.project())
        engine.refresh(session)
        newest = engine.as_of
        engine.refresh(old)
        assert engine.as_of == newest > as_of


@pytest.fixture
def tuned(settings: Settings, tmp_path: Path) -> Settings:
    """An installation that uses a model which `flask encoder train` has made."""
    folder = tmp_path / "tuned-e5-20260311-0123456789ab"
    folder.mkdir()
    (folder / "card.json").write_text("{}")
    return replace(settings, embedding_model=str(folder), embedding_backend="torch")


@pytest.mark.parametrize("at_last", [1, 5])
def test_a_tuned_model_is_centred_on_the_listings_as_soon_as_all_have_a_vector(
    session: Session, market: Market, tuned: Settings, monkeypatch: pytest.MonkeyPatch, at_last: int
) -> None:
    used: list[Centering] = []
    monkeypatch.setattr(engines, "centering_for", lambda *given: used.append(centering_for(*given)) or used[-1])
    for number in range(LEAST_DOCUMENTS + 2):
        market.project(title=f"Visits number {number}", language="zh")
    session.commit()
    engine = Engine(tuned)
    texts = list(vectors.missing(session, engine.encoder_id, records(session)))
    made = HashingEncoder(16).encode_documents(texts)
    for part in (slice(0, 3), slice(3, -at_last), slice(-at_last, None)):  # as the worker goes on
        vectors.add(session, engine.encoder_id, dict(zip(texts[part], made[part], strict=True)))
        session.commit()
        engine.refresh(session)
    assert engine.pending == 0
    assert used[0].id == NO_CENTERING.id
    assert used[-1].means["zh"] == pytest.approx(made.mean(axis=0), abs=1e-6)
    assert used[-1].means["en"] == pytest.approx(used[-1].means["zh"])  # borrowed: there is nothing in English
