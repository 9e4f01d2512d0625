"""Where a pairing stands, and which track it is on."""

from enum import StrEnum


class PairingState(StrEnum):
    """Where a pairing stands."""

    SUGGESTED = "suggested"  # 系统推荐
    INTEREST = "interest"  # 单方意向
    MUTUAL = "mutual"  # 洽谈
    SUBMITTED = "submitted"  # 待受理
    FORMAL_CHECK = "formal_check"  # 形式审查
    CORRECTION = "correction"  # 补正
    FINANCE_CHECK = "finance_check"  # 财务预算审核: tracks A, B
    EXPERT_REVIEW = "expert_review"  # 专家评审: A, B; C where its sides ask for it
    CONSENSUS = "consensus"  # 合议: the scores lie far apart
    RECHECK = "recheck"  # 复核; for private money the last look
    APPROVAL = "approval"  # 审批: tracks A, B
    PUBLIC_NOTICE = "public_notice"  # 公示: tracks A, B
    OBJECTED = "objected"  # 异议调查
    CONTRACTING = "contracting"  # 签约
    ACTIVE = "active"  # 执行
    SUSPENDED = "suspended"  # 中止
    ACCEPTANCE = "acceptance"  # 验收
    RECTIFICATION = "rectification"  # 整改
    CLOSED = "closed"  # 结项
    REJECTED = "rejected"
    DECLINED = "declined"
    LAPSED = "lapsed"
    WITHDRAWN = "withdrawn"  # by a side
    CANCELLED = "cancelled"  # an objection was upheld
    RETRACTED = "retracted"  # the district took its approval back
    FALLEN_THROUGH = "fallen_through"  # the agreement was not signed
    TERMINATED = "terminated"  # 终止


class Track(StrEnum):
    """Where the money comes from decides who decides."""

    PURCHASE = "A"  # 政府购买
    SPECIAL_FUND = "B"  # 专项资金
    GRANT = "C"  # 公益资助
    ENTERPRISE = "D"  # 企业资源

    @property
    def is_public(self) -> bool:
        """Public money: the district approves. Private money: it only confirms compliance."""
        return self in {Track.PURCHASE, Track.SPECIAL_FUND}
