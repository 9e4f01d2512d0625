"""Pages of pairings: lists, one pairing, its terms, the district's packet, and the conduct of those who handle it."""

from market.pairings.routes import conduct, deciding, lists, opening, showing, terms
from market.pairings.routes.blueprint import pages

__all__ = ["conduct", "deciding", "lists", "opening", "pages", "showing", "terms"]
