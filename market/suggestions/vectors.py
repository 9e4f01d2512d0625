"""The vectors of listings, kept in SQL by encoder and text: looking them up, and adding those that are missing."""

import logging
from collections.abc import Collection, Iterable, Mapping
from functools import lru_cache
from uuid import UUID

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import LargeBinary, cast, func, select
from sqlalchemy.orm import Session

from market import clock
from market.config import Settings
from market.suggestions.models import Embedding
from matching.encoders.base import Encoder, EncoderSettings
from matching.encoders.registry import dimension_of
from matching.index.vectors import BadVector, checked_one
from matching.records import Listing
from matching.text import compose, text_hash

Vector = NDArray[np.float32]
CHUNK = 500  # bound parameters of one query
_FLOAT = np.dtype("<f4")
_BYTES = cast(Embedding.vector, LargeBinary)  # SQLite may have been given words or a number
_log = logging.getLogger(__name__)


def encoder_settings(settings: Settings) -> EncoderSettings:
    """What the library needs to know to find the encoder that this installation uses."""
    return EncoderSettings(
        cache_dir=settings.model_dir(),
        model=settings.embedding_model,
        offline=settings.embedding_offline,
        backend=settings.embedding_backend,
        weights_file=settings.embedding_weights_path(),
        threads=settings.embedding_threads or None,
        allow_test_encoder=settings.testing,
    )


def hashes_of(listings: Iterable[Listing]) -> dict[UUID, str]:
    """The hash of each listing's text, by the listing's id."""
    return {UUID(listing.id): text_hash(compose(listing)) for listing in listings}


def stored(
    session: Session, encoder_id: str, hashes: Collection[str], dimension: int | None = None
) -> dict[str, Vector]:
    """The vectors that are there, by the hash of their text, all of one dimension, finite and of length 1.

    What anything but `add` has put there and nobody can use is logged, and counts as missing: the worker makes it anew.

    Args:
        dimension: the only one that is wanted, where the encoder's id does not tell it.
    """
    found: dict[str, Vector] = {}
    wanted = sorted(set(hashes))
    dimension = dimension_of(encoder_id) or dimension or usual_dimension(session, encoder_id)
    for start in range(0, len(wanted), CHUNK):
        rows = session.execute(
            select(Embedding.text_hash, _BYTES).where(
                Embedding.encoder_id == encoder_id, Embedding.text_hash.in_(wanted[start : start + CHUNK])
            )
        )
        for text, content in rows:
            try:
                found[text] = _vector(content, dimension)
            except BadVector as error:
                _log_once(encoder_id, text, str(error))
    return found


def _vector(content: bytes, dimension: int) -> Vector:
    if len(content) != dimension * _FLOAT.itemsize:
        raise BadVector(f"A vector must have {dimension} dimensions, and not {len(content)} bytes")
    return checked_one(np.frombuffer(content, dtype=_FLOAT).astype(np.float32, copy=False), dimension)


def usual_dimension(session: Session, encoder_id: str) -> int:
    """That of most vectors that an encoder has made; 0 where it has made none."""
    size = func.length(_BYTES)
    sizes = select(size).where(Embedding.encoder_id == encoder_id).group_by(size)
    most = session.scalar(sizes.order_by(func.count().desc(), size.desc()).limit(1))
    return (most or 0) // _FLOAT.itemsize


@lru_cache(maxsize=1000)
def _log_once(encoder_id: str, text: str, reason: str) -> None:
    """Pages look for missing vectors again and again."""
    _log.error("The vector of the text %s by %s cannot be used, and is made anew. %s", text, encoder_id, reason)


def missing(session: Session, encoder_id: str, listings: Iterable[Listing]) -> dict[str, str]:
    """The texts that have no vector yet, by their hash: each text once."""
    texts = {text_hash(text): text for text in map(compose, listings)}
    known = stored(session, encoder_id, texts)
    return {text: content for text, content in texts.items() if text not in known}


def encode(encoder: Encoder, texts: Mapping[str, str]) -> dict[str, Vector]:
    """The vectors of texts, by the hash of each; slow, so not inside a transaction."""
    return dict(zip(texts, encoder.encode_documents(list(texts.values())), strict=True))


def add(session: Session, encoder_id: str, made: Mapping[str, Vector], dimension: int | None = None) -> None:
    """Keep vectors, by the hash of their text, in place of what is there.

    Args:
        dimension: the encoder's, where its id does not tell it.

    Raises: BadVector for another dimension, for NaN, infinity, and length other than 1; then nothing is kept.
    """
    rows = {text: vector.astype(np.float32, copy=False) for text, vector in made.items()}
    for text, row in rows.items():
        dimension = dimension_of(encoder_id) or dimension or len(row)
        try:
            checked_one(row, dimension)
        except BadVector as error:
            raise BadVector(f"{encoder_id} made no vector of the text {text} that can be kept: {error}") from error
    now = clock.now()
    for text, row in rows.items():
        # Another worker may have been faster.
        session.merge(
            Embedding(encoder_id=encoder_id, text_hash=text, vector=row.astype(_FLOAT).tobytes(), made_at=now)
        )
