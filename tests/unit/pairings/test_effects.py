"""What steps bring with them: moments, counts, how long records are kept, and what others registered."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4

import pytest

from market import clock
from market.listings.models import Project
from market.organizations.models import Organization
from market.pairings.models import Pairing, PairingState, Track
from market.pairings.service import effects
from market.pairings.service.effects import EFFECTS, entered, on_entering
from market.pairings.workflow import workflow_of
from market.permissions import SYSTEM

SESSION: Any = None  # nothing here asks a database
NOW = datetime(2026, 3, 11, 2, 0, tzinfo=UTC)
Calls = list[tuple[object, ...]]


@pytest.fixture
def pairing() -> Pairing:
    owner = Organization(id=uuid4())
    return Pairing(track=Track.PURCHASE, state=PairingState.APPROVAL, corrections=1, offer=Project(organization=owner))


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> Calls:
    """What was asked of the money, of the organizations and of the emergencies."""
    found: Calls = []
    for name in ("reserve", "release"):
        monkeypatch.setattr(
            effects.money, name, lambda session, actor, pairing, name=name: found.append((name, pairing))
        )
    for name in ("start_over", "note_use"):
        monkeypatch.setattr(effects.fast_track, name, lambda session, pairing, name=name: found.append((name, pairing)))
    monkeypatch.setattr(
        effects.organizations, "count_delivery", lambda session, who, by=1: found.append(("count", who, by))
    )
    return found


def test_an_award_takes_money_and_counts_for_whoever_delivers_until_it_is_given_back(
    pairing: Pairing, calls: Calls
) -> None:
    EFFECTS["reserve"](SESSION, SYSTEM, pairing)
    assert calls == [("reserve", pairing), ("count", pairing.offer.organization, 1)]
    EFFECTS["release"](SESSION, SYSTEM, pairing)
    assert calls[2:] == [("release", pairing), ("count", pairing.offer.organization, -1)]


def test_emergencies_are_told_of_submissions_and_of_merged_checks(pairing: Pairing, calls: Calls) -> None:
    EFFECTS["follow_emergency"](SESSION, SYSTEM, pairing)
    EFFECTS["note_fast_track"](SESSION, SYSTEM, pairing)
    assert calls == [("start_over", pairing), ("note_use", pairing)]


def test_submission_decision_and_end_leave_their_moments_and_a_return_is_counted(pairing: Pairing) -> None:
    with clock.held_at(NOW):
        for name in ("note_submission", "decide", "end", "count_correction"):
            EFFECTS[name](SESSION, SYSTEM, pairing)
    assert pairing.submitted_at == pairing.decided_at == pairing.closed_at == NOW
    assert pairing.corrections == 2


@pytest.mark.parametrize("track", list(Track))
def test_records_of_public_money_are_kept_for_fifteen_years_and_others_for_ten(pairing: Pairing, track: Track) -> None:
    pairing.track = track
    with clock.held_at(NOW):
        EFFECTS["end"](SESSION, SYSTEM, pairing)
    assert pairing.keep_until == date(2041 if track.is_public else 2036, 3, 11)


def test_what_others_registered_for_a_state_is_done_in_order_whenever_it_is_entered(
    monkeypatch: pytest.MonkeyPatch, pairing: Pairing
) -> None:
    monkeypatch.setattr(effects, "_on_entering", {})
    done: list[str] = []
    on_entering(PairingState.APPROVAL, lambda session, actor, pairing: done.append("first"))
    on_entering(PairingState.APPROVAL, lambda session, actor, pairing: done.append("second"))
    on_entering(PairingState.CLOSED, lambda session, actor, pairing: done.append("end"))
    entered(SESSION, SYSTEM, pairing)
    assert done == ["first", "second"]
    pairing.state = PairingState.ACTIVE
    entered(SESSION, SYSTEM, pairing)
    assert done == ["first", "second"]


@pytest.mark.parametrize("track", list(Track))
def test_everything_that_a_step_brings_is_done_here_or_where_its_clock_is_kept(track: Track) -> None:
    brought = {name for step in workflow_of(track).steps for name in step.brings}
    assert brought - EFFECTS.keys() <= {"resume_clock"}
