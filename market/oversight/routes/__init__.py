"""Pages of oversight: the audit trail, cards, and how long each office takes."""

from market.oversight.routes import cards, trail
from market.oversight.routes.blueprint import pages

__all__ = ["cards", "pages", "trail"]
