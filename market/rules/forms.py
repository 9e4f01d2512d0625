"""What an official says when they answer for a rule, or take that back."""

from flask_babel import lazy_gettext as _l
from wtforms import TextAreaField
from wtforms.validators import InputRequired, Length

from market.forms import Form


class ConfirmationForm(Form):
    """Where the law was read."""

    note = TextAreaField(
        _l("Where did you read it?"),
        description=_l("The text of the law that you have before you: its title, article and date."),
        validators=[InputRequired(_l("Say where you read it.")), Length(max=1000)],
    )


class WithdrawalForm(Form):
    """Why a rule no longer holds."""

    note = TextAreaField(_l("Why is it withdrawn?"), validators=[InputRequired(_l("Say why.")), Length(max=1000)])
