"""The worker that gives each text its vector."""

from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session

from market.config import Settings
from market.listings.records import records
from market.suggestions import engine as engines
from market.suggestions import vectors
from matching.encoders.registry import resolve

Embed = Callable[[], None]


@pytest.fixture(autouse=True)
def _looks_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engines, "LOOK_SECONDS", 0)


@pytest.fixture
def embed(session: Session, settings: Settings) -> Embed:
    """Encodes what has no vector yet, as the worker does."""
    encoder = resolve(vectors.encoder_settings(settings))

    def run() -> None:
        session.flush()
        texts = vectors.missing(session, encoder.id, records(session))
        vectors.add(session, encoder.id, vectors.encode(encoder, texts))
        session.commit()

    return run
