"""What can be done in oversight: cards for files whose time runs out, and the answers to them."""

from market.oversight.service.cards import answer_card, issue_cards

__all__ = ["answer_card", "issue_cards"]
