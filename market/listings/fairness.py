"""What in the conditions of a need may not decide who is chosen, in words for whoever is about to publish it."""

from flask_babel import lazy_gettext as _l

from market.listings.models import Listing, Need
from matching.criteria import Bar, Finding, lint

BARS = {
    Bar.REGION: _l(
        "Where a provider is registered or has its office may neither shut it out nor bring it points "
        "(政府采购法实施条例 20). Say where the service takes place instead."
    ),
    Bar.OWNERSHIP: _l("Whose a provider is may neither shut it out nor bring it points (政府采购法实施条例 20)."),
    Bar.FORM: _l(
        "One form of organization may not be asked for, unless the law asks for it (政府采购法实施条例 20). "
        "Which kinds you admit is chosen under “Kinds of organization that may answer”."
    ),
    Bar.AWARD: _l(
        "Awards and records of one region or sector may not bring points (政府采购法实施条例 20). "
        "Ask for experience with such work, wherever it was gathered."
    ),
    Bar.SIZE: _l(
        "Capital, income, profit, tax or staff may neither shut a provider out nor bring it points "
        "(财政部令87号 17). Ask for what the work itself needs."
    ),
    Bar.LEVEL: _l("The assessment level may be a priority; as a bar it shuts out whoever was never assessed."),
}
SOFT = _l("Allowed as a priority among equals; it may not shut anybody out.")


def describe(finding: Finding) -> str:
    """What is wrong with a passage, in the reader's language."""
    return str(SOFT if finding.soft else BARS[finding.bar])


def warnings(listing: Listing) -> list[tuple[str, str]]:
    """(passage, what is wrong with it) of a need's conditions, in their order; other listings have none."""
    if not isinstance(listing, Need):
        return []
    return [(finding.passage, describe(finding)) for finding in lint(listing.conditions)]
