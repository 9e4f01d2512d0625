"""Stays as they are counted, and which of those of late an expectation rests on."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from market import figures
from market.pairings import stays
from market.pairings.models import Pairing, Stay, Track
from market.pairings.models import PairingState as State
from market.pairings.service.clocks import stay_of
from market.vocabularies.calendar import Span, Unit
from tests.conftest import NOW
from tests.factories import Market

DAY = timedelta(days=1)
SECOND = timedelta(seconds=1)


@pytest.fixture
def stay(market: Market) -> Stay:
    """A stay of a file that was submitted now."""
    return stay_of(market.pairing(State.SUBMITTED), NOW)


def test_what_was_left_later_than_that_moment_lasts_still(stay: Stay) -> None:
    stay.left_at, stay.step = NOW + DAY, "withdraw"
    lasting, left = stays.counted(stay, NOW + DAY - SECOND), stays.counted(stay, NOW + DAY)
    assert (lasting.left_at, left.left_at) == (None, NOW + DAY)
    assert left == figures.Stay(State.SUBMITTED, "intake", NOW, NOW + DAY, stay.due_at, Span(3, Unit.WORKING_DAY))
    stay.left_at = None
    assert stays.counted(stay, NOW + DAY) == lasting


def test_a_clock_that_goes_on_has_no_limit_here_until_it_is_over(stay: Stay) -> None:
    due = stay.due_at
    assert due is not None
    stay.step = "take_in"
    for left, limit in ((due - SECOND, None), (due, None), (due + SECOND, due)):
        stay.left_at = left
        found = stays.counted(stay, due + DAY)
        assert (found.left_at, found.due_at, found.span is None) == (left, limit, limit is None)
    stay.left_at, stay.step = due, "withdraw"
    assert stays.counted(stay, due + DAY).due_at == due
    stay.step, stay.due_at = "take_in", None
    assert stays.counted(stay, due + DAY).span == Span(3, Unit.WORKING_DAY)


@pytest.mark.parametrize(("count", "unit"), [(None, Unit.DAY), (3, None), (None, None)])
def test_a_limit_has_a_number_and_a_unit(stay: Stay, count, unit) -> None:
    stay.limit_count, stay.limit_unit = count, unit
    assert stays.counted(stay, NOW).span is None


def left_before(market: Market, pairing: Pairing, *ago: timedelta) -> None:
    """Stays of a day each in the state of a pairing, that ended so long ago."""
    for time in ago:
        found = stay_of(pairing, NOW)
        found.entered_at, found.left_at, found.step = NOW - time - 5 * DAY, NOW - time, "withdraw"
        market.session.add(found)
    market.session.flush()


@pytest.mark.parametrize(("earliest", "known"), [(180 * DAY, True), (180 * DAY + SECOND, False)])
def test_stays_of_the_last_180_days_count(session: Session, market: Market, earliest, known) -> None:
    pairing = market.pairing(State.SUBMITTED)
    left_before(market, pairing, earliest, DAY, DAY, DAY, DAY)
    usual = stays.expected(session, pairing)
    assert (usual is not None and usual.n == 5) is known


def test_older_stays_are_not_even_read(session: Session, market: Market, monkeypatch: pytest.MonkeyPatch) -> None:
    pairing = market.pairing(State.SUBMITTED)
    left_before(market, pairing, 180 * DAY, 181 * DAY, DAY)
    read: list[int] = []
    monkeypatch.setattr(figures, "expected", lambda found, _now, _within: read.append(len(found)))
    assert stays.expected(session, pairing) is None
    assert read == [2]


def test_each_pairing_is_told_of_its_own_state_and_its_own_table(session: Session, market: Market) -> None:
    public = market.need
    files = [
        market.pairing(State.SUBMITTED),
        market.pairing(State.RECHECK),
        market.pairing(State.SUBMITTED, need=public()),
        market.pairing(State.SUBMITTED, need=public(), track=Track.SPECIAL_FUND),
        market.pairing(State.APPROVAL, need=public()),
    ]
    left_before(market, files[0], *[DAY] * 5)
    left_before(market, files[1], *[DAY] * 4)
    left_before(market, files[2], *[DAY] * 3)
    left_before(market, files[3], *[DAY] * 3)
    found = stays.expected_in(session, files)
    assert {key: usual.n for key, usual in found.items()} == {
        (Track.GRANT, State.SUBMITTED): 5,
        (Track.PURCHASE, State.SUBMITTED): 6,  # both kinds of public money move by one table
        (Track.SPECIAL_FUND, State.SUBMITTED): 6,
    }


@pytest.fixture
def asked(session: Session, monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """The statements that the database was asked."""
    found: list[object] = []
    real = session.scalars
    monkeypatch.setattr(session, "scalars", lambda query: found.append(query) or real(query))
    return found


def test_of_no_pairings_nothing_is_asked(session: Session, asked) -> None:
    assert stays.expected_in(session, []) == {}
    assert asked == []
