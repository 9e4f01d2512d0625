"""Everything about the delivery of one pairing as plain data; changes nothing."""

from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from market.delivery.models import Acceptance, Agreement, Commitment, Milestone, Payment, Report
from market.delivery.queries.ending import find_cooperation, find_outcome
from market.delivery.queries.stages import (
    commitments_of,
    find_acceptance,
    find_agreement,
    milestones_of,
    payments_of,
    reports_of,
)


def record_of(session: Session, pairing_id: UUID) -> dict[str, Any]:
    """Agreement, milestones, money in fen, reports, acceptance and evaluation; moments and days in ISO 8601.

    Returns: plain JSON; parts that are not there yet are None or empty.
    """
    agreement, acceptance = find_agreement(session, pairing_id), find_acceptance(session, pairing_id)
    outcome, cooperation = find_outcome(session, pairing_id), find_cooperation(session, pairing_id)
    return {
        "agreement": _agreement(agreement) if agreement else None,
        "milestones": [_milestone(one) for one in milestones_of(session, pairing_id)],
        "funders": [_commitment(one) for one in commitments_of(session, pairing_id)],
        "payments": [_payment(one) for one in payments_of(session, pairing_id)],
        "reports": [_report(one) for one in reports_of(session, pairing_id)],
        "acceptance": _acceptance(acceptance) if acceptance else None,
        "evaluation": {
            "result": outcome.result.value if outcome else None,
            "of_delivery": outcome.rating if outcome else None,
            "of_cooperation": cooperation.rating if cooperation else None,
        },
    }


def _agreement(one: Agreement) -> dict[str, Any]:
    return {
        "price_fen": one.price_fen,
        "added_fen": one.added_fen,
        "starts_on": one.starts_on.isoformat(),
        "ends_on": one.ends_on.isoformat(),
        "signed_at": one.signed_at.isoformat() if one.signed_at else None,
        "sha256": one.content_hash,
        "announced_on": one.announced_on.isoformat() if one.announced_on else None,
        "filed_on": one.filed_on.isoformat() if one.filed_on else None,
        "bond_fen": one.bond_fen,
        "bond": one.bond_state.value,
    }


def _milestone(one: Milestone) -> dict[str, Any]:
    return {
        "id": str(one.id),
        "title": one.title,
        "due_on": one.due_on.isoformat(),
        "status": one.state.value,
        "amount_fen": one.amount_fen,
        "paid_fen": one.paid_fen,
        "files": len(one.evidence),
    }


def _commitment(one: Commitment) -> dict[str, Any]:
    return {
        "organization": str(one.organization_id),
        "committed_fen": one.committed_fen,
        "payable_fen": one.payable_fen,
        "paid_fen": one.paid_fen,
        "released_fen": one.released_fen,
        "quantity": one.quantity,
        "handed_over": one.handed_over,
    }


def _payment(one: Payment) -> dict[str, Any]:
    return {
        "id": str(one.id),
        "milestone": str(one.milestone_id),
        "amount_fen": one.amount_fen,
        "state": one.state.value,
        "requested_at": one.requested_at.isoformat(),
        "decided_at": one.decided_at.isoformat() if one.decided_at else None,
    }


def _report(one: Report) -> dict[str, Any]:
    return {
        "kind": one.kind.value,
        "due_on": one.due_on.isoformat(),
        "state": one.state.value,
        "reached_count": one.reached_count,
        "spent_fen": one.spent_fen,
    }


def _acceptance(one: Acceptance) -> dict[str, Any]:
    return {
        "round": one.round,
        "requested_at": one.requested_at.isoformat(),
        "verdict": one.verdict.value if one.verdict else None,
        "decided_at": one.decided_at.isoformat() if one.decided_at else None,
        "opinions": len(one.opinions),
        "opinions_with_code": len(one.counted),
        "mean_opinion": one.mean,
    }
