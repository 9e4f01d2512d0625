"""What people say about notifications: up to where they have read, and how they want to hear of each category."""

from datetime import datetime

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, SelectChoice
from wtforms.validators import ValidationError

from market.forms import ChoiceField, Form
from market.notifications.kinds import TOLD, Category
from market.notifications.labels import CATEGORIES, FREQUENCIES
from market.notifications.models import Frequency
from market.notifications.preferences import Preference, Preferences

USED = [category for category in Category if any(told.category is category for told in TOLD.values())]


class ReadForm(Form):
    """Up to which moment everything has been read: that of the newest which was shown."""

    until = HiddenField()

    def validate_until(self, field: HiddenField) -> None:
        """A moment with its zone."""
        try:
            self.moment = datetime.fromisoformat(field.data or "")
        except ValueError:
            raise ValidationError(gettext("Load the page again.")) from None
        if self.moment.tzinfo is None:
            raise ValidationError(gettext("Load the page again."))


class SettingsForm(Form):
    """For each category of which anything is told, whether it appears on the page, and how often its mail comes."""

    def chosen(self) -> Preferences:
        """What was chosen."""
        return {
            category: Preference(bool(self[f"{category}_page"].data), Frequency(self[f"{category}_mail"].data))
            for category in USED
        }

    def show(self, chosen: Preferences) -> None:
        """Fill in what was chosen before."""
        for category in USED:
            way = chosen[category]
            self.fill({f"{category}_page": way.on_page, f"{category}_mail": way.mail_by.value})


def _add_fields() -> None:
    always = {told.category for told in TOLD.values() if told.required}
    for category in USED:
        hint = _l("Decisions about you and answers to objections appear in any case.") if category in always else ""
        setattr(SettingsForm, f"{category}_page", BooleanField(_l("Show on the page"), description=hint))
        ways = [SelectChoice(way.value, FREQUENCIES[way]) for way in Frequency]
        setattr(SettingsForm, f"{category}_mail", ChoiceField(_l("Mail"), choices=ways))


_add_fields()
GROUPS = [(CATEGORIES[category], f"{category}_page", f"{category}_mail") for category in USED]
