"""Issuing cards to files whose time runs out, and answering the red ones."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from market import audit, clock
from market.accounts.queries import holders_of
from market.clocks import Card as Colour
from market.clocks import card_at
from market.errors import Invalid, Message, NotPossible
from market.oversight import announce
from market.oversight.models import Card
from market.oversight.permissions import ANSWER_CARDS
from market.pairings import queries as pairings
from market.pairings.duties import Duty, Role
from market.pairings.models import Stay
from market.pairings.service import require_duty
from market.pairings.workflow import PAUSES
from market.permissions import SYSTEM, Actor, Office
from market.vocabularies.calendar import Unit

LONGEST_ANSWER = 2000
ACTIONS = {Colour.YELLOW: "yellow_card", Colour.RED: "red_card"}


def due_colours(stay: Stay, at: datetime) -> tuple[Colour, ...]:
    """The cards that a stay has earned at a moment: yellow at 80 % of its time, red and yellow at all of it.

    A stay that was left late has earned both; one that was left in time, none. States in which no office's clock runs
    earn none. Raises: UnknownYear as `card_at`.
    """
    if stay.due_at is None or not stay.office or stay.state in PAUSES:
        return ()
    if stay.left_at is not None:
        return (Colour.YELLOW, Colour.RED) if stay.left_at.replace(microsecond=0) > stay.due_at else ()
    card = card_at(at, stay.clock_since, stay.due_at, stay.limit_unit or Unit.WORKING_DAY)
    return {Colour.YELLOW: (Colour.YELLOW,), Colour.RED: (Colour.YELLOW, Colour.RED)}.get(card, ())


def issue_cards(session: Session, stay_id: UUID) -> list[Card]:
    """Issue the cards that a stay has earned and not got yet; a second call issues nothing.

    A clock that goes on from one state to the next gets each colour once. Raises: UnknownYear as `card_at`.
    """
    stay = session.scalars(select(Stay).where(Stay.id == stay_id).with_for_update()).one()
    same_clock = (
        select(Card.colour)
        .join(Stay)
        .where(Stay.pairing_id == stay.pairing_id, Stay.clock_since == stay.clock_since, Stay.due_at == stay.due_at)
    )
    there = set(session.scalars(same_clock))
    return [_issue(session, stay, colour) for colour in due_colours(stay, clock.now()) if colour not in there]


def _issue(session: Session, stay: Stay, colour: Colour) -> Card:
    details = {"office": stay.office, "state": stay.state.value, "due_at": str(stay.due_at)}
    return issue(session, Card(stay=stay, colour=colour, office=stay.office), stay.pairing, details)


def issue(session: Session, card: Card, subject: audit.Subject, details: dict[str, Any]) -> Card:
    """Add a card, tell of it, and leave a trace at its subject; a red one goes to the superiors of today."""
    superiors = [one.id for one in holders_of(session, Office.SUPERIOR)] if card.colour is Colour.RED else []
    card.issued_at, card.escalated_to = clock.now(), [str(person_id) for person_id in superiors]
    session.add(card)
    audit.record(session, SYSTEM, ACTIONS[card.colour], subject, details=details | {"to": card.escalated_to})
    announce.card_issued(session, card, superiors)
    return card


def answer_card(session: Session, actor: Actor, card: Card, answer: str) -> None:
    """What a superior says to a red card; read by the office, the auditor, and in the trail.

    Raises:
        NotAllowed: the actor holds no superior's office in this case. Invalid: nothing is said, or too much.
        NotPossible: it is no red card, or was answered before.
    """
    ANSWER_CARDS.require(actor, None)
    subject, holder = _answers_for(session, actor, card)
    if card.colour is not Colour.RED or card.answered_at is not None:
        raise NotPossible(Message("This card was answered already, or needs no answer."))
    if not answer.strip() or len(answer) > LONGEST_ANSWER:
        problem = Message("Say what is done about it, in at most {n} characters.", {"n": LONGEST_ANSWER})
        raise Invalid({"answer": problem})
    card.answer, card.answered_at, card.answered_by_id = answer.strip(), clock.now(), actor.person_id
    details = {"card": str(card.id)}
    audit.record(session, actor, "answer_card", subject, note=card.answer, details=details, on_behalf_of=holder)
    announce.card_answered(session, card)


def _answers_for(session: Session, actor: Actor, card: Card) -> tuple[audit.Subject, UUID | None]:
    """What a card is about, and in whose name the superior answers it."""
    if card.stay is None:
        assert card.emergency is not None
        return card.emergency, actor.delegated.get(Office.SUPERIOR)
    pairing = pairings.get_pairing(session, card.stay.pairing_id)
    return pairing, require_duty(session, actor, pairing, Role.SUPERIOR, Duty.OVERSIGHT).on_behalf_of
