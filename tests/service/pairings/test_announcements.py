"""Who is told what when a pairing moves."""

from sqlalchemy import select

from market.notifications.kinds import Kind
from market.notifications.models import Notification
from market.organizations import interests
from market.organizations.models import InterestKind
from market.pairings import service
from market.pairings.models import PairingState as State
from market.permissions import Office


def told(session, person_id) -> list[Kind]:
    """What somebody was told, oldest first."""
    query = select(Notification.kind).where(Notification.person_id == person_id)
    return list(session.scalars(query.order_by(Notification.created_at, Notification.kind)))


def test_the_next_office_hears_of_a_file_and_the_sides_of_what_was_done(session, market, town) -> None:
    pairing = market.pairing(State.MUTUAL)
    us, them = town.deliverer(pairing), town.funder(pairing)
    town.take(us, pairing, "submit")
    assert told(session, town.intake.person_id) == [Kind.STEP_WAITS]
    assert told(session, us.person_id) == []
    assert told(session, them.person_id) == [Kind.STEP_TAKEN]
    town.take(town.intake, pairing, "take_in", "send_back")
    assert Kind.CORRECTION_ASKED in told(session, us.person_id)


def test_a_decision_is_told_to_every_side(session, market, town) -> None:
    pairing = market.pairing(State.RECHECK)
    us, them = town.deliverer(pairing), town.funder(pairing)
    town.take(town.rechecker, pairing, "confirm")
    assert told(session, us.person_id) == told(session, them.person_id) == [Kind.DECIDED]


def test_whoever_is_tied_to_a_side_does_not_hear_of_its_file(session, market, town) -> None:
    pairing = market.pairing(State.MUTUAL)
    interests.register_interest(session, town.intake, pairing.offer.organization, InterestKind.KIN)
    free = market.actor(office=Office.INTAKE)
    town.take(town.deliverer(pairing), pairing, "submit")
    assert told(session, town.intake.person_id) == []
    assert told(session, free.person_id) == [Kind.STEP_WAITS]


def test_an_agreement_that_moves_nothing_is_no_news(session, market, town) -> None:
    pairing = market.pairing(State.MUTUAL, agreed=False)
    town.take(town.deliverer(pairing), pairing, "agree")
    assert session.scalars(select(Notification)).all() == []


def test_superiors_hear_of_a_request_for_recusal_and_the_side_of_the_ruling(session, market, town) -> None:
    pairing = market.pairing(State.SUBMITTED)
    us = town.deliverer(pairing)
    person = market.person(office=Office.INTAKE)
    request = service.ask_recusal(session, us, pairing, person, pairing.offer.organization_id, "A cousin.")
    assert told(session, town.superior.person_id) == [Kind.RECUSAL_ASKED]
    service.rule_on_recusal(session, town.superior, pairing, request, grant=True, ruling="So it is.")
    assert told(session, us.person_id) == told(session, person.id) == [Kind.STEP_TAKEN]
