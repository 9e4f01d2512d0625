"""What the market's own answers, pairings and outcomes teach."""

from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from sqlalchemy.orm import Session

from market import audit, clock
from market.delivery.models import Outcome, Result
from market.learning.decisions import decisions, propensity_of, unlisted_pairings
from market.learning.pairs import past_pairs
from market.listings.models import Listing
from market.pairings.models import PairingState
from market.permissions import SYSTEM
from market.suggestions import service
from market.suggestions.engine import Engine
from market.suggestions.models import DismissalReason, MatchRun
from matching.learning.decisions import AGREED, DELIVERED, INTEREST, MUTUAL, UNWANTED
from tests.factories import Market

SHOWN = 10


@pytest.fixture
def need(market: Market):
    return market.need()


@pytest.fixture
def answer(session: Session, market: Market, engine: Engine, need: Listing):
    """Somebody of the need's owner answers for a candidate: with interest, or with a reason against it."""
    actor = market.actor(of=need)

    def give(candidate: Listing, reason: DismissalReason | None = None) -> MatchRun:
        session.commit()
        run = service.record_shown(session, engine, need, candidate, SHOWN)
        if reason:
            service.dismiss(session, actor, need, run, candidate, reason, "")
        else:
            service.welcome(session, actor, need, run, candidate)
        session.commit()
        return run

    return give


def told(session: Session, until=None) -> dict[str, int]:
    found = decisions(session, until or clock.now() + timedelta(hours=1))
    assert len(found) <= 1
    return {row.candidate_id: row.grade for one in found for row in one.shown}


def test_answers_that_were_each_kept_with_a_run_of_their_own_become_one_decision(
    session: Session, market: Market, answer, need
) -> None:
    wrong, full, liked, passed_over = (market.project() for _ in range(4))
    answer(wrong, DismissalReason.WRONG_THEME)
    answer(full, DismissalReason.NO_CAPACITY)
    run = answer(liked)
    assert told(session) == {
        str(wrong.id): UNWANTED,
        str(liked.id): INTEREST,
        str(passed_over.id): UNWANTED,
    }
    (decision,) = decisions(session, clock.now() + timedelta(hours=1))
    shown = next(row for row in decision.shown if row.candidate_id == str(liked.id))
    kept = next(row for row in run.suggestions if row.candidate_id == liked.id)
    assert shown.forward == {one["name"]: one["forward"] for one in kept.explanation["features"]}
    assert shown.backward["fields"] == 1
    assert (shown.position, shown.propensity, shown.past_pairings) == (kept.rank, 1.0, 0)


@pytest.mark.parametrize(
    ("state", "met", "outcome", "grade"),
    [
        (PairingState.INTEREST, False, None, INTEREST),
        (PairingState.DECLINED, False, None, INTEREST),
        (PairingState.LAPSED, True, None, MUTUAL),
        (PairingState.REJECTED, True, None, MUTUAL),
        (PairingState.PUBLIC_NOTICE, True, None, AGREED),
        (PairingState.CONTRACTING, True, (Result.PARTLY, 5), AGREED),
        (PairingState.PUBLIC_NOTICE, True, (Result.DELIVERED, 3), AGREED),
        (PairingState.PUBLIC_NOTICE, True, (Result.DELIVERED, 4), DELIVERED),
    ],
)
def test_the_further_a_pairing_came_the_more_it_was_wanted(
    session: Session, market: Market, answer, need, state, met, outcome, grade
) -> None:
    liked, other = market.project(), market.project()
    answer(other, DismissalReason.TIME)
    answer(liked)
    pairing = market.pairing(state, need=need, offer=liked, decided_at=clock.now())
    if met:
        audit.record(session, SYSTEM, "meet", pairing)
    if outcome:
        result, rating = outcome
        session.add(
            Outcome(
                pairing_id=pairing.id,
                result=result,
                rating=rating,
                completed_on=date(2026, 3, 11),
                recorded_at=clock.now(),
            )
        )
    session.commit()
    assert told(session) == {str(other.id): UNWANTED, str(liked.id): grade}


def test_what_was_not_known_yet_is_not_looked_at(session: Session, market: Market, answer, need) -> None:
    liked, other = market.project(), market.project()
    answer(other, DismissalReason.TIME)
    with clock.held_at(clock.now() + timedelta(days=2)):
        answer(liked)
    assert told(session, clock.now()) == {}
    assert told(session, clock.now() + timedelta(days=1)) == {}  # a dismissal alone, and one passed over
    assert set(told(session, clock.now() + timedelta(days=3)).values()) == {UNWANTED, INTEREST}


def test_an_owners_past_is_what_it_was_when_the_list_was_shown(session: Session, market: Market, answer, need) -> None:
    liked, other = market.project(), market.project()
    for days in (-2, 2):
        at = clock.now() + timedelta(days=days)
        market.pairing(PairingState.PUBLIC_NOTICE, offer=liked, decided_at=at)
    answer(other, DismissalReason.TIME)
    answer(liked)
    (decision,) = decisions(session, clock.now() + timedelta(hours=1))
    assert {row.candidate_id: row.past_pairings for row in decision.shown} == {str(liked.id): 1, str(other.id): 0}


def test_pairings_beside_any_list_are_counted(session: Session, market: Market, answer, need) -> None:
    liked = market.project()
    answer(liked)
    later = clock.now() + timedelta(hours=1)
    market.pairing(PairingState.MUTUAL, need=need, offer=liked)
    assert unlisted_pairings(session, later) == 0
    market.pairing(PairingState.MUTUAL)
    assert unlisted_pairings(session, later) == 1


def test_a_propensity_that_was_not_kept_is_1() -> None:
    assert propensity_of(SimpleNamespace()) == propensity_of(SimpleNamespace(propensity=None)) == 1  # type: ignore[arg-type]
    assert propensity_of(SimpleNamespace(propensity=0.25)) == 0.25  # type: ignore[arg-type]


def test_pairs_for_the_encoder_are_those_that_agreed_from_the_side_that_asked_without_personal_data(
    session: Session, market: Market, answer
) -> None:
    project = market.project(summary="Ask for Mr Li at 13812345678.")
    programme, dismissed = market.programme(title="A programme"), market.need(title="Another theme")
    pairing = market.pairing(PairingState.PUBLIC_NOTICE, offer=project, shares=[programme], decided_at=clock.now())
    market.pairing(PairingState.INTEREST)
    assert past_pairs(session, clock.now() + timedelta(hours=1))[0].rejected == ()
    (pair,) = past_pairs(session, clock.now() + timedelta(hours=1))
    assert "[phone]" in pair.anchor
    assert "138" not in pair.anchor
    assert pair.positive.startswith("A programme")
    assert pair.organizations == {str(project.organization_id), str(programme.organization_id)}
    assert (pair.at, pairing.opened_for_id) == (pairing.opened_at, project.organization_id)
    assert dismissed.title not in pair.anchor
