"""What can be done about panels: draw one, keep it filled, declare, score, and conclude."""

from market.reviews.service.declare import declare
from market.reviews.service.draw import draw
from market.reviews.service.score import Sheet, save_draft, submit
from market.reviews.service.seats import keep

__all__ = ["Sheet", "declare", "draw", "keep", "save_draft", "submit"]
