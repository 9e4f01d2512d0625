"""Milestones, reports and payments that wait for somebody."""

from collections.abc import Collection
from datetime import datetime

from flask import url_for
from flask_babel import gettext
from sqlalchemy.orm import Session

from market import clock, web
from market.delivery import labels
from market.delivery.models import Milestone, Payment, ReportState
from market.delivery.queries import waiting
from market.desk import Kind, Task, end_of_day
from market.pairings.duties import Duty, Role
from market.pairings.labels import OFFICES
from market.pairings.models import Pairing, Track
from market.pairings.workflow import IN_DELIVERY
from market.permissions import Actor, Office


def tasks(session: Session, actor: Actor, mine: Collection[Pairing]) -> list[Task]:
    """What is to be shown, told, judged or paid while the work goes on."""
    return [
        *_reports(session, actor),
        *_milestones(session, actor, mine),
        *_payments(session, actor, mine),
    ]


def _reports(session: Session, actor: Actor) -> list[Task]:
    own = actor.organization_ids
    again = gettext("Hand in again, as asked: %(report)s")
    return [
        Task(
            Kind.DELIVERY,
            (again if one.state is ReportState.RETURNED else gettext("Hand in: %(report)s"))
            % {"report": labels.REPORT_KINDS[one.kind]},
            url_for("delivery.report", pairing_id=one.pairing_id, report_id=one.id),
            case_id=one.pairing_id,
            due=end_of_day(one.due_on),
            role=Role.DELIVERER,
            duty=Duty.SIDE,
        )
        for one in (waiting.reports_due_from(session, own, clock.today()) if own else [])
    ]


def _milestones(session: Session, actor: Actor, mine: Collection[Pairing]) -> list[Task]:
    own, public = actor.organization_ids, actor.holds(Office.PROJECT_OFFICER)
    ids = {one.id for one in mine if one.state in IN_DELIVERY}
    found = [_to_show(one) for one in (waiting.milestones_to_show(session, own, clock.today()) if own else [])]
    if ids or public:
        found += [_to_judge(*row) for row in waiting.milestones_to_judge(session, ids, public=public)]
    return found


def _to_show(one: Milestone) -> Task:
    return Task(
        Kind.DELIVERY,
        gettext("Show that it is reached: %(milestone)s", milestone=one.title),
        url_for("delivery.milestone", pairing_id=one.pairing_id, milestone_id=one.id),
        case_id=one.pairing_id,
        due=end_of_day(one.due_on),
        role=Role.DELIVERER,
        duty=Duty.SIDE,
    )


def _to_judge(one: Milestone, track: Track, since: datetime) -> Task:
    return Task(
        Kind.DELIVERY,
        gettext("Judge the milestone: %(milestone)s", milestone=one.title),
        url_for("delivery.check", pairing_id=one.pairing_id, milestone_id=one.id),
        case_id=one.pairing_id,
        since=since,
        role=Role.PROJECT_OFFICER if track.is_public else Role.PAYER,
        duty=Duty.SUPERVISION if track.is_public else Duty.SIDE,
    )


def _payments(session: Session, actor: Actor, mine: Collection[Pairing]) -> list[Task]:
    """Requests to decide, and for whoever asked the ones that others decide."""
    own, public = {one.id: one for one in mine}, actor.holds(Office.FINANCE)
    if not own and not public:
        return []
    rows = waiting.payments_to_decide(session, own, public=public)
    return [_payment(one, mine=_decides(actor, one, one.pairing_id in own)) for one in rows]


def _decides(actor: Actor, one: Payment, is_side: bool) -> bool:
    if one.pairing.track.is_public:
        return not is_side
    return actor.acts_for(one.commitment.organization_id) and actor.person_id != one.requested_by_id


def _payment(one: Payment, *, mine: bool) -> Task:
    public, amount = one.pairing.track.is_public, web.yuan(one.amount_fen)
    return Task(
        Kind.MONEY,
        gettext("Check the payment request: %(amount)s", amount=amount)
        if mine
        else gettext("The payment request is being checked: %(amount)s", amount=amount),
        url_for("delivery.payment", pairing_id=one.pairing_id, payment_id=one.id),
        case_id=one.pairing_id,
        since=one.requested_at,
        role=(Role.FINANCE if public else Role.PARTY) if mine else None,
        duty=(Duty.FINANCE if public else Duty.SIDE) if mine else None,
        mine=mine,
        holder="" if mine else str(OFFICES[Role.FINANCE]) if public else gettext("The funder"),
    )
