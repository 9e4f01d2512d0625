"""Pages of listings: find and read, write, publish."""

from market.listings.routes import publishing, reading, writing
from market.listings.routes.blueprint import init_app, pages

__all__ = ["init_app", "pages", "publishing", "reading", "writing"]
