"""The tables of delivery: agreements, milestones, money, reports, acceptance, evaluation, credit."""

from market.delivery.models.acceptance import Acceptance, Opinion, OpinionCode, Verdict
from market.delivery.models.agreement import Agreement, BondState, Signature, Supplement
from market.delivery.models.credit import CreditEvent, CreditKind
from market.delivery.models.ledger import Account, Commitment, Handover, LedgerEntry, Movement, Payment, PaymentState
from market.delivery.models.milestone import Evidence, Milestone, MilestoneState
from market.delivery.models.outcome import CooperationRating, Outcome, Result
from market.delivery.models.report import Report, ReportKind, ReportState

__all__ = [
    "Acceptance",
    "Account",
    "Agreement",
    "BondState",
    "Commitment",
    "CooperationRating",
    "CreditEvent",
    "CreditKind",
    "Evidence",
    "Handover",
    "LedgerEntry",
    "Milestone",
    "MilestoneState",
    "Movement",
    "Opinion",
    "OpinionCode",
    "Outcome",
    "Payment",
    "PaymentState",
    "Report",
    "ReportKind",
    "ReportState",
    "Result",
    "Signature",
    "Supplement",
    "Verdict",
]
