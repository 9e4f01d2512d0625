"""Offices that are lent: what is done in somebody's name counts for both, and ends with what the lender holds."""

from dataclasses import replace
from datetime import timedelta

import pytest

from market import audit, clock
from market.accounts import delegation, queries
from market.errors import Invalid, NotAllowed, NotFound
from market.organizations import interests
from market.organizations.models import InterestKind
from market.pairings.models import PairingState as State
from market.permissions import Office


def actor_of(session, person):
    """The actor that the site would make of a person now."""
    session.expire_all()
    found = queries.find_person(session, person.id)
    assert found is not None
    return queries.actor_of(found)


@pytest.fixture
def pairing(market):
    """A file that waits to be taken in."""
    return market.pairing(State.SUBMITTED)


@pytest.fixture
def official(market):
    """Who would take it in."""
    return market.person(office=Office.INTAKE)


def test_a_lent_office_is_used_in_the_lenders_name(session, market, town, pairing, official) -> None:
    helper = market.person()
    today = clock.today()
    delegation.delegate(session, market.actor(official), Office.INTAKE, helper.email, today, today + timedelta(days=5))
    actor = actor_of(session, helper)
    assert actor.delegated == {Office.INTAKE: official.id}
    town.take(actor, pairing, "take_in")
    event = audit.events_of(session, "pairing", pairing.id)[-1]
    assert event.on_behalf_of_id == official.id


def test_a_lent_office_is_lost_on_the_day_after_its_last_or_when_it_is_taken_back(session, market, official) -> None:
    helper, lender = market.person(), market.actor(official)
    today = clock.today()
    grant = delegation.delegate(session, lender, Office.INTAKE, helper.email, today, today + timedelta(days=5))
    found = queries.find_person(session, helper.id)
    assert queries.actor_of(found, today + timedelta(days=5)).holds(Office.INTAKE)
    assert not queries.actor_of(found, today + timedelta(days=6)).holds(Office.INTAKE)
    assert [row.id for row in delegation.lent_by(session, official.id)] == [grant.id]
    delegation.end_delegation(session, lender, grant.id)
    assert not actor_of(session, helper).offices
    assert delegation.lent_by(session, official.id) == []
    with pytest.raises(NotFound):
        delegation.end_delegation(session, lender, grant.id)


def test_the_lenders_conflict_binds_whoever_acts_in_their_name(session, market, town, pairing, official) -> None:
    interests.register_interest(session, market.actor(official), pairing.offer.organization, InterestKind.EMPLOYED)
    helper, today = market.person(), clock.today()
    delegation.delegate(session, market.actor(official), Office.INTAKE, helper.email, today, today)
    with pytest.raises(NotAllowed):
        town.take(actor_of(session, helper), pairing, "take_in")


def test_an_office_of_ones_own_comes_before_a_lent_one(session, market, town, pairing, official) -> None:
    helper, today = market.person(office=Office.INTAKE), clock.today()
    with pytest.raises(Invalid):
        delegation.delegate(session, market.actor(official), Office.INTAKE, helper.email, today, today)
    lender = replace(market.actor(office=Office.RECHECK))
    delegation.delegate(session, lender, Office.RECHECK, helper.email, today, today)
    town.take(actor_of(session, helper), pairing, "take_in")
    assert audit.events_of(session, "pairing", pairing.id)[-1].on_behalf_of_id is None


@pytest.mark.parametrize(
    ("first", "last", "field"), [(-1, 3, "starts_on"), (3, 2, "ends_on"), (0, 60, "ends_on"), (0, 59, None)]
)
def test_an_office_is_lent_for_sixty_days_at_most(session, market, official, first, last, field) -> None:
    helper, today = market.person(), clock.today()
    days = today + timedelta(days=first), today + timedelta(days=last)
    if field is None:
        assert delegation.delegate(session, market.actor(official), Office.INTAKE, helper.email, *days).id
        return
    with pytest.raises(Invalid) as caught:
        delegation.delegate(session, market.actor(official), Office.INTAKE, helper.email, *days)
    assert set(caught.value.problems) == {field}


def test_only_an_office_of_ones_own_is_lent_and_never_a_seat_drawn_by_lot(session, market, official) -> None:
    helper, today = market.person(), clock.today()
    delegation.delegate(session, market.actor(official), Office.INTAKE, helper.email, today, today)
    third = market.person()
    with pytest.raises(NotAllowed):  # not on and on
        delegation.delegate(session, actor_of(session, helper), Office.INTAKE, third.email, today, today)
    with pytest.raises(NotAllowed):
        delegation.delegate(session, market.actor(), Office.INTAKE, third.email, today, today)
    with pytest.raises(NotAllowed):
        delegation.delegate(session, market.actor(office=Office.EXPERT), Office.EXPERT, third.email, today, today)
    for wrong in ("nobody@example.org", official.email):
        with pytest.raises(Invalid):
            delegation.delegate(session, market.actor(official), Office.INTAKE, wrong, today, today)


@pytest.mark.parametrize("how", ["office ended", "account disabled"])
def test_nobody_acts_in_the_name_of_whoever_holds_the_office_no_more(session, market, official, how) -> None:
    helper, today = market.person(), clock.today()
    delegation.delegate(session, market.actor(official), Office.INTAKE, helper.email, today, today + timedelta(days=20))
    assert actor_of(session, helper).holds(Office.INTAKE)
    if how == "office ended":
        official.offices[0].ends_on = today - timedelta(days=1)
    else:
        official.disabled_at = clock.now()
    session.flush()
    assert not actor_of(session, helper).offices
