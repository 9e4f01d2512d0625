"""Words for the answers to suggestions."""

from flask_babel import lazy_gettext as _l

from market.suggestions.models import DismissalReason

DISMISSAL_REASONS = {
    DismissalReason.WRONG_THEME: _l("Another theme"),
    DismissalReason.WRONG_PEOPLE: _l("Other people than ours"),
    DismissalReason.WRONG_PLACE: _l("Wrong place"),
    DismissalReason.AMOUNT: _l("The money does not fit"),
    DismissalReason.TIME: _l("The time does not fit"),
    DismissalReason.NO_CAPACITY: _l("No capacity at present"),
    DismissalReason.KNOWN_ALREADY: _l("We know each other already"),
    DismissalReason.OTHER: _l("Another reason"),
}
