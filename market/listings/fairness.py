"""What in a need may not decide who is chosen, in words for whoever is about to publish it."""

from market.forms import say
from market.listings import award
from market.listings.bars import wrong_with
from market.listings.models import Listing, Need
from matching.criteria import lint


def warnings(listing: Listing) -> list[tuple[str, str, str]]:
    """(field, passage, what is wrong with it) of a need's conditions and criteria; other listings have none.

    Criteria show here what is allowed as a priority only: with anything worse a need cannot be published.
    """
    if not isinstance(listing, Need):
        return []
    found = [("conditions", one.passage, one) for one in lint(listing.conditions)]
    found += [("criteria", name, one) for name, one, bars in award.findings(listing.criteria) if not bars]
    return [(field, passage, say(wrong_with(one))) for field, passage, one in found]
