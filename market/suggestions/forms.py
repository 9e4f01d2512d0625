"""What people answer to a suggestion."""

from contextlib import suppress
from uuid import UUID

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectChoice, StringField, TextAreaField
from wtforms.validators import AnyOf, InputRequired, Length, Regexp

from market.forms import Form
from market.suggestions.labels import DISMISSAL_REASONS
from matching.records import Kind

UUIDS = r"^[0-9a-f-]{36}( [0-9a-f-]{36})*$"


class DismissalForm(Form):
    """Why a suggestion does not suit."""

    reason = RadioField(
        _l("Why not? Your answer improves later matches."),
        choices=[SelectChoice(reason.value, label) for reason, label in DISMISSAL_REASONS.items()],
        validators=[InputRequired(_l("Choose a reason."))],
    )
    note = TextAreaField(_l("A word more"), validators=[Length(max=1000)])


class SeenForm(Form):
    """Which matches a page has shown; sent by a script, so that nobody reads what is wrong with it."""

    kind = StringField(validators=[AnyOf([kind.value for kind in Kind])])
    candidates = StringField(validators=[Length(max=2000), Regexp(UUIDS)])

    def candidate_ids(self) -> list[UUID]:
        """The identities that were sent, those left out that are none."""
        found = []
        for word in (self.candidates.data or "").split():
            with suppress(ValueError):
                found.append(UUID(word))
        return found
