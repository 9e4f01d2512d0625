"""What became of pairs with such a score: told where enough were decided on, else not at all."""

from collections.abc import Callable

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from market import audit, clock
from market.errors import NotAllowed
from market.permissions import SYSTEM
from market.suggestions import calibrations, engine
from market.suggestions.engine import Engine
from market.suggestions.models import Answer, Calibration, MatchRun, Suggestion
from matching.records import Kind
from matching.weights import DEFAULT_WEIGHTS
from tests.conftest import NOW
from tests.factories import Market

VERSION = DEFAULT_WEIGHTS.version
Lists = Callable[..., None]


@pytest.fixture
def answered(session: Session, market: Market) -> Lists:
    """So many lists of four, on which the one at a rank was taken up; 0 for one that was found beside the list."""
    projects = [market.project() for _ in range(5)]

    def give(count: int, taken: int, *, version: str = VERSION, answer: Answer = Answer.INTEREST) -> None:
        for _ in range(count):
            rows = [
                Suggestion(candidate_id=projects[rank].id, candidate_version=1, rank=rank, score=0.7 - rank / 10,
                           forward=0.5, backward=0.5, band="strong" if rank < 2 else "good" if rank < 4 else "possible",
                           explanation={"features": []}, answer=answer if rank == taken else Answer.OPEN,
                           answered_at=NOW if rank == taken else None)
                for rank in ([0] if taken == 0 else []) + [1, 2, 3, 4]
            ]  # fmt: skip
            session.add(MatchRun(listing_id=market.need().id, listing_version=1, for_kind=Kind.PROJECT,
                                 encoder_id="test", weights_version=version, as_of=0, considered=4, excluded={},
                                 made_at=NOW, suggestions=rows))  # fmt: skip
        session.commit()

    return give


@pytest.fixture
def calibrate(app: Flask, session: Session) -> Callable[[], Result]:
    def call() -> Result:
        session.commit()
        result = app.test_cli_runner().invoke(args=["suggestions", "calibrate"])
        session.expire_all()
        return result

    return call


def test_what_was_passed_over_on_an_answered_list_counts_and_what_was_found_beside_it_does_not(
    session: Session, answered: Lists
) -> None:
    answered(1, 1)
    answered(1, 0)
    answered(1, 2, answer=Answer.DISMISSED)
    answered(1, 2, version="ranker-1")
    answered(1, 2, answer=Answer.EXPIRED)
    found = calibrations.decided(session, VERSION, NOW.replace(hour=23))
    assert len(found) == 12
    assert [one.score for one in found if one.taken_up] == [pytest.approx(0.6)]
    assert calibrations.decided(session, VERSION, NOW) == []  # not answered before then


def test_the_last_answer_to_a_pair_counts(session: Session, market: Market, answered: Lists) -> None:
    answered(1, 2, answer=Answer.DISMISSED)
    (first,) = session.scalars(select(MatchRun))
    answered(1, 2)
    again = session.scalars(select(MatchRun).where(MatchRun.id != first.id)).one()
    again.listing_id, again.made_at = first.listing_id, NOW.replace(minute=30)
    session.commit()
    found = calibrations.decided(session, VERSION, NOW.replace(hour=23))
    assert (len(found), sum(one.taken_up for one in found)) == (4, 1)


def test_too_few_decisions_change_nothing(session: Session, answered: Lists, calibrate) -> None:
    answered(40, 1)
    with clock.held_at(NOW.replace(hour=23)):
        said = calibrate()
    assert said.exit_code == 0
    assert "160 pairs" in said.output
    assert "Too few" in said.output
    assert session.scalars(select(Calibration)).all() == []


def test_enough_decisions_are_told_band_by_band(
    session: Session, answered: Lists, calibrate, settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "LOOK_SECONDS", 0)
    before = Engine(settings)
    before.refresh(session)
    assert before.fitted is None
    answered(40, 1)
    answered(30, 2)
    with clock.held_at(NOW.replace(hour=23)):
        said = calibrate()
    assert said.exit_code == 0, said.output
    row = session.scalars(select(Calibration)).one()
    assert (row.decisions, row.taken_up, row.bands) == (280, 70, {"strong": 70, "good": 140, "possible": 70})
    (event,) = audit.events_of(session, "calibration", row.id)
    assert (event.action, event.details) == ("calibrate", {"order": VERSION, "decisions": 280})
    for reader in (before, Engine(settings)):  # one that ran meanwhile learns of it as well
        reader.refresh(session)
        fitted = reader.fitted
        assert fitted is not None
        assert [fitted.curve.of_ten(score) for score in (0.6, 0.5, 0.3)] == [6, 4, 0]
        assert fitted.tells_of("strong")
        assert not fitted.tells_of("unheard of")


def test_a_band_of_which_few_were_decided_on_is_not_told() -> None:
    curve = calibrations.curves.calibrate([0.1] * 100 + [0.9] * 100, [False] * 100 + [True] * 100)
    assert curve is not None
    fitted = calibrations.Fitted(curve, {"strong": calibrations.LEAST_IN_BAND, "good": calibrations.LEAST_IN_BAND - 1})
    assert fitted.tells_of("strong")
    assert not fitted.tells_of("good")


def test_only_the_system_calibrates(session: Session, market: Market) -> None:
    with pytest.raises(NotAllowed):
        calibrations.keep(session, market.actor(), VERSION, [], NOW)
    assert calibrations.keep(session, SYSTEM, VERSION, [], NOW) is None
