"""What happens when a state has lasted too long: `flask pairings keep-deadlines`, at any time, and again."""

from datetime import timedelta

import pytest
from flask import Flask

from market import audit, clock
from market.pairings.models import PairingState as State

LATER = timedelta(days=60)


def keep(app: Flask) -> str:
    """Run the command; what it says of steps."""
    return app.test_cli_runner().invoke(args=["pairings", "keep-deadlines"]).output.splitlines()[0]


@pytest.mark.parametrize("state", [State.INTEREST, State.MUTUAL, State.CORRECTION])
def test_what_the_sides_leave_lying_lapses_once(session, market, app, state) -> None:
    pairing = market.pairing(state)
    session.commit()
    assert keep(app) == "0 pairings lapsed"
    with clock.held_at(clock.now() + LATER):
        assert keep(app) == "1 pairings lapsed"
        assert keep(app) == "0 pairings lapsed"
    session.expire_all()
    assert (pairing.state, pairing.due_at) == (State.LAPSED, None)
    events = audit.events_of(session, "pairing", pairing.id)
    assert [(event.action, event.actor_name) for event in events] == [("lapse", "system")]


@pytest.mark.parametrize("state", [State.SUBMITTED, State.FORMAL_CHECK, State.RECHECK])
def test_what_the_district_leaves_lying_stays_and_shows_as_overdue(session, market, app, state) -> None:
    pairing = market.pairing(state)
    session.commit()
    with clock.held_at(clock.now() + LATER):
        assert keep(app) == "0 pairings lapsed"
    session.expire_all()
    assert pairing.state is state


def test_a_pairing_that_moved_on_meanwhile_does_not_lapse(session, market, app, monkeypatch) -> None:
    found = [market.pairing(State.MUTUAL).id]
    session.commit()
    monkeypatch.setattr("market.pairings.queries.overdue_pairings", lambda *_args, **_named: found)
    assert keep(app) == "0 pairings lapsed"
