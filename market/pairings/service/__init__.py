"""What can be done with a pairing: open it, agree on its terms, move it by a step."""

from market.pairings.service.bulk import Attempt, attempt, steps_together, take_together, why
from market.pairings.service.conduct import ask_recusal, declare, require_declared, rule_on_recusal
from market.pairings.service.consent import listings_of, stamp
from market.pairings.service.deadlines import keep_deadline
from market.pairings.service.duty import has_duty, is_free, require_duty, require_free
from market.pairings.service.effects import on_entering
from market.pairings.service.fast_track import active_emergencies, covers
from market.pairings.service.fast_track import follow as follow_emergencies
from market.pairings.service.leave_emergency import leave_emergency
from market.pairings.service.money import is_money, missing_fen, most_own, public_own
from market.pairings.service.open_pairing import open_pairing, places
from market.pairings.service.problems import Condition, conditions, problems
from market.pairings.service.steps import Preselected, office_steps, open_steps, preselected, why_none
from market.pairings.service.take_step import find_step, take_step
from market.pairings.service.terms import add_share, change_terms, remove_share

__all__ = [
    "Attempt",
    "Condition",
    "Preselected",
    "active_emergencies",
    "add_share",
    "ask_recusal",
    "attempt",
    "change_terms",
    "conditions",
    "covers",
    "declare",
    "find_step",
    "follow_emergencies",
    "has_duty",
    "is_free",
    "is_money",
    "keep_deadline",
    "leave_emergency",
    "listings_of",
    "missing_fen",
    "most_own",
    "office_steps",
    "on_entering",
    "open_pairing",
    "open_steps",
    "places",
    "preselected",
    "problems",
    "public_own",
    "remove_share",
    "require_declared",
    "require_duty",
    "require_free",
    "rule_on_recusal",
    "stamp",
    "steps_together",
    "take_step",
    "take_together",
    "why",
    "why_none",
]
