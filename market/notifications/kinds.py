"""What people can be told: the kinds, their categories, and the sentence of each."""

from dataclasses import dataclass
from enum import StrEnum

from market.errors import Message


class Category(StrEnum):
    """What people choose by: how, and how often, they want to hear of it."""

    CASE = "case"
    DEADLINE = "deadline"
    DECISION = "decision"
    SUGGESTION = "suggestion"
    ACCOUNT = "account"


class Kind(StrEnum):
    """One sort of news."""

    STEP_WAITS = "step_waits"
    STEP_TAKEN = "step_taken"
    CORRECTION_ASKED = "correction_asked"
    DECIDED = "decided"
    LAPSES_SOON = "lapses_soon"
    YELLOW_CARD = "yellow_card"
    RED_CARD = "red_card"
    ESCALATED = "escalated"
    PANEL_DRAWN = "panel_drawn"
    NOTICE_PUBLISHED = "notice_published"
    OBJECTION_FILED = "objection_filed"
    OBJECTION_ANSWERED = "objection_answered"
    AGREEMENT_TO_SIGN = "agreement_to_sign"
    MILESTONE_DUE = "milestone_due"
    REPORT_DUE = "report_due"
    PAYMENT_REQUESTED = "payment_requested"
    PAYMENT_ANSWERED = "payment_answered"
    ACCEPTANCE_DUE = "acceptance_due"
    EMERGENCY_DECLARED = "emergency_declared"
    RATIFICATION_DUE = "ratification_due"
    RECUSAL_ASKED = "recusal_asked"
    NEXT_IN_RANK = "next_in_rank"


@dataclass(frozen=True)
class Told:
    """How a kind is told: its category, and a sentence with places for `number` and `title`.

    What is `required` by law appears on the page whatever people choose; only its mail can be switched off.
    """

    category: Category
    sentence: Message
    required: bool = False


TOLD: dict[Kind, Told] = {
    Kind.STEP_WAITS: Told(Category.CASE, Message("{number} waits for your step: {title}")),
    Kind.STEP_TAKEN: Told(Category.CASE, Message("{number} has moved on: {title}")),
    Kind.CORRECTION_ASKED: Told(Category.CASE, Message("{number} came back to be corrected: {title}")),
    Kind.DECIDED: Told(Category.DECISION, Message("{number} was decided: {title}"), required=True),
    Kind.LAPSES_SOON: Told(Category.DEADLINE, Message("{number} lapses soon unless you act: {title}")),
    Kind.YELLOW_CARD: Told(Category.DEADLINE, Message("Yellow card for {number}, most of its time is used: {title}")),
    Kind.RED_CARD: Told(Category.DEADLINE, Message("Red card for {number}, it is overdue: {title}")),
    Kind.ESCALATED: Told(Category.DEADLINE, Message("{number} is overdue and comes to you as the superior: {title}")),
    Kind.PANEL_DRAWN: Told(Category.CASE, Message("You were drawn as an expert for {number}: {title}")),
    Kind.NOTICE_PUBLISHED: Told(Category.DECISION, Message("The public notice of {number} has begun: {title}")),
    Kind.OBJECTION_FILED: Told(Category.DECISION, Message("An objection to {number} was filed: {title}")),
    Kind.OBJECTION_ANSWERED: Told(
        Category.DECISION, Message("The objection to {number} was answered: {title}"), required=True
    ),
    Kind.AGREEMENT_TO_SIGN: Told(Category.CASE, Message("The agreement of {number} waits to be signed: {title}")),
    Kind.MILESTONE_DUE: Told(Category.DEADLINE, Message("A milestone of {number} is due: {title}")),
    Kind.REPORT_DUE: Told(Category.DEADLINE, Message("A report on {number} is due: {title}")),
    Kind.PAYMENT_REQUESTED: Told(Category.CASE, Message("A payment for {number} is asked for: {title}")),
    Kind.PAYMENT_ANSWERED: Told(Category.CASE, Message("The payment for {number} was answered: {title}")),
    Kind.ACCEPTANCE_DUE: Told(Category.DEADLINE, Message("The acceptance of {number} is due: {title}")),
    Kind.EMERGENCY_DECLARED: Told(Category.CASE, Message("An emergency was declared, {number}: {title}")),
    Kind.RATIFICATION_DUE: Told(Category.DEADLINE, Message("{number} went the fast way and must be ratified: {title}")),
    Kind.RECUSAL_ASKED: Told(Category.CASE, Message("Somebody is asked to stand aside from {number}: {title}")),
    Kind.NEXT_IN_RANK: Told(Category.CASE, Message("You are next in rank for {number}: {title}")),
}
