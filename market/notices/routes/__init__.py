"""Pages of notices: what everybody reads, objecting, and what is done about objections."""

from market.notices.routes import cases, investigating, objecting, reading
from market.notices.routes.blueprint import pages

__all__ = ["cases", "investigating", "objecting", "pages", "reading"]
