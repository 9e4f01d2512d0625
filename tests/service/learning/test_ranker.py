"""`flask ranker`: learning, using and going back, while the site runs."""

import logging
import subprocess
import sys

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from market import audit, clock
from market.config import ROOT, Settings
from market.errors import NotAllowed, NotPossible
from market.learning import service
from market.permissions import SYSTEM, VISITOR
from market.suggestions import queries, rankers
from market.suggestions import service as suggestions
from market.suggestions.engine import Engine
from market.suggestions.models import Ranker
from matching.learning import ranker as learned
from matching.records import Kind
from matching.weights import DEFAULT_WEIGHTS
from tests.factories import Market
from tests.service.learning.conftest import Answers, Run
from tests.unit.matching.learning.markets import nobody_knows, wants

ENOUGH = 400
WISH = wants(groups=0.6, places=0.4)
SERVING = """
import sys
import wsgi
print(sorted({"lightgbm", "torch", "datasets", "accelerate", "transformers"} & set(sys.modules)))
"""


@pytest.fixture
def need(market: Market, answers: Answers):
    """A need for which the weights favour the field, and people the group; others have answered before."""
    answers(WISH, ENOUGH)
    return market.need(tags={"fields": ("social_service",), "groups": ("empty_nest",)})


def order(session: Session, engine: Engine, need) -> list[tuple[str, float]]:
    found = queries.recommend(session, engine, need, Kind.PROJECT, 20)
    return [(match.candidate_id, match.score) for match in found.matches]


def version(session: Session, engine: Engine, need) -> str:
    return queries.recommend(session, engine, need, Kind.PROJECT).weights_version


def test_a_ranker_that_wins_decides_at_once_and_the_way_back_is_one_command(
    session: Session, market: Market, engine: Engine, run: Run, need
) -> None:
    words = {"title": "Legal aid for migrant workers", "summary": "Lawyers answer questions."}
    group_only = market.project(tags={"fields": ("education",), "groups": ("empty_nest",)}, **words)
    field_only = market.project(tags={"fields": ("social_service",), "groups": ("children",)})
    session.commit()

    def place(project) -> int:
        return [id for id, _ in order(session, engine, need)].index(str(project.id))

    before = order(session, engine, need)
    assert place(field_only) < place(group_only)
    session.commit()

    tried = run("ranker", "train", "--dry-run")
    assert "It would be used. Nothing was kept." in tried.output, (tried.output, tried.exception)
    assert version(session, engine, need) == DEFAULT_WEIGHTS.version
    session.commit()

    result = run("ranker", "train")
    assert "Kept as ranker 1; it decides from now on." in result.output
    assert version(session, engine, need) == "ranker-1"
    assert place(group_only) < place(field_only)
    learned = order(session, engine, need)
    kept = suggestions.record_shown(session, engine, need, group_only, 10)
    assert kept.weights_version == "ranker-1"
    assert queries.explain(session, engine, need, group_only).score == dict(learned)[str(group_only.id)]
    session.commit()

    assert "Ranker 2" not in run("ranker", "list").output
    assert "Kept as ranker 2" in run("ranker", "train").output
    assert version(session, engine, need) == "ranker-2"
    session.commit()
    assert "Ranker 1 decides from now on." in run("ranker", "rollback").output
    assert version(session, engine, need) == "ranker-1"
    session.commit()
    assert "The weights decide from now on." in run("ranker", "rollback").output
    assert version(session, engine, need) == DEFAULT_WEIGHTS.version
    assert order(session, engine, need) == before
    session.commit()

    assert "the weights decide already" in run("ranker", "rollback").output
    assert "The weights decide." in run("ranker", "list").output
    assert "Ranker 2 decides from now on." in run("ranker", "use", "2").output
    assert version(session, engine, need) == "ranker-2"
    session.commit()
    assert "in use already" in run("ranker", "use", "2").output
    assert "There is no such ranker." in run("ranker", "use", "9").output

    rows = session.scalars(select(Ranker).order_by(Ranker.number)).all()
    assert [row.is_in_use for row in rows] == [False, True]
    events = [
        (event.action, event.before, event.after)
        for row in rows
        for event in audit.events_of(session, "ranker", row.id)
    ]
    assert events == [
        ("train", "weights", "ranker-1"),
        ("roll_back", "ranker-1", "weights"),
        ("train", "ranker-1", "ranker-2"),
        ("roll_back", "ranker-2", "ranker-1"),
        ("use", "weights", "ranker-2"),
    ]
    assert audit.verify(session) == []


