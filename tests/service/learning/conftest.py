"""Markets with a past of answers, and the commands that learn from it."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy.orm import Session

from market import clock
from market.config import Settings
from market.suggestions.engine import Engine
from market.suggestions.models import Answer, DismissalReason, MatchRun, Suggestion
from matching.learning.decisions import INTEREST
from matching.records import Kind
from tests.factories import Market
from tests.unit.matching.learning.markets import SHOWN, Wish
from tests.unit.matching.learning.markets import market as decisions_of

Run = Callable[..., Result]
Answers = Callable[[Wish, int], None]


@pytest.fixture
def engine(settings: Settings) -> Engine:
    return Engine(settings)


@pytest.fixture
def run(app: Flask, session: Session, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setenv("COLUMNS", "200")

    def call(*words: str) -> Result:
        session.commit()
        result = app.test_cli_runner().invoke(args=words)
        session.expire_all()
        return result

    return call


@pytest.fixture
def answers(session: Session, market: Market) -> Answers:
    """Gives the market a past: so many askers who were shown ten projects and want what the wish says."""

    def give(wish: Wish, count: int) -> None:
        asker = market.organization("11")
        projects = [market.project() for _ in range(SHOWN)]
        for number, decision in enumerate(decisions_of(wish, count)):
            need = market.need(organization=asker, state="closed")
            at = clock.now() - timedelta(days=300) + timedelta(minutes=number)
            rows = []
            for row, project in zip(decision.shown, projects, strict=False):
                features = [
                    {"name": name, "value": (value + row.backward[name]) / 2, "forward": value}
                    | {"backward": row.backward[name]}
                    for name, value in row.forward.items()
                ]
                wanted = row.grade >= INTEREST
                rows.append(
                    Suggestion(
                        candidate_id=project.id,
                        candidate_version=1,
                        rank=row.position,
                        score=0.5,
                        forward=0.5,
                        backward=0.5,
                        band="good",
                        explanation={"features": features},
                        answer=Answer.INTEREST if wanted else Answer.DISMISSED,
                        reason=None if wanted else DismissalReason.WRONG_THEME,
                        answered_at=at,
                    )
                )
            session.add(
                MatchRun(
                    listing_id=need.id,
                    listing_version=1,
                    for_kind=Kind.PROJECT,
                    encoder_id="test",
                    weights_version="2026-1",
                    as_of=0,
                    considered=SHOWN,
                    excluded={},
                    made_at=at,
                    suggestions=rows,
                )
            )
        session.commit()

    return give
