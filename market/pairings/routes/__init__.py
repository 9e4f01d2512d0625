"""Pages of pairings: lists, one pairing, its terms, and the conduct of those who handle it."""

from market.pairings.routes import bulk, conduct, lists, opening, queue, showing, terms
from market.pairings.routes.blueprint import pages

__all__ = ["bulk", "conduct", "lists", "opening", "pages", "queue", "showing", "terms"]
