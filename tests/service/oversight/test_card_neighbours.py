"""Cards of one clock, and of one emergency, among those of others; and the units that they are counted in."""

from datetime import datetime, timedelta
from uuid import UUID

import pytest

from market import clock
from market.clocks import Card as Colour
from market.errors import Invalid
from market.oversight import service
from market.oversight.models import Card, Disclosure
from market.oversight.service.cards import due_colours
from market.pairings.models import Emergency, Pairing, Stay
from market.pairings.models import PairingState as State
from market.pairings.service.clocks import stay_of
from market.permissions import Actor, Office
from market.vocabularies.calendar import Unit
from tests.conftest import NOW
from tests.factories import Market

BOTH = [Colour.YELLOW, Colour.RED]
DAY = timedelta(days=1)


def carded(market: Market, stay: Stay) -> None:
    """Both colours were issued to a stay."""
    market.session.add(stay)
    for colour in BOTH:
        market.session.add(Card(stay=stay, colour=colour, office=stay.office, issued_at=NOW, escalated_to=[]))
    market.session.flush()


def place(pairing: Pairing, number: int, **values: object) -> Stay:
    """One more stay of a pairing, with the identity of that number."""
    stay = stay_of(pairing, NOW)
    stay.id = UUID(int=number << 100)
    for name, value in values.items():
        setattr(stay, name, value)
    return stay


def test_cards_of_another_clock_or_another_file_do_not_stand_for_ones_own(session, market) -> None:
    before, mine, after = (market.pairing(State.SUBMITTED, id=UUID(int=number << 100)) for number in (1, 2, 3))
    due, numbers = mine.due_at, iter((1, 9, 2, 8, 3, 7))
    for pairing in (before, after):
        carded(market, place(pairing, next(numbers)))
    for moved in (-DAY, DAY):
        carded(market, place(mine, next(numbers), clock_since=NOW + moved, left_at=NOW))
        carded(market, place(mine, next(numbers), due_at=due + moved, left_at=NOW))
    stay = place(mine, 5)
    session.add(stay)
    session.flush()
    with clock.held_at(due):
        issued = service.issue_cards(session, stay.id)
        assert [(card.colour, card.stay) for card in issued] == [(colour, stay) for colour in BOTH]
        assert service.issue_cards(session, stay.id) == []


@pytest.mark.parametrize(("unit", "colours"), [(Unit.WORKING_DAY, ()), (Unit.DAY, (Colour.YELLOW,)), (None, ())])
def test_a_clock_is_counted_in_its_own_unit_and_in_working_days_where_none_is_named(market, unit, colours) -> None:
    stay = stay_of(market.pairing(State.SUBMITTED), NOW)  # on Wednesday, until the end of Monday
    stay.limit_unit = unit
    assert due_colours(stay, datetime(2026, 3, 16, 6, tzinfo=clock.CHINA)) == colours


@pytest.fixture
def duty(market: Market) -> Actor:
    return market.actor(office=Office.DUTY)


@pytest.fixture
def between(session, market: Market, duty: Actor) -> Emergency:
    """An emergency whose identity lies between those of two others."""
    found = [
        service.declare_emergency(
            session, duty, reason="Flood.", divisions=[], fields=[], tracks=["A"], ends_on=clock.today() + 20 * DAY
        )
        for _ in range(3)
    ]
    return sorted(found, key=lambda one: one.id)[1]


def others(session, emergency: Emergency) -> list[Emergency]:
    return session.query(Emergency).where(Emergency.id != emergency.id).all()


def test_a_word_on_another_emergency_is_none_on_this_one(session, between, duty) -> None:
    due = service.disclosure_due(session, between)
    for other in others(session, between):
        session.add(
            Disclosure(emergency_id=other.id, text="…", published_at=NOW + 3 * DAY, published_by_id=duty.person_id)
        )
    session.flush()
    assert service.disclosure_due(session, between) == due
    with clock.held_at(NOW + 6 * DAY):
        assert [card.colour for card in service.issue_disclosure_cards(session, between)] == BOTH


def test_a_word_settles_the_cards_of_its_own_emergency(session, between, duty) -> None:
    with clock.held_at(NOW + 6 * DAY):
        for one in (*others(session, between), between):
            assert [card.colour for card in service.issue_disclosure_cards(session, one)] == BOTH
        service.disclose(session, duty, between, "500 beds.")
    settled = {card.emergency_id for card in session.query(Card).where(Card.answered_at.is_not(None))}
    assert settled == {between.id}
    assert session.query(Card).where(Card.answered_at.is_(None)).count() == 4


def test_cards_of_an_earlier_or_a_later_word_do_not_stand_for_those_of_this_one(session, between) -> None:
    due = service.disclosure_due(session, between)
    for moved in (-5 * DAY, 5 * DAY):
        for colour in BOTH:
            session.add(
                Card(
                    emergency=between, due_at=due + moved, colour=colour, office="duty", issued_at=NOW, escalated_to=[]
                )
            )
    session.flush()
    with clock.held_at(NOW + 6 * DAY):
        assert [card.colour for card in service.issue_disclosure_cards(session, between)] == BOTH


def test_nobody_without_a_name_makes_anything_public(session, between) -> None:
    nameless = Actor(None, "Duty", offices=frozenset({Office.DUTY}))
    with pytest.raises(Invalid):
        service.disclose(session, nameless, between, "500 beds.")
