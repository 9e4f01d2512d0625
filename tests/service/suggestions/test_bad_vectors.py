"""Vectors that nobody can use: none is kept, and one that came into the database in another way stops nobody."""

import numpy as np
import pytest
from flask import Flask
from numpy.typing import NDArray
from sqlalchemy import select, text, update
from sqlalchemy.orm import Session

from market.config import Settings
from market.listings.records import records
from market.suggestions import commands, vectors
from market.suggestions.engine import Engine
from market.suggestions.models import Embedding
from market.suggestions.routes import search
from matching.encoders.registry import dimension_of, encoder_id, resolve
from matching.index import BadVector
from tests.factories import Market
from tests.service.suggestions.conftest import Embed
from tests.service.suggestions.test_engine import found, vectors_kept

DIMENSION = 256
UNIT = np.eye(1, DIMENSION, dtype="<f4")[0]
BAD = {
    "not a number": np.where(UNIT > 0, np.nan, UNIT).astype("<f4"),
    "infinite": np.where(UNIT > 0, np.inf, UNIT).astype("<f4"),
    "zero": np.zeros(DIMENSION, "<f4"),
    "too long": 2 * UNIT,
    "of another dimension": np.eye(1, 100, dtype="<f4")[0],
}
BAD_BYTES = {name: vector.tobytes() for name, vector in BAD.items()} | {"cut": UNIT.tobytes()[:-3], "empty": b""}
bad = pytest.mark.parametrize("vector", BAD.values(), ids=BAD.keys())
bad_bytes = pytest.mark.parametrize("content", BAD_BYTES.values(), ids=BAD_BYTES.keys())


class Fixed:
    """An encoder that gives every text the same vector."""

    def __init__(self, id: str, vector: NDArray[np.float32]) -> None:
        self.id, self.vector, self.dimension = id, vector, DIMENSION

    def encode_documents(self, texts: list[str]) -> NDArray[np.float32]:
        return np.stack([self.vector for _ in texts])


def spoil(session: Session, settings: Settings, listing, content: bytes) -> None:
    """Write something else in place of a listing's vector."""
    (listing_hash,) = vectors.hashes_of(records(session, [listing.id])).values()
    id = encoder_id(vectors.encoder_settings(settings))
    wanted = (Embedding.encoder_id == id, Embedding.text_hash == listing_hash)
    assert session.execute(update(Embedding).where(*wanted).values(vector=content)).rowcount == 1
    session.commit()


@bad
def test_no_bad_vector_is_kept_nor_what_came_with_it(session: Session, settings: Settings, vector) -> None:
    id = encoder_id(vectors.encoder_settings(settings))
    with pytest.raises(BadVector, match=f"{id} made no vector of the text spoilt"):
        vectors.add(session, id, {"good": UNIT, "spoilt": vector})
    session.commit()
    assert vectors_kept(session) == 0


def test_vectors_of_a_model_of_others_are_as_long_as_it_says(session: Session) -> None:
    vectors.add(session, "own-model@1", {"good": UNIT}, DIMENSION)
    with pytest.raises(BadVector, match="256 dimensions"):
        vectors.add(session, "own-model@1", {"other": BAD["of another dimension"]}, DIMENSION)
    with pytest.raises(BadVector):  # and as long as each other
        vectors.add(session, "own-model@1", {"one": UNIT, "other": BAD["of another dimension"]})


@bad_bytes
def test_one_bad_vector_leaves_pages_and_search_to_answer_until_it_is_made_anew(
    app: Flask, session: Session, market: Market, engine: Engine, settings: Settings, embed: Embed, content: bytes
) -> None:
    need, project, other = market.need(), market.project(title="Zither evenings"), market.project(title="Choir")
    embed()
    before = found(session, engine, need)
    spoil(session, settings, project, content)

    newcomer = Engine(settings)
    assert set(found(session, newcomer, need)) == {str(project.id), str(other.id)}
    assert newcomer.pending == 1
    with app.app_context():
        assert search(session, "zither") == [project.id]
    session.commit()  # else the worker waits for this session

    said = app.test_cli_runner().invoke(args=["suggestions", "embed"])
    assert "1 texts were encoded" in said.output
    session.expire_all()
    assert found(session, newcomer, need) == before
    assert newcomer.pending == 0
    assert embed() == 0


@bad_bytes
def test_no_vector_at_all_that_can_be_used_is_as_none(
    session: Session, market: Market, engine: Engine, settings: Settings, embed: Embed, content: bytes
) -> None:
    need, project = market.need(), market.project()
    embed()
    for listing in (need, project):
        spoil(session, settings, listing, content)
    assert found(session, engine, need) == [str(project.id)]
    assert engine.pending == 2
    assert embed() == 2
    assert found(session, engine, need) == [str(project.id)]
    assert engine.pending == 0


def test_words_in_place_of_a_vector_stop_nobody(
    session: Session, market: Market, engine: Engine, embed: Embed, database
) -> None:
    if database.engine.dialect.name != "sqlite":
        pytest.skip("PostgreSQL lets nobody write words there")
    need, project = market.need(), market.project()
    embed()
    session.execute(text("UPDATE embedding SET vector = 'words'"))
    session.commit()
    assert found(session, engine, need) == [str(project.id)]
    assert embed() == 2


def test_of_a_model_whose_dimension_nobody_knows_that_of_most_vectors_counts(session: Session) -> None:
    vectors.add(session, "own-model@1", {"one": UNIT, "two": UNIT})
    vectors.add(session, "own-model@1", {"other": BAD["of another dimension"]})
    assert set(vectors.stored(session, "own-model@1", ["one", "two", "other"])) == {"one", "two"}
    assert set(vectors.stored(session, "own-model@1", ["one", "two", "other"], 100)) == {"other"}


def test_a_bad_vector_is_told_once(
    session: Session, market: Market, settings: Settings, embed: Embed, caplog: pytest.LogCaptureFixture
) -> None:
    vectors._log_once.cache_clear()  # other tests have told the same
    project = market.project()
    embed()
    spoil(session, settings, project, b"")
    for _ in range(2):
        assert list(vectors.missing(session, "hashing:256@1", records(session)))
    (record,) = [record for record in caplog.records if record.name == vectors.__name__]
    assert "cannot be used" in record.getMessage()


def test_the_worker_says_that_its_model_makes_no_vectors(
    app: Flask, session: Session, market: Market, monkeypatch: pytest.MonkeyPatch
) -> None:
    market.project()
    session.commit()
    monkeypatch.setattr(commands, "resolve", lambda settings: Fixed("hashing:256@1", BAD["not a number"]))
    said = app.test_cli_runner().invoke(args=["suggestions", "embed"])
    assert said.exit_code == 1
    assert "hashing:256@1 made no vector of the text" in said.output
    assert session.scalars(select(Embedding)).all() == []


def test_the_dimension_is_known_before_the_model_is_loaded(settings: Settings) -> None:
    encoder = resolve(vectors.encoder_settings(settings))
    assert dimension_of(encoder.id) == encoder.dimension == DIMENSION
    assert dimension_of("own-model@1") is None
