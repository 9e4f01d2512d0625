"""The pages of listings as one blueprint, and what all of them need."""

from uuid import UUID

from flask import Blueprint, Flask

from market import web
from market.listings import labels, queries, wording
from market.listings.models import Listing
from market.listings.permissions import CHANGE_LISTING

pages = Blueprint("listings", __name__, url_prefix="/listings")


def init_app(app: Flask) -> None:
    """Add the filters by which other pages show listings."""
    app.jinja_env.filters.update(wording.FILTERS)


@pages.app_context_processor
def _words() -> dict[str, object]:
    return {"listing_labels": labels}


def mine(listing_id: UUID) -> Listing:
    """A listing that the reader may change.

    Raises: NotFound, NotAllowed.
    """
    listing = queries.get_listing(web.current_session(), listing_id)
    CHANGE_LISTING.require(web.current_actor(), listing)
    return listing
