"""The matcher of one process, and the worker that gives each text its vector."""

from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session

from market import audit
from market.config import Settings
from market.listings.models import Listing
from market.listings.records import records
from market.organizations.models import Organization
from market.permissions import SYSTEM
from market.suggestions import engine as engines
from market.suggestions import vectors
from market.suggestions.engine import Engine
from matching.encoders.registry import resolve

Embed = Callable[[], int]
Tell = Callable[..., None]


@pytest.fixture(autouse=True)
def _looks_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engines, "LOOK_SECONDS", 0)


@pytest.fixture
def engine(settings: Settings) -> Engine:
    return Engine(settings)


@pytest.fixture
def embed(session: Session, settings: Settings) -> Embed:
    """Encodes what has no vector yet, as the worker does; returns how many texts that were."""
    encoder = resolve(vectors.encoder_settings(settings))

    def run() -> int:
        session.flush()
        texts = vectors.missing(session, encoder.id, records(session))
        vectors.add(session, encoder.id, vectors.encode(encoder, texts))
        session.commit()
        return len(texts)

    return run


@pytest.fixture
def tell(session: Session) -> Tell:
    """Commits, with an event in the trail for each thing that changed, as every service leaves one."""

    def run(*changed: Listing | Organization) -> None:
        for thing in changed:
            audit.record(session, SYSTEM, "change", thing)
        session.commit()

    return run
