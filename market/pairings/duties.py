"""What people are to a pairing, whose work each step is, and which work one person may not do in one case."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType


class Role(StrEnum):
    """What somebody is to a pairing."""

    INITIATOR = "initiator"  # the side that spoke first
    COUNTERPART = "counterpart"  # any other side
    PARTY = "party"  # any side
    DELIVERER = "deliverer"  # the side that delivers
    PAYER = "payer"  # a side that asked or pays
    INTAKE = "intake"
    FINANCE = "finance"
    EXPERT = "expert"
    RECHECK = "recheck"
    APPROVER = "approver"
    INVESTIGATOR = "investigator"
    PROJECT_OFFICER = "project_officer"
    ACCEPTANCE = "acceptance"
    SUPERIOR = "superior"
    SYSTEM = "system"


class Duty(StrEnum):
    """Whose work a step is; which of them exclude each other stands in SEPARATED."""

    SIDE = "side"
    INTAKE = "intake"
    FINANCE = "finance"
    REVIEW = "review"
    RECHECK = "recheck"
    DECISION = "decision"
    INVESTIGATION = "investigation"
    SUPERVISION = "supervision"
    ACCEPTANCE = "acceptance"
    OVERSIGHT = "oversight"  # rules on recusal and emergencies
    SYSTEM = "system"


def _apart(one: Duty, *others: Duty) -> frozenset[frozenset[Duty]]:
    return frozenset(frozenset({one, other}) for other in others)


# 财务审核 ≠ 受理; 复核 ≠ 受理, 财务; 审批 ≠ all before; 异议调查 ≠ all before; 验收 ≠ 项目跟进.
# Experts judge alone, and nobody has any office in a case of their own side.
SEPARATED = (
    _apart(Duty.SIDE, *(duty for duty in Duty if duty not in {Duty.SIDE, Duty.SYSTEM}))
    | _apart(Duty.INTAKE, Duty.FINANCE, Duty.REVIEW, Duty.RECHECK, Duty.DECISION, Duty.INVESTIGATION)
    | _apart(Duty.FINANCE, Duty.REVIEW, Duty.RECHECK, Duty.DECISION, Duty.INVESTIGATION)
    | _apart(Duty.REVIEW, Duty.RECHECK, Duty.DECISION, Duty.INVESTIGATION, Duty.ACCEPTANCE)
    | _apart(Duty.RECHECK, Duty.DECISION, Duty.INVESTIGATION)
    | _apart(Duty.DECISION, Duty.INVESTIGATION)
    | _apart(Duty.SUPERVISION, Duty.ACCEPTANCE, Duty.INVESTIGATION)
)
# What people do in a case without moving it.
ACTS: Mapping[StrEnum, frozenset[str]] = MappingProxyType(
    {
        Duty.SIDE: frozenset(
            {"open", "change_terms", "add_share", "remove_share", "ask_recusal", "sign_agreement", "request_payment",
             "report_progress", "hand_in_evidence", "record_outcome", "file_objection", "answer_objection",
             "change_agreement", "plan_milestones",
             "propose_supplement", "confirm_milestone", "send_back_report", "transfer", "withhold", "hand_over",
             "side_bond", "side_close_account", "rate_cooperation", "side_opinion_codes"}
        ),
        Duty.FINANCE: frozenset({"comment_budget", "pay", "refuse_payment", "bond", "close_account"}),
        Duty.REVIEW: frozenset({"score", "score_again"}),
        Duty.DECISION: frozenset({"set_notice_period"}),
        Duty.INVESTIGATION: frozenset({"take_objection", "decide_objection"}),
        Duty.RECHECK: frozenset({"renew_packet"}),
        Duty.ACCEPTANCE: frozenset({"make_opinion_codes"}),
        Duty.SUPERVISION: frozenset({"check_milestone", "return_report"}),
        Duty.OVERSIGHT: frozenset({"rule_on_recusal", "answer_card", "review_decision"}),
    }
)  # fmt: skip
