"""What can be done with listings: write, publish, pause, resume and close them, and promise parts of them."""

from market.listings.service.drafts import create_draft
from market.listings.service.inferred import confirm_tags, inferred_words
from market.listings.service.promises import disengage, engage, give_place_back, release, reserve
from market.listings.service.publication import close, import_listing, pause, problems, publish, resume
from market.listings.service.save import save

__all__ = [
    "close",
    "confirm_tags",
    "create_draft",
    "disengage",
    "engage",
    "give_place_back",
    "import_listing",
    "inferred_words",
    "pause",
    "problems",
    "publish",
    "release",
    "reserve",
    "resume",
    "save",
]
