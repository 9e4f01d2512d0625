"""Cards and disclosures at their bounds: which are earned, and what is refused where."""

from datetime import datetime, timedelta

import pytest

from market import audit, clock
from market.clocks import Card as Colour
from market.errors import Invalid, NotPossible
from market.oversight import service
from market.oversight.models import Card
from market.oversight.service.cards import due_colours
from market.pairings.models import Emergency, Stay
from market.pairings.models import PairingState as State
from market.pairings.service.clocks import current_stay
from market.permissions import Office

WEDNESDAY = datetime(2026, 3, 11, 10, 0, tzinfo=clock.CHINA)
BOTH = (Colour.YELLOW, Colour.RED)
SECOND = timedelta(seconds=1)


@pytest.fixture
def stay(session, market) -> Stay:
    """The stay of a file that was submitted on Wednesday, and has three working days."""
    found = current_stay(session, market.pairing(State.SUBMITTED))
    assert found is not None
    return found


@pytest.fixture
def emergency(session, market) -> Emergency:
    """An emergency of 20 days."""
    return service.declare_emergency(
        session, market.actor(office=Office.DUTY), reason="Flood.", divisions=[], fields=[], tracks=["A"],
        ends_on=clock.today() + timedelta(days=20),
    )  # fmt: skip


def test_a_stay_earns_yellow_and_then_both(stay: Stay) -> None:
    yellow = datetime(2026, 3, 16, 9, 36, tzinfo=clock.CHINA)
    due = stay.due_at
    assert due is not None
    assert [due_colours(stay, at) for at in (yellow - SECOND, yellow, due - SECOND, due)] == [
        (), (Colour.YELLOW,), (Colour.YELLOW,), BOTH,
    ]  # fmt: skip


def test_what_was_left_counts_by_the_second_and_whatever_the_time_is_now(stay: Stay) -> None:
    due = stay.due_at
    assert due is not None
    for left, colours in ((due - SECOND, ()), (due + timedelta(microseconds=999_999), ()), (due + SECOND, BOTH)):
        stay.left_at = left
        assert due_colours(stay, due + timedelta(days=90)) == colours


def test_without_a_deadline_or_an_office_or_a_running_clock_nothing_is_earned(stay: Stay) -> None:
    long_after = WEDNESDAY + timedelta(days=90)
    for name, value in (("due_at", None), ("office", ""), ("state", State.CORRECTION)):
        kept = getattr(stay, name)
        setattr(stay, name, value)
        assert due_colours(stay, long_after) == ()
        setattr(stay, name, kept)
    assert due_colours(stay, long_after) == BOTH


def test_a_card_names_its_office_its_state_and_its_day(session, market, stay: Stay) -> None:
    superior = market.person(office=Office.SUPERIOR)
    assert stay.due_at is not None
    with clock.held_at(stay.due_at):
        yellow, red = service.issue_cards(session, stay.id)
        assert service.issue_cards(session, stay.id) == []
    assert (yellow.colour, yellow.escalated_to, red.colour) == (Colour.YELLOW, [], Colour.RED)
    assert (red.issued_at, red.office, red.escalated_to) == (stay.due_at, stay.office, [str(superior.id)])
    event = audit.events_of(session, "pairing", stay.pairing_id)[-1]
    told = {"office": stay.office, "state": "submitted", "due_at": str(stay.due_at), "to": [str(superior.id)]}
    assert (event.action, event.details) == ("red_card", told)


def test_an_answer_has_at_most_two_thousand_characters_and_yellow_cards_need_none(session, town, stay: Stay) -> None:
    assert stay.due_at is not None
    with clock.held_at(stay.due_at):
        yellow, red = service.issue_cards(session, stay.id)
    with pytest.raises(NotPossible):
        service.answer_card(session, town.superior, yellow, "Fine.")
    with pytest.raises(Invalid):
        service.answer_card(session, town.superior, red, "n" * 2001)
    service.answer_card(session, town.superior, red, "n" * 2000)
    assert (red.answered_at, red.answered_by_id) == (clock.now(), town.superior.person_id)


def late(session, emergency: Emergency, days: int, hour: int = 10) -> list[Card]:
    with clock.held_at((WEDNESDAY + timedelta(days=days)).replace(hour=hour)):
        return service.issue_disclosure_cards(session, emergency)


def test_the_fifth_day_without_a_word_earns_yellow_and_its_end_red(session, emergency: Emergency) -> None:
    due = service.disclosure_due(session, emergency)
    assert due == datetime(2026, 3, 16, 23, 59, 59, tzinfo=clock.CHINA)
    assert late(session, emergency, 4, hour=23) == []
    assert [card.colour for card in late(session, emergency, 5)] == [Colour.YELLOW]
    assert late(session, emergency, 5, hour=23) == []
    (red,) = late(session, emergency, 6)
    assert (red.colour, red.due_at, red.office) == (Colour.RED, due, "duty")
    assert late(session, emergency, 7) == []


def test_a_superior_answers_for_an_emergency_too(session, town, emergency: Emergency) -> None:
    _yellow, red = late(session, emergency, 6)
    service.answer_card(session, town.superior, red, " Done today. ")
    event = audit.events_of(session, "emergency", emergency.id)[-1]
    assert (red.answer, event.action, event.note) == ("Done today.", "answer_card", "Done today.")
    assert event.on_behalf_of_id is None


def test_a_word_settles_what_was_missing_and_counts_five_days_anew(session, market, emergency: Emergency) -> None:
    cards = late(session, emergency, 6)
    duty = market.actor(office=Office.DUTY)
    for text in (" ", "n" * 5001):
        with pytest.raises(Invalid):
            service.disclose(session, duty, emergency, text)
    with clock.held_at(WEDNESDAY + timedelta(days=7)):
        made = service.disclose(session, duty, emergency, " 500 beds. ")
        assert (made.text, made.published_at, made.published_by_id) == ("500 beds.", clock.now(), duty.person_id)
        assert {(card.answered_at, card.answered_by_id) for card in cards} == {(clock.now(), duty.person_id)}
        assert service.disclosure_due(session, emergency) == datetime(2026, 3, 23, 23, 59, 59, tzinfo=clock.CHINA)
        service.disclose(session, duty, emergency, "n" * 5000)


def test_nothing_is_due_once_it_is_over(session, town, emergency: Emergency) -> None:
    service.end_emergency(session, town.superior, emergency, "The water fell.")
    assert service.disclosure_due(session, emergency) is None
    assert late(session, emergency, 9) == []
