"""What approved pairings take from listings, and what they give back."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from market.audit import AuditEvent
from market.errors import Invalid, NotPossible
from market.listings import records, service
from market.listings.models import ResourceKind
from tests.factories import Market


def left(listing: Any) -> int:
    return int(listing.remaining_fen)


def test_reserving_takes_from_what_is_left_and_never_more(session: Session, market: Market) -> None:
    programme = market.programme(budget_fen=1_000)

    service.reserve(session, programme, amount_fen=700)

    assert left(programme) == 300
    with pytest.raises(NotPossible):
        service.reserve(session, programme, amount_fen=301)
    assert left(programme) == 300
    service.reserve(session, programme, amount_fen=300)
    assert left(programme) == 0


def test_releasing_gives_back_what_was_reserved_and_never_more(session: Session, market: Market) -> None:
    programme = market.programme(budget_fen=1_000)
    service.reserve(session, programme, amount_fen=700)

    service.release(session, programme, amount_fen=200)

    assert left(programme) == 500
    with pytest.raises(NotPossible):
        service.release(session, programme, amount_fen=501)


def test_money_and_things_are_counted_apart(session: Session, market: Market) -> None:
    money = market.resource(resource_kind=ResourceKind.MONEY, amount_fen=500, quantity=None, unit="")
    venue = market.resource(quantity=2)

    service.reserve(session, money, amount_fen=500)
    service.reserve(session, venue, quantity=2)

    assert (left(money), venue.reserved_quantity) == (0, 2)
    for listing, asked in ((money, {"quantity": 1}), (venue, {"amount_fen": 1}), (venue, {"quantity": 1})):
        with pytest.raises(NotPossible):
            service.reserve(session, listing, **asked)


def test_a_service_takes_on_no_more_than_it_can(session: Session, market: Market) -> None:
    offer = market.service(capacity=1)

    service.engage(session, offer)

    with pytest.raises(NotPossible):
        service.engage(session, offer)
    service.release(session, offer, quantity=1)
    assert offer.engaged == 0


def test_what_a_pairing_brings_closes_the_gap_of_a_project(session: Session, market: Market) -> None:
    project = market.project(budget_fen=1_000, raised_fen=400)

    service.engage(session, project, brought_fen=500)
    assert project.gap_fen == 100
    service.engage(session, project, brought_fen=500)
    assert project.gap_fen == 0


def test_a_need_has_nothing_to_give(session: Session, market: Market) -> None:
    with pytest.raises(NotPossible):
        service.reserve(session, market.need(), amount_fen=1)


def test_every_promise_is_in_the_trail_so_that_the_matcher_learns_of_it(session: Session, market: Market) -> None:
    programme = market.programme()

    service.reserve(session, programme, amount_fen=700)

    event = session.scalars(select(AuditEvent)).one()
    assert (event.action, event.subject_id, event.details) == ("reserve", programme.id, {"amount_fen": 700})


def test_a_budget_cannot_be_lowered_below_what_is_promised(session: Session, market: Market) -> None:
    programme = market.programme(budget_fen=10_000, grant_least_fen=1, grant_most_fen=100)
    service.reserve(session, programme, amount_fen=7_000)

    with pytest.raises(Invalid, match="budget_fen"):
        service.save(session, market.actor(of=programme), programme, {"budget_fen": 6_999})
    service.save(session, market.actor(of=programme), programme, {"budget_fen": 7_000})


def test_a_programme_funds_no_more_than_it_said(session: Session, market: Market) -> None:
    programme = market.programme(max_pairings=1)
    assert records.as_record(programme).capacity_left == 1

    service.reserve(session, programme, amount_fen=1_000_000)

    assert (programme.engaged, programme.pairings_left) == (1, 0)
    assert not records.as_record(programme).is_open
    with pytest.raises(NotPossible, match="funds as many"):
        service.reserve(session, programme, amount_fen=1_000_000)
    service.release(session, programme, amount_fen=1_000_000)
    assert programme.pairings_left == 1


def test_a_programme_that_names_no_number_funds_as_many_as_its_money_is_enough_for(
    session: Session, market: Market
) -> None:
    programme = market.programme(max_pairings=None)
    for _ in range(3):
        service.reserve(session, programme, amount_fen=1_000_000)
    assert programme.pairings_left is None
    assert records.as_record(programme).is_open


def test_a_full_service_knows_when_its_first_place_comes_free(session: Session, market: Market) -> None:
    offer, late, early = market.service(capacity=2), date(2027, 3, 1), date(2026, 9, 1)
    service.engage(session, offer, until=late)
    service.engage(session, offer, until=early)
    assert offer.free_on == early
    assert records.as_record(offer).free_on == early
    service.give_place_back(session, offer, free_on=late)
    assert (offer.engaged, offer.free_on) == (1, late)


def test_what_is_added_to_a_pairing_is_not_counted_as_another_one(session: Session, market: Market) -> None:
    programme = market.programme(reserved_fen=1_000_000, engaged=1, max_pairings=1)

    service.reserve(session, programme, amount_fen=500_000, again=True)
    assert (programme.reserved_fen, programme.engaged) == (1_500_000, 1)
    service.release(session, programme, amount_fen=500_000, again=True)
    assert (programme.reserved_fen, programme.engaged) == (1_000_000, 1)
