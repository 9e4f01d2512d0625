"""Pages of delivery: the agreement, the work, its end, and what is public of it."""

from market.delivery.routes import accepting, agreeing, ending, milestones, money, public, reporting, showing
from market.delivery.routes.blueprint import pages

__all__ = ["accepting", "agreeing", "ending", "milestones", "money", "pages", "public", "reporting", "showing"]
