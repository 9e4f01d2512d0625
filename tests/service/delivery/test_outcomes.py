"""Evaluation: told once by each side, after the end; what the payer says makes a track record."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy.orm import Session

from market import audit, clock
from market.delivery import service
from market.delivery.models import Outcome, Result
from market.delivery.queries import TrackRecord, find_cooperation, find_outcome, track_records
from market.delivery.service.places import free_place
from market.errors import Invalid, NotAllowed, NotPossible
from market.listings.models import Listing, Need, Service
from market.pairings.models import FundingShare, Pairing, PairingState, Party, PartyRole, Track
from tests.factories import Market


def decided(session: Session, market: Market, state: PairingState = PairingState.CLOSED) -> Pairing:
    need, offer, programme = market.need(), market.service(engaged=1), market.programme()
    now = clock.now()
    pairing = Pairing(
        number=uuid4().hex[:12], need_id=need.id, need=need, need_version=1, offer_id=offer.id,
        offer=offer, offer_version=1, track=Track.PURCHASE, state=state, budget_fen=need.budget_fen, own_fen=0,
        opened_at=now, opened_for_id=need.organization_id, state_since=now, closed_at=now,
        decided_at=now - timedelta(days=30),
        shares=[FundingShare(position=1, listing_id=programme.id, listing_version=1, amount_fen=need.budget_fen)],
        parties=[party(need, PartyRole.NEED), party(offer, PartyRole.DELIVERY), party(programme, PartyRole.FUNDING)],
    )  # fmt: skip
    session.add(pairing)
    session.flush()
    return pairing


def party(listing: Listing, role: PartyRole) -> Party:
    return Party(organization_id=listing.organization_id, role=role)


def record(session: Session, market: Market, pairing: Pairing, side: int = 0, **values: Any) -> Outcome:
    sides = [pairing.need, pairing.offer, market.session.get(Listing, pairing.shares[0].listing_id)]
    values = {"result": Result.DELIVERED, "rating": 5, "reached_count": 40, "completed_on": clock.today()} | values
    return service.record_outcome(session, market.actor(of=sides[side]), pairing, **values)


@pytest.mark.parametrize("side", [0, 2], ids=["who asked", "who paid"])
def test_who_asked_or_paid_says_what_came_of_it(session: Session, market: Market, side: int) -> None:
    pairing = decided(session, market)

    outcome = record(session, market, pairing, side)

    assert find_outcome(session, pairing.id) is outcome
    assert "record_outcome" in [event.action for event in audit.events_of(session, "pairing", pairing.id)]


def test_nobody_evaluates_for_a_side_what_they_followed_as_an_official(session: Session, market: Market) -> None:
    pairing = decided(session, market)
    asker, deliverer = market.actor(of=pairing.need), market.actor(of=pairing.offer)
    for actor in (asker, deliverer):
        audit.record(session, actor, "check_milestone", pairing)

    with pytest.raises(NotAllowed, match="earlier step"):
        service.record_outcome(
            session, asker, pairing, result=Result.DELIVERED, rating=5, reached_count=4, completed_on=clock.today()
        )
    with pytest.raises(NotAllowed, match="earlier step"):
        service.rate_cooperation(session, deliverer, pairing, rating=5)


def test_nobody_rates_their_own_delivery(session: Session, market: Market) -> None:
    pairing = decided(session, market)

    with pytest.raises(NotAllowed):
        record(session, market, pairing, side=1)


def test_a_stranger_says_nothing(session: Session, market: Market) -> None:
    with pytest.raises(NotAllowed):
        service.record_outcome(
            session, market.actor(), decided(session, market), result=Result.DELIVERED, rating=5, reached_count=None,
            completed_on=clock.today(),
        )  # fmt: skip


def test_it_is_said_once(session: Session, market: Market) -> None:
    pairing = decided(session, market)
    record(session, market, pairing)

    with pytest.raises(NotPossible):
        record(session, market, pairing)


@pytest.mark.parametrize("state", [PairingState.ACTIVE, PairingState.ACCEPTANCE, PairingState.REJECTED])
def test_nothing_is_said_before_the_end(session: Session, market: Market, state: PairingState) -> None:
    with pytest.raises(NotPossible):
        record(session, market, decided(session, market, state))


def test_after_thirty_days_it_is_too_late(session: Session, market: Market) -> None:
    pairing = decided(session, market)
    with clock.held_at(clock.now() + timedelta(days=30)):
        record(session, market, pairing)
    late = decided(session, market)
    with clock.held_at(clock.now() + timedelta(days=31)), pytest.raises(NotPossible):
        record(session, market, late)


def test_who_delivered_rates_the_cooperation_once(session: Session, market: Market) -> None:
    pairing = decided(session, market)
    actor = market.actor(of=pairing.offer)
    with pytest.raises(Invalid):
        service.rate_cooperation(session, actor, pairing, rating=6)
    service.rate_cooperation(session, actor, pairing, rating=4, note="They answered at once.")

    found = find_cooperation(session, pairing.id)
    assert found is not None
    assert found.rating == 4
    with pytest.raises(NotPossible):
        service.rate_cooperation(session, actor, pairing, rating=4)
    with pytest.raises(NotAllowed):
        service.rate_cooperation(session, market.actor(of=pairing.need), pairing, rating=4)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"rating": 0}, "rating"),
        ({"rating": 6}, "rating"),
        ({"reached_count": -1}, "reached_count"),
        ({"completed_on": clock.today() + timedelta(days=9000)}, "completed_on"),
        ({"completed_on": clock.today() - timedelta(days=9000)}, "completed_on"),
        ({"note": "x" * 2001}, "note"),
        ({"result": Result.PARTLY, "note": " "}, "note"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(
    session: Session, market: Market, values: dict[str, Any], field: str
) -> None:
    with pytest.raises(Invalid) as refusal:
        record(session, market, decided(session, market), **values)

    assert list(refusal.value.problems) == [field]


def test_a_record_counts_what_was_decided_and_what_came_of_it(session: Session, market: Market) -> None:
    pairing, other = decided(session, market), decided(session, market)
    record(session, market, pairing, result=Result.PARTLY, rating=3, note="Late.")
    provider, idle = pairing.offer.organization_id, other.need
    assert isinstance(idle, Need)

    records = track_records(session, [provider, other.offer.organization_id, idle.organization_id])

    assert records[provider] == TrackRecord(decided=1, reported=1, delivered=0, mean_rating=3.0)
    assert records[other.offer.organization_id] == TrackRecord(decided=1)
    assert records[idle.organization_id] == TrackRecord()


def test_the_next_place_comes_free_when_the_next_pairing_ends(session: Session, market: Market) -> None:
    pairing = decided(session, market, PairingState.ACTIVE)
    other = decided(session, market, PairingState.ACTIVE)
    other.offer_id, other.offer = pairing.offer_id, pairing.offer
    assert isinstance(pairing.offer, Service)
    assert other.need is not None
    pairing.offer.engaged, other.need.ends_on = 2, clock.today() + timedelta(days=40)
    session.flush()

    free_place(session, pairing)
    assert (pairing.offer.engaged, pairing.offer.free_on) == (1, other.need.ends_on)
    pairing.state = PairingState.CLOSED
    session.flush()
    free_place(session, other)
    assert (pairing.offer.engaged, pairing.offer.free_on) == (0, None)