def keep(session: Session, number: int) -> Ranker:
    """One that won; nobody reads its text here."""
    row = Ranker(
        number=number, text="{}", features=[], metrics={"objections": []}, decisions=ENOUGH,
        known_until=clock.now(), trained_at=clock.now(),
    )  # fmt: skip
    session.add(row)
    session.flush()
    return row


def test_rolling_back_restores_what_was_in_use_before_each_switch(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(learned.Ranker, "from_text", lambda text: None)  # any can be read
    for number in (1, 2, 3):
        keep(session, number)
    for number in (1, 2, 1, 3):
        service.use_ranker(session, SYSTEM, number)

    def back() -> int | None:
        found = service.roll_back(session, SYSTEM)
        assert rankers.find_in_use(session) == found
        return found.number if found else None

    assert [back(), back()] == [1, 2]
    service.use_ranker(session, SYSTEM, 3)
    assert [back(), back(), back()] == [2, 1, None]
    with pytest.raises(NotPossible):
        service.roll_back(session, SYSTEM)


def test_after_a_way_back_that_skipped_some_what_was_before_counts(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(learned.Ranker, "from_text", lambda text: None)
    rows = {number: keep(session, number) for number in (1, 2)}
    for number in (1, 2, 1):
        service.use_ranker(session, SYSTEM, number)
    rows[1].retired_at = clock.now()
    audit.record(session, SYSTEM, "roll_back", rows[1], before="ranker-1", after="weights")  # as it once was
    service.use_ranker(session, SYSTEM, 2)
    assert service.roll_back(session, SYSTEM) is None


def test_what_was_learned_from_chance_is_kept_and_refused(
    session: Session, engine: Engine, market: Market, answers: Answers, run: Run
) -> None:
    answers(nobody_knows, ENOUGH + 400)
    result = run("ranker", "train")
    assert "Kept as ranker 1; it is not used." in result.output
    assert "Against it: on the held-back decisions it is not better with certainty." in result.output
    assert "was not better than the weights" in run("ranker", "use", "1").output
    assert "refused" in run("ranker", "list").output
    assert version(session, engine, market.need()) == DEFAULT_WEIGHTS.version


def test_too_few_decisions_are_told_and_change_nothing(session: Session, answers: Answers, run: Run) -> None:
    answers(WISH, 40)
    result = run("ranker", "train")
    assert result.exit_code == 0
    assert "more are needed. Nothing was changed." in result.output
    assert session.scalars(select(Ranker)).all() == []


def test_a_ranker_that_cannot_be_read_leaves_the_order_to_the_weights(
    session: Session, engine: Engine, run: Run, need, caplog: pytest.LogCaptureFixture
) -> None:
    run("ranker", "train")
    row = session.scalars(select(Ranker)).one()
    row.text = "{}"
    session.commit()
    with caplog.at_level(logging.ERROR):
        assert version(session, engine, need) == DEFAULT_WEIGHTS.version
    assert "Ranker 1 is not used; the weights decide." in caplog.text


def test_only_the_system_keeps_rankers(session: Session, market: Market) -> None:
    for actor in (VISITOR, market.actor(of=market.need())):
        with pytest.raises(NotAllowed):
            service.use_ranker(session, actor, 1)
        with pytest.raises(NotAllowed):
            service.roll_back(session, actor)


def test_a_process_that_serves_pages_loads_nothing_to_learn_with(settings: Settings) -> None:
    environment = {"DATABASE_URL": settings.database_url, "SECRET_KEY": "a", "PATH": ""}
    done = subprocess.run(
        [sys.executable, "-c", SERVING], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert (done.stdout.strip(), done.returncode) == ("[]", 0), done.stderr
