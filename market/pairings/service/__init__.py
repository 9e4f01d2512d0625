"""What can be done with a pairing: open it, agree on its terms, move it by a step."""

from market.pairings.service.conduct import ask_recusal, declare, require_declared, rule_on_recusal
from market.pairings.service.consent import listings_of, stamp
from market.pairings.service.deadlines import keep_deadline
from market.pairings.service.duty import require_duty
from market.pairings.service.money import is_money, missing_fen, most_own, public_own
from market.pairings.service.open_pairing import open_pairing, places
from market.pairings.service.problems import Condition, conditions, problems
from market.pairings.service.steps import office_steps, open_steps, why_none
from market.pairings.service.take_step import find_step, take_step
from market.pairings.service.terms import add_share, change_terms, remove_share

__all__ = [
    "Condition",
    "add_share",
    "ask_recusal",
    "change_terms",
    "conditions",
    "declare",
    "find_step",
    "is_money",
    "keep_deadline",
    "listings_of",
    "missing_fen",
    "most_own",
    "office_steps",
    "open_pairing",
    "open_steps",
    "places",
    "problems",
    "public_own",
    "remove_share",
    "require_declared",
    "require_duty",
    "rule_on_recusal",
    "stamp",
    "take_step",
    "why_none",
]
