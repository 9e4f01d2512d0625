"""Pages of reviews: what waits for an expert, the sheet, and what came of it."""

from market.reviews.routes import lists, result, sheet
from market.reviews.routes.blueprint import pages

__all__ = ["lists", "pages", "result", "sheet"]
