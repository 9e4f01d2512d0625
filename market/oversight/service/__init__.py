"""What can be done in oversight: cards for what takes too long, emergencies, and what is disclosed on them."""

from market.oversight.service.cards import answer_card, issue_cards
from market.oversight.service.disclosures import disclose, disclosure_due, issue_disclosure_cards
from market.oversight.service.emergencies import (
    declare_emergency,
    end_emergency,
    extend_emergency,
    keep_emergency,
    ratify_emergency,
)
from market.oversight.service.reviews import review_decision

__all__ = [
    "answer_card",
    "declare_emergency",
    "disclose",
    "disclosure_due",
    "end_emergency",
    "extend_emergency",
    "issue_cards",
    "issue_disclosure_cards",
    "keep_emergency",
    "ratify_emergency",
    "review_decision",
]
