"""Pages of oversight: the audit trail, cards, how long each office takes, emergencies."""

from market.oversight.routes import cards, emergencies, offices, trail
from market.oversight.routes.blueprint import pages

__all__ = ["cards", "emergencies", "offices", "pages", "trail"]
