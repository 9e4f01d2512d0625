"""What oversight puts on the desks of superiors and of the officer on duty: cards, emergencies, reviews."""

from flask import url_for
from flask_babel import gettext
from sqlalchemy.orm import Session

from market.desk import Kind, Task
from market.listings.wording import shortened
from market.oversight import card_queries, emergency_queries, service, wording
from market.oversight.models import Card
from market.pairings.models import Emergency, EmergencyState
from market.pairings.service import active_emergencies
from market.permissions import Actor, Office


def waiting_for(session: Session, actor: Actor) -> list[Task]:
    """Red cards to answer, emergencies to ratify or to disclose, and decisions to review."""
    superior, on_duty = actor.holds(Office.SUPERIOR), actor.holds(Office.DUTY)
    if not superior and not on_duty:
        return []
    emergencies = active_emergencies(session)
    found = [_disclosure(session, one) for one in emergencies if on_duty]
    if superior:
        found += [_ratification(one) for one in emergencies if _ratifies(actor, one)]
        found += [_card(one) for one in card_queries.open_red_cards(session)]
        found += [
            Task(
                Kind.OVERSIGHT,
                gettext("Review what was decided in the emergency"),
                url_for("oversight.review", case_id=one.id),
                case_id=one.pairing_id,
            )
            for one in emergency_queries.to_review(session)
        ]
    return found


def _ratifies(actor: Actor, one: Emergency) -> bool:
    return one.state is EmergencyState.DECLARED and actor.person_id != one.declared_by_id


def _ratification(one: Emergency) -> Task:
    return Task(
        Kind.OVERSIGHT,
        gettext("Ratify the emergency, or end it"),
        url_for("oversight.emergency", emergency_id=one.id),
        title=shortened(one.reason, 60),
        since=one.declared_at,
        due=one.ratify_by,
    )


def _disclosure(session: Session, one: Emergency) -> Task:
    return Task(
        Kind.OVERSIGHT,
        gettext("Disclose how the emergency stands"),
        url_for("oversight.emergency", emergency_id=one.id),
        title=shortened(one.reason, 60),
        due=service.disclosure_due(session, one),
    )


def _card(card: Card) -> Task:
    row = wording.card_row(card)
    return Task(
        Kind.OVERSIGHT,
        gettext("Answer the red card: %(office)s", office=row["office"]),
        row["href"],
        title=row["title"],
        note=row["number"],
        since=card.issued_at,
        due=card.stay.due_at if card.stay is not None else card.due_at,
    )
