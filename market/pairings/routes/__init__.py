"""Pages of pairings: lists, one pairing, its terms, and the district's packet."""

from market.pairings.routes import deciding, lists, opening, showing, terms
from market.pairings.routes.blueprint import pages

__all__ = ["deciding", "lists", "opening", "pages", "showing", "terms"]
