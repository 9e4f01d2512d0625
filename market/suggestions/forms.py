"""What people answer to a suggestion."""

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectChoice, TextAreaField
from wtforms.validators import InputRequired, Length

from market.forms import Form
from market.suggestions.labels import DISMISSAL_REASONS


class DismissalForm(Form):
    """Why a suggestion does not suit."""

    reason = RadioField(
        _l("Why not? Your answer improves later matches."),
        choices=[SelectChoice(reason.value, label) for reason, label in DISMISSAL_REASONS.items()],
        validators=[InputRequired(_l("Choose a reason."))],
    )
    note = TextAreaField(_l("A word more"), validators=[Length(max=1000)])
