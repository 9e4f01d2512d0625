"""Cards: once each, however seldom the command runs, and never for a clock that stands still."""

from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from market import audit, clock
from market.clocks import Card as Colour
from market.errors import Invalid, NotAllowed, NotPossible
from market.oversight import card_queries, service
from market.oversight.models import Card
from market.pairings.models import PairingState as State
from market.pairings.models import Stay
from market.permissions import Office

WEDNESDAY = datetime(2026, 3, 11, 10, 0, tzinfo=clock.CHINA)


def at(day: int, hour: int = 10) -> datetime:
    return WEDNESDAY.replace(day=day, hour=hour)


def run(app: Flask, command: str = "keep-deadlines", group: str = "pairings") -> list[str]:
    """What a command says."""
    return app.test_cli_runner().invoke(args=[group, command]).output.splitlines()


def colours(session) -> list[str]:
    session.expire_all()
    return [card.colour.value for card in session.scalars(select(Card).order_by(Card.issued_at, Card.colour.desc()))]


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        (at(13), []),  # Friday: one and a half of three working days
        (at(14), []),  # Saturday counts nothing
        (at(16, 9), []),  # Monday: 2.4 of 3 would be 9:36
        (at(16, 10), ["yellow"]),
        (at(17, 0), ["yellow", "red"]),
    ],
)
def test_yellow_comes_at_80_percent_of_working_time_and_red_at_all_of_it(
    session, market, app, moment, expected
) -> None:
    market.pairing(State.SUBMITTED)
    session.commit()
    with clock.held_at(moment):
        assert run(app)[-1] == f"{len(expected)} cards issued"
    assert colours(session) == expected


def test_each_card_is_issued_once_and_leaves_one_trace(session, market, app) -> None:
    superior = market.person(office=Office.SUPERIOR)
    pairing = market.pairing(State.FINANCE_CHECK, need=market.need())
    session.commit()
    with clock.held_at(at(18)):
        assert run(app, "issue-cards", "oversight") == ["1 cards issued"]
    with clock.held_at(at(30)):
        run(app)
        assert run(app)[-1] == "0 cards issued"
    assert sorted(colours(session)) == ["red", "yellow"]
    events = audit.events_of(session, "pairing", pairing.id)
    assert [event.action for event in events] == ["yellow_card", "red_card"]
    assert events[-1].details["to"] == [str(superior.id)]


def test_after_weeks_of_not_running_everything_is_made_up_for_once(session, market, app) -> None:
    talking, waiting = market.pairing(State.MUTUAL), market.pairing(State.APPROVAL, need=market.need())
    session.commit()
    with clock.held_at(WEDNESDAY + timedelta(days=60)):
        assert run(app) == ["1 pairings lapsed", "0 emergencies ended", "2 cards issued"]
        assert run(app) == ["0 pairings lapsed", "0 emergencies ended", "0 cards issued"]
    session.expire_all()
    assert (talking.state, waiting.state) == (State.LAPSED, State.APPROVAL)


def test_a_file_that_was_moved_on_late_gets_its_cards_all_the_same(session, market, town, app) -> None:
    pairing = market.pairing(State.SUBMITTED)
    with clock.held_at(at(20)):
        town.take(town.intake, pairing, "take_in")
    session.commit()
    with clock.held_at(at(23)):
        run(app)
        assert run(app)[-1] == "0 cards issued"
    assert sorted(colours(session)) == ["red", "yellow"]  # one clock runs through both states


def test_a_file_that_was_moved_on_in_time_gets_none(session, market, town, app) -> None:
    pairing = market.pairing(State.SUBMITTED)
    with clock.held_at(at(16, 11)):
        town.take(town.intake, pairing, "take_in", "pass_check")
    session.commit()
    with clock.held_at(at(16, 12)):
        run(app)
    assert colours(session) == []


@pytest.mark.parametrize("state", [State.CORRECTION, State.OBJECTED, State.SUSPENDED, State.MUTUAL])
def test_no_office_gets_a_card_while_its_clock_stands_still(session, market, app, state) -> None:
    market.pairing(state, need=market.need())
    session.commit()
    with clock.held_at(at(30)):
        run(app)
    assert colours(session) == []


def red_card(session, market, app) -> Card:
    """The red card of an overdue file."""
    market.pairing(State.SUBMITTED)
    session.commit()
    with clock.held_at(at(20)):
        run(app)
    return session.scalars(select(Card).where(Card.colour == Colour.RED)).one()


def test_a_superior_answers_a_red_card_once_and_it_is_settled(session, market, town, app) -> None:
    card = red_card(session, market, app)
    assert card_queries.count_open(session) == 1  # the yellow one is behind it
    with pytest.raises(Invalid):
        service.answer_card(session, town.superior, card, "  ")
    service.answer_card(session, town.superior, card, "Taken over by Li.")
    assert card_queries.count_open(session) == 0
    assert town.actions(card.stay.pairing)[-1] == "answer_card"
    with pytest.raises(NotPossible):
        service.answer_card(session, town.superior, card, "Again.")


def test_nobody_else_answers_and_no_superior_who_is_tied_to_the_case(session, market, town, app) -> None:
    card = red_card(session, market, app)
    tied = market.person(office=Office.SUPERIOR, of=card.stay.pairing.offer)
    for actor in (town.intake, market.actor(tied)):
        with pytest.raises(NotAllowed):
            service.answer_card(session, actor, card, "Fine.")


def test_a_card_is_no_longer_open_once_the_file_has_moved_on(session, market, town, app) -> None:
    card = red_card(session, market, app)
    with clock.held_at(at(23)):
        town.take(town.intake, card.stay.pairing, "take_in")
    assert card_queries.open_red_cards(session) == []
    found, total = card_queries.cards(session, is_open=False)
    assert (total, found[0].stay.state) == (2, State.SUBMITTED)
    assert session.scalars(select(Stay).where(Stay.left_at.is_(None))).one().state is State.FORMAL_CHECK
