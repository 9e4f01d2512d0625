"""The vectors of sentences: made once, after those of the listings, anew where damaged, and never for another text."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import event, func, select
from sqlalchemy.orm import Session

from market.config import Settings
from market.listings.records import as_record, records
from market.suggestions import commands, queries, sentences, vectors, waves
from market.suggestions.engine import Engine
from market.suggestions.models import SentenceEmbedding
from matching.encoders.registry import encoder_id, resolve
from matching.records import Kind
from matching.sentences import MOST_SENTENCES
from tests.factories import Market
from tests.service.suggestions.conftest import Embed

Run = Callable[..., Result]
DIMENSION = 256  # of the encoder of tests


@pytest.fixture
def run(app: Flask, session: Session) -> Run:
    def call(*words: str) -> Result:
        session.commit()
        result = app.test_cli_runner().invoke(args=words)
        session.expire_all()
        return result

    return call


@pytest.fixture
def encoder(settings: Settings) -> str:
    return encoder_id(vectors.encoder_settings(settings))


def kept(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(SentenceEmbedding)) or 0


def test_each_text_is_read_sentence_by_sentence_once(
    run: Run, session: Session, market: Market, settings: Settings
) -> None:
    project = market.project(title="Meals", summary="We cook. We bring lunch.")
    market.project(title="Meals", summary="We cook. We bring lunch.")
    market.project(title="A draft", state="draft")
    done = run("suggestions", "embed").output.splitlines()
    assert done[-2:] == ["1 texts were encoded", "The sentences of 1 texts were encoded"]
    assert "The sentences of 0 texts were encoded" in run("suggestions", "embed").output
    (row,) = session.scalars(select(SentenceEmbedding)).all()
    said = next(iter(sentences.said_in([as_record(project)]).values()))
    assert said[:3] == ("Meals", "We cook.", "We bring lunch.")
    found = np.frombuffer(row.vectors, "<f2").reshape(len(said), DIMENSION)
    told = resolve(vectors.encoder_settings(settings)).encode_documents(list(said))
    assert np.abs(found - told).max() < 1e-3


def test_only_the_first_sentences_of_a_long_text_are_read(session: Session, market: Market) -> None:
    project = market.project(title="Long", summary=" ".join(f"Number {place} comes." for place in range(60)))
    (said,) = sentences.said_in([as_record(project)]).values()
    assert len(said) == MOST_SENTENCES


def test_nothing_is_read_of_a_text_without_a_sentence(session: Session, market: Market, encoder: str) -> None:
    empty = replace(as_record(market.project()), texts={"title": " \n "})
    assert sentences.said_in([empty]) == {}
    assert sentences.of_listings(session, encoder, DIMENSION, [empty]) == {}


@pytest.mark.parametrize("damage", [b"", b"\x00" * 7, b"\x00\x7e" * DIMENSION, b"\x00\x00" * DIMENSION])
def test_damaged_vectors_are_passed_over_and_made_anew(
    run: Run, session: Session, market: Market, encoder: str, damage: bytes
) -> None:
    project = market.project(title="Meals", summary="We cook. We bring lunch.")
    run("suggestions", "embed")
    row = session.scalars(select(SentenceEmbedding)).one()
    whole = bytes(row.vectors)
    row.vectors = damage + (whole[len(damage) :] if len(damage) > 7 else b"")
    session.commit()
    record = as_record(project)
    assert sentences.of_listings(session, encoder, DIMENSION, [record]) == {}
    assert "The sentences of 1 texts were encoded" in run("suggestions", "embed").output
    assert bytes(session.scalars(select(SentenceEmbedding.vectors)).one()) == whole
    assert list(sentences.of_listings(session, encoder, DIMENSION, [record])) == [record.id]


def test_vectors_of_another_encoder_or_of_another_dimension_are_not_used(
    run: Run, session: Session, market: Market, encoder: str
) -> None:
    project = as_record(market.project())
    run("suggestions", "embed")
    assert sentences.of_listings(session, "another", DIMENSION, [project]) == {}
    assert sentences.of_listings(session, encoder, DIMENSION // 2, [project]) == {}


def test_a_changed_text_has_none_until_the_worker_has_been(
    run: Run, session: Session, market: Market, encoder: str
) -> None:
    project = market.project(title="Meals", summary="We cook. We bring lunch.")
    run("suggestions", "embed")
    project.summary = "We cook. We bring supper."
    session.commit()
    assert sentences.of_listings(session, encoder, DIMENSION, [as_record(project)]) == {}
    run("suggestions", "embed")
    assert len(sentences.of_listings(session, encoder, DIMENSION, [as_record(project)])) == 1


def test_sentences_wait_for_the_vectors_of_the_listings(
    session: Session, market: Market, embed: Embed, encoder: str
) -> None:
    market.project()
    session.flush()
    assert sentences.missing(session, encoder, records(session)) == {}
    embed()
    assert len(sentences.missing(session, encoder, records(session))) == 1


class Rested(Exception):
    """The worker has nothing left to do."""


def test_the_worker_reads_sentences_after_listings_and_proposals_and_not_while_something_has_changed(
    run: Run, session: Session, market: Market, monkeypatch: pytest.MonkeyPatch
) -> None:
    market.need(title="Number 0")
    for number in range(1, 2 * commands.BATCH):
        market.project(title=f"Number {number}")
    session.commit()
    done: list[str] = []

    def note(name: str, act: Callable) -> Callable:
        return lambda *given: done.append(name) or act(*given)

    def rest(_seconds: float) -> None:
        done.append("rest")
        if done.count("rest") == 3:
            raise Rested

    monkeypatch.setattr(vectors, "encode", note("listings", vectors.encode))
    monkeypatch.setattr(waves, "propose", note("propose", waves.propose))
    monkeypatch.setattr(sentences, "encode", note("sentences", sentences.encode))
    monkeypatch.setattr(commands.time, "sleep", rest)
    assert isinstance(run("suggestions", "work").exception, Rested)
    assert done[: done.index("rest")].count("sentences") == 0  # the proposals that it made are a change
    assert done.index("listings") < done.index("propose") < done.index("sentences")
    assert done.count("sentences") == 2
    assert kept(session) == 2 * commands.BATCH


def test_reading_stops_between_two_batches(app: Flask, session: Session, market: Market, embed: Embed) -> None:
    for number in range(2 * commands.BATCH):
        market.project(title=f"Number {number}")
    embed()
    told = iter([False, True])
    with app.app_context():
        assert commands.embed_sentences(None, commands._published(), lambda: next(told))[1] == commands.BATCH
    session.expire_all()
    assert kept(session) == commands.BATCH


def test_a_page_asks_for_the_sentences_of_all_that_it_shows_at_once(
    run: Run, session: Session, market: Market, settings: Settings
) -> None:
    need = market.need()
    for _ in range(12):
        market.project()
    run("suggestions", "embed")
    engine = Engine(settings)
    engine.refresh(session)
    statements: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        statements.append(statement)

    event.listen(session.get_bind(), "before_cursor_execute", note)
    found = queries.recommend(session, engine, need, Kind.PROJECT)
    asked = [statement for statement in statements if "sentence_embedding" in statement]
    assert (len(found.matches), len(asked)) == (10, 1)
    queries.explain(session, engine, need, market.project())
    assert len([statement for statement in statements if "sentence_embedding" in statement]) == 2
    event.remove(session.get_bind(), "before_cursor_execute", note)
