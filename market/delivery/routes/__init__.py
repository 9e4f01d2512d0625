"""Pages of delivery: the agreement, the work, its end, and what is public of it."""

from market.delivery.routes import agreeing, ending, public, showing, working
from market.delivery.routes.blueprint import pages

__all__ = ["agreeing", "ending", "pages", "public", "showing", "working"]
