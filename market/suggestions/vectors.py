"""The vectors of listings, kept in SQL by encoder and text: looking them up, and adding those that are missing."""

from collections.abc import Collection, Iterable, Mapping
from uuid import UUID

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import select
from sqlalchemy.orm import Session

from market import clock
from market.config import Settings
from market.suggestions.models import Embedding
from matching.encoders.base import Encoder, EncoderSettings
from matching.records import Listing
from matching.text import compose, text_hash

Vector = NDArray[np.float32]
CHUNK = 500  # bound parameters of one query


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


def stored(session: Session, encoder_id: str, hashes: Collection[str]) -> dict[str, Vector]:
    """The vectors that are there, by the hash of their text."""
    found: dict[str, Vector] = {}
    wanted = sorted(set(hashes))
    for start in range(0, len(wanted), CHUNK):
        rows = session.execute(
            select(Embedding.text_hash, Embedding.vector).where(
                Embedding.encoder_id == encoder_id, Embedding.text_hash.in_(wanted[start : start + CHUNK])
            )
        )
        found.update({text: np.frombuffer(vector, dtype="<f4") for text, vector in rows})
    return found


def missing(session: Session, encoder_id: str, listings: Iterable[Listing]) -> dict[str, str]:
    """The texts that have no vector yet, by their hash: each text once."""
    texts = {text_hash(text): text for text in map(compose, listings)}
    known = stored(session, encoder_id, texts)
    return {text: content for text, content in texts.items() if text not in known}


def encode(encoder: Encoder, texts: Mapping[str, str]) -> dict[str, Vector]:
    """The vectors of texts, by the hash of each; slow, so not inside a transaction."""
    return dict(zip(texts, encoder.encode_documents(list(texts.values())), strict=True))


def add(session: Session, encoder_id: str, made: Mapping[str, Vector]) -> None:
    """Keep vectors, by the hash of their text."""
    now = clock.now()
    for text, vector in made.items():
        row = Embedding(encoder_id=encoder_id, text_hash=text, vector=vector.astype("<f4").tobytes(), made_at=now)
        session.merge(row)  # another worker may have been faster
