"""What objections put on the desks of investigators, and of the sides that are to answer them."""

from collections.abc import Iterable

from flask import url_for
from flask_babel import gettext
from sqlalchemy.orm import Session

from market.desk import Kind, Task
from market.notices import queries, service
from market.notices.models import Objection, ObjectionState
from market.pairings.duties import Duty, Role
from market.pairings.models import Pairing, PairingState
from market.permissions import Actor, Office


def waiting_for(session: Session, actor: Actor, mine: Iterable[Pairing]) -> list[Task]:
    """Objections to answer for a side (`mine`: the pairings of their organizations), to take up, or to decide."""
    objected = {pairing.id for pairing in mine if pairing.state is PairingState.OBJECTED}
    investigates = actor.holds(Office.INVESTIGATOR)
    found: list[Task] = []
    for objection in queries.open_objections(session, None if investigates else objected):
        if service.answering_sides(actor, objection):
            found.append(_to_answer(objection))
        if investigates:
            found += _to_investigate(actor, objection)
    return found


def _to_answer(objection: Objection) -> Task:
    return Task(
        Kind.OBJECTION,
        gettext("Answer objection %(number)s", number=objection.number),
        url_for("notices.answer", objection_id=objection.id),
        case_id=objection.notice.pairing_id,
        since=objection.taken_at,
        due=objection.answers_due_at,
    )


def _to_investigate(actor: Actor, objection: Objection) -> list[Task]:
    if objection.state is ObjectionState.FILED:
        return [_task(objection, gettext("Take up objection %(number)s", number=objection.number))]
    if objection.investigator_id != actor.person_id:
        return []
    if service.why_not_yet(objection) is None:
        return [_task(objection, gettext("Decide objection %(number)s", number=objection.number))]
    return [_task(objection, gettext("Objection %(number)s is being answered", number=objection.number), mine=False)]


def _task(objection: Objection, todo: str, *, mine: bool = True) -> Task:
    return Task(
        Kind.OBJECTION,
        todo,
        url_for("notices.investigation", objection_id=objection.id),
        case_id=objection.notice.pairing_id,
        since=objection.filed_at if mine else objection.taken_at,
        due=objection.due_at if mine else objection.answers_due_at,
        role=Role.INVESTIGATOR,
        duty=Duty.INVESTIGATION,
        mine=mine,
        holder="" if mine else gettext("The sides"),
    )
