"""What is made public on an emergency, every five days while it lasts, and the cards for what is missing."""

from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from market import audit, clock
from market.clocks import Card as Colour
from market.clocks import card_at
from market.errors import Invalid, Message
from market.oversight.models import Card, Disclosure
from market.oversight.permissions import DECLARE_EMERGENCY
from market.oversight.service.cards import issue
from market.pairings.models import Emergency
from market.permissions import Actor, Office
from market.vocabularies.calendar import LAST_SECOND, Unit, day_of

EVERY = timedelta(days=5)  # 慈善法 72
LONGEST_TEXT = 5000


def disclose(session: Session, actor: Actor, emergency: Emergency, text: str) -> Disclosure:
    """Make something public on an emergency; the cards for what was missing are settled by it.

    Raises: NotAllowed for whoever is not on duty; Invalid when nothing is said, or too much.
    """
    DECLARE_EMERGENCY.require(actor, None)
    if not text.strip() or len(text) > LONGEST_TEXT or actor.person_id is None:
        raise Invalid({"text": Message("Say something, in at most {n} characters.", {"n": LONGEST_TEXT})})
    now = clock.now()
    made = Disclosure(emergency_id=emergency.id, text=text.strip(), published_at=now, published_by_id=actor.person_id)
    session.add(made)
    for card in session.scalars(select(Card).where(Card.emergency_id == emergency.id, Card.answered_at.is_(None))):
        card.answered_at, card.answered_by_id = now, actor.person_id
    audit.record(session, actor, "disclose", emergency, note=made.text, on_behalf_of=actor.delegated.get(Office.DUTY))
    return made


def disclosure_due(session: Session, emergency: Emergency) -> datetime | None:
    """When the next disclosure is due: at the end of the fifth day after the last one; None once it is over."""
    if not emergency.is_active(clock.now()):
        return None
    return _due_after(_last(session, emergency))


def _last(session: Session, emergency: Emergency) -> datetime:
    query = select(func.max(Disclosure.published_at)).where(Disclosure.emergency_id == emergency.id)
    return session.scalar(query) or emergency.declared_at


def _due_after(last: datetime) -> datetime:
    """Days off count, and move nothing: what is needed in an emergency is needed then, too."""
    return datetime.combine(day_of(last) + EVERY, LAST_SECOND, clock.CHINA)


def issue_disclosure_cards(session: Session, emergency: Emergency) -> list[Card]:
    """Issue the cards that a missing disclosure has earned and not got yet; a second call issues nothing."""
    due = disclosure_due(session, emergency)
    if due is None:
        return []
    card = card_at(clock.now(), _last(session, emergency), due, Unit.DAY)
    earned = {Colour.YELLOW: (Colour.YELLOW,), Colour.RED: (Colour.YELLOW, Colour.RED)}.get(card, ())
    there = set(session.scalars(select(Card.colour).where(Card.emergency_id == emergency.id, Card.due_at == due)))
    return [
        issue(
            session,
            Card(emergency=emergency, due_at=due, colour=colour, office=Office.DUTY.value),
            emergency,
            {"due_at": str(due)},
        )
        for colour in earned
        if colour not in there
    ]
