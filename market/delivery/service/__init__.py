"""What can be done about delivery, from the agreement to the evaluation; pairings move only through it."""

from market.delivery.service.accept import LEAST_OPINIONS, accept, give_opinion, rectify, request_acceptance
from market.delivery.service.agree import (
    MOST_MILESTONES,
    NO_DAY,
    Planned,
    Terms,
    change_agreement,
    plan_milestones,
    proposal,
)
from market.delivery.service.bonds import hold_bond, return_bond
from market.delivery.service.codes import MOST_AT_ONCE, make_codes
from market.delivery.service.credit import comment_on_credit, note_objections
from market.delivery.service.evaluate import evaluation_until, rate_cooperation, record_outcome
from market.delivery.service.milestones import check_milestone, hand_in_evidence
from market.delivery.service.payments import hand_over, pay, refuse_payment, request_payment, settle
from market.delivery.service.reminders import remind
from market.delivery.service.reporting import hand_in_report, return_report
from market.delivery.service.sign import record_publication, sign_agreement
from market.delivery.service.stops import resume, suspend, terminate
from market.delivery.service.supplements import propose_supplement, sign_supplement
from market.delivery.service.verifying import Fault, verify_ledger

__all__ = [
    "LEAST_OPINIONS",
    "MOST_AT_ONCE",
    "MOST_MILESTONES",
    "NO_DAY",
    "Fault",
    "Planned",
    "Terms",
    "accept",
    "change_agreement",
    "check_milestone",
    "comment_on_credit",
    "evaluation_until",
    "give_opinion",
    "hand_in_evidence",
    "hand_in_report",
    "hand_over",
    "hold_bond",
    "make_codes",
    "note_objections",
    "pay",
    "plan_milestones",
    "proposal",
    "propose_supplement",
    "rate_cooperation",
    "record_outcome",
    "record_publication",
    "rectify",
    "refuse_payment",
    "remind",
    "request_acceptance",
    "request_payment",
    "resume",
    "return_bond",
    "return_report",
    "settle",
    "sign_agreement",
    "sign_supplement",
    "suspend",
    "terminate",
    "verify_ledger",
]
