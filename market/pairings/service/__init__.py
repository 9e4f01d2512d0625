"""What can be done with a pairing: open it, agree on its terms, move it by a step."""

from market.pairings.service.open_pairing import open_pairing
from market.pairings.service.take_step import open_steps, take_step
from market.pairings.service.terms import add_share, change_terms, problems, remove_share

__all__ = ["add_share", "change_terms", "open_pairing", "open_steps", "problems", "remove_share", "take_step"]
