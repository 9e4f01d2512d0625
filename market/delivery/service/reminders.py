"""Telling people what is due or overdue; can be done at any time, and again."""

from datetime import timedelta

from sqlalchemy.orm import Session

from market import clock
from market.delivery import announce, queries
from market.delivery.service.evaluate import EVALUATION_DAYS, evaluation_until


def remind(session: Session) -> dict[str, int]:
    """Announce each milestone, report, signature and evaluation that is due; how many of each there are."""
    today, now = clock.today(), clock.now()
    milestones, reports = queries.milestones_due(session, today), queries.reports_due(session, today)
    for milestone in milestones:
        announce.milestone_due(session, milestone)
    for report in reports:
        announce.report_due(session, report)
    evaluations = queries.evaluations_due(session, now - timedelta(days=EVALUATION_DAYS))
    for pairing, delivery, cooperation in evaluations:
        until = evaluation_until(pairing) or today
        if delivery:
            announce.evaluation_due(session, pairing, until, of_delivery=True)
        if cooperation:
            announce.evaluation_due(session, pairing, until, of_delivery=False)
    return {
        "milestones": len(milestones),
        "reports": len(reports),
        "signatures": _signatures(session),
        "evaluations": len(evaluations),
    }


def _signatures(session: Session) -> int:
    pairings = queries.signatures_due(session, clock.now())
    for pairing in pairings:
        agreement = queries.find_agreement(session, pairing.id)
        signed = {one.organization_id for one in agreement.signatures} if agreement else set()
        missing = {party.organization_id for party in pairing.parties} - signed
        due_on = (pairing.due_at or clock.now()).astimezone(clock.CHINA).date()
        announce.signature_due(session, pairing, due_on, missing)
    return len(pairings)
