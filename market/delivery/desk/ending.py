"""Results to be accepted, put right, or rated."""

from collections.abc import Collection
from datetime import timedelta

from flask import url_for
from flask_babel import gettext
from sqlalchemy.orm import Session

from market import clock
from market.delivery.models import Acceptance
from market.delivery.permissions import RATE_COOPERATION, RECORD_OUTCOME
from market.delivery.queries import waiting
from market.delivery.service.evaluate import EVALUATION_DAYS, evaluation_until
from market.desk import Kind, Task, end_of_day
from market.pairings.duties import Duty, Role
from market.pairings.models import Pairing, PairingState
from market.pairings.queries import pairings_by_id
from market.permissions import Actor, Office


def tasks(session: Session, actor: Actor, mine: Collection[Pairing]) -> list[Task]:
    """What is to be judged, asked for, put right or rated."""
    return [
        *_to_judge(session, actor, mine),
        *_to_ask_for(session, actor, mine),
        *_to_rate(session, actor),
    ]


def _to_judge(session: Session, actor: Actor, mine: Collection[Pairing]) -> list[Task]:
    own, public = {one.id for one in mine if one.state is PairingState.ACCEPTANCE}, actor.holds(Office.ACCEPTANCE)
    if not own and not public:
        return []
    return [_judgement(one) for one in waiting.acceptances_to_judge(session, own, public=public)]


def _judgement(one: Acceptance) -> Task:
    public = one.pairing.track.is_public
    return Task(
        Kind.ENDING,
        gettext("Accept the result, or have it put right"),
        url_for("delivery.judge", pairing_id=one.pairing_id),
        case_id=one.pairing_id,
        since=one.requested_at,
        due=one.pairing.due_at,
        role=Role.ACCEPTANCE if public else Role.PAYER,
        duty=Duty.ACCEPTANCE if public else Duty.SIDE,
    )


def _to_ask_for(session: Session, actor: Actor, mine: Collection[Pairing]) -> list[Task]:
    """Of what the reader's organizations deliver: what is found wanting, and what is reached to the last milestone."""
    delivered = [one for one in mine if actor.acts_for(one.offer.organization_id)]
    wanting = [one for one in delivered if one.state is PairingState.RECTIFICATION]
    active = {one.id: one for one in delivered if one.state is PairingState.ACTIVE}
    reached = active.keys() - waiting.with_open_milestones(session, active) if active else set()
    return [
        *(_request(one, gettext("Put it right, and ask for acceptance again")) for one in wanting),
        *(_request(one, gettext("Ask for acceptance")) for key, one in active.items() if key in reached),
    ]


def _request(one: Pairing, todo: str) -> Task:
    return Task(
        Kind.ENDING,
        todo,
        url_for("delivery.ask_acceptance", pairing_id=one.id),
        case_id=one.id,
        since=one.state_since if one.due_at else None,
        due=one.due_at,
        role=Role.DELIVERER,
        duty=Duty.SIDE,
    )


def _to_rate(session: Session, actor: Actor) -> list[Task]:
    if not actor.organization_ids:
        return []
    since = clock.now() - timedelta(days=EVALUATION_DAYS)
    rows = waiting.ended_without_evaluation(session, actor.organization_ids, since)
    ended = pairings_by_id(session, {pairing_id for pairing_id, *_rest in rows})
    found = []
    for pairing_id, delivery, cooperation in rows:
        pairing = ended[pairing_id]
        if delivery and RECORD_OUTCOME.allows(actor, pairing):
            found.append(_rating(pairing, gettext("Rate the delivery"), "delivery.outcome"))
        if cooperation and RATE_COOPERATION.allows(actor, pairing):
            found.append(_rating(pairing, gettext("Rate the cooperation"), "delivery.cooperation"))
    return found


def _rating(pairing: Pairing, todo: str, endpoint: str) -> Task:
    until = evaluation_until(pairing)
    return Task(
        Kind.ENDING,
        todo,
        url_for(endpoint, pairing_id=pairing.id),
        case_id=pairing.id,
        since=pairing.closed_at,
        due=end_of_day(until) if until else None,
    )
