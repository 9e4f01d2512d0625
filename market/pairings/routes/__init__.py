"""Pages of pairings: lists, one pairing, its terms, and the conduct of those who handle it."""

from market.pairings.routes import conduct, lists, opening, showing, terms
from market.pairings.routes.blueprint import pages

__all__ = ["conduct", "lists", "opening", "pages", "showing", "terms"]
