"""A notice is over when it stood for the whole of its time and nothing is open against it; never before."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from market import clock
from market.errors import NotPossible
from market.notices import service
from market.notices.models import Objection
from market.pairings import service as pairings
from market.pairings.models import PairingState as State
from market.pairings.models import Stay
from market.permissions import SYSTEM
from market.vocabularies import calendar
from market.vocabularies.calendar import Unit
from tests.conftest import NOW


def test_after_its_whole_time_the_sides_may_sign(session, on_notice) -> None:
    assert not service.clear(session, on_notice.pairing)
    with clock.held_at(on_notice.pairing.due_at + timedelta(seconds=1)):
        assert service.clear(session, on_notice.pairing)
        assert not service.clear(session, on_notice.pairing)
    assert on_notice.pairing.state is State.CONTRACTING


def test_nothing_but_the_notice_itself_clears(session, on_notice) -> None:
    with clock.held_at(on_notice.pairing.due_at + timedelta(days=1)):
        assert not pairings.keep_deadline(session, on_notice.pairing)
        with pytest.raises(NotPossible, match="own page"):
            pairings.take_step(session, SYSTEM, on_notice.pairing, "clear")
    assert on_notice.pairing.state is State.PUBLIC_NOTICE


def test_an_objected_pairing_is_not_cleared_however_late(session, on_notice) -> None:
    on_notice.file()
    with clock.held_at(NOW + timedelta(days=100)):
        assert not service.clear(session, on_notice.pairing)
        with pytest.raises(NotPossible):
            pairings.take_step(session, SYSTEM, on_notice.pairing, "clear", through="notices")


def test_a_clock_that_was_turned_forward_clears_nothing(session, on_notice) -> None:
    on_notice.pairing.due_at = NOW + timedelta(hours=1)
    with clock.held_at(NOW + timedelta(days=1)), pytest.raises(NotPossible, match="whole of its time"):
        service.clear(session, on_notice.pairing)


def test_what_was_never_published_is_not_cleared(session, case) -> None:
    case.pairing.state, case.pairing.due_at = State.PUBLIC_NOTICE, NOW
    session.flush()
    with clock.held_at(NOW + timedelta(days=30)), pytest.raises(NotPossible, match="whole of its time"):
        service.clear(session, case.pairing)


def working_days_on_notice(session, pairing) -> int:
    """Whole working days on notice, counted day by day from the stays."""
    found = set()
    for stay in session.scalars(select(Stay).where(Stay.pairing_id == pairing.id, Stay.state == State.PUBLIC_NOTICE)):
        first, last = (at.astimezone(clock.CHINA).date() for at in (stay.entered_at, stay.left_at))
        days = (first + timedelta(days=offset) for offset in range(1, (last - first).days))
        found |= {day for day in days if calendar.is_working_day(day)}
    return len(found)


ACTS = st.lists(
    st.tuples(st.sampled_from(["object", "decide", "clear"]), st.integers(min_value=0, max_value=200)), max_size=25
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=ACTS, count=st.integers(5, 15), unit=st.sampled_from([Unit.WORKING_DAY, Unit.DAY]))
def test_whatever_happens_in_whatever_order_nothing_is_cleared_early_or_while_objected(
    session, case, acts, count, unit
) -> None:
    with session.begin_nested() as point:
        _live_through(session, case, acts, count, unit)
        point.rollback()
    session.expire_all()


def _live_through(session, case, acts, count: int, unit: Unit) -> None:
    service.set_period(session, case.town.approver, case.pairing, count, unit)
    case.approve()
    at = NOW
    for act, hours in acts:
        at += timedelta(hours=hours)
        with clock.held_at(at):
            _try(session, case, act)
        at = max(at, _last_moment(session, at))
        if case.pairing.state is State.CONTRACTING:
            assert working_days_on_notice(session, case.pairing) >= max(5, count if unit is Unit.WORKING_DAY else 5)
            assert all(not one.is_open for one in session.scalars(select(Objection)))
            return


def _try(session, case, act: str) -> None:
    try:
        if act == "object":
            case.file()
        elif act == "clear":
            service.clear(session, case.pairing)
        elif waiting := [one for one in session.scalars(select(Objection).order_by(Objection.ordinal)) if one.is_open]:
            case.decide(waiting[0])
    except NotPossible:
        assert act == "object"  # too late


def _last_moment(session, at: datetime) -> datetime:
    """Deciding waits for the sides, so the time may have gone on."""
    moments = [one.decided_at for one in session.scalars(select(Objection)) if one.decided_at]
    return max(moments, default=datetime(2000, 1, 1, tzinfo=UTC))
