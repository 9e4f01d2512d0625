"""Words for categories and for how often mail comes."""

from flask_babel import lazy_gettext as _l

from market.notifications.kinds import Category
from market.notifications.models import Frequency

CATEGORIES = {
    Category.CASE: _l("Cases: steps that wait for you, and what happened in yours"),
    Category.DEADLINE: _l("Deadlines: what is due soon, and what is overdue"),
    Category.DECISION: _l("Decisions, public notices and objections"),
    Category.SUGGESTION: _l("Suggestions: who may fit your listings"),
    Category.ACCOUNT: _l("Your account"),
}
FREQUENCIES = {
    Frequency.AT_ONCE: _l("At once"),
    Frequency.DAILY: _l("Once a day, together"),
    Frequency.WEEKLY: _l("Once a week, on Monday"),
    Frequency.NONE: _l("No mail"),
}
