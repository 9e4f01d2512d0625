"""What people type in oversight."""

from flask_babel import lazy_gettext as _l
from wtforms import TextAreaField
from wtforms.validators import InputRequired, Length

from market.forms import REQUIRED, Form
from market.oversight.service.cards import LONGEST_ANSWER


class AnswerForm(Form):
    """What a superior says to a red card."""

    answer = TextAreaField(
        _l("What is done about it"),
        description=_l("The office and the auditor read it. It stays in the trail."),
        validators=[InputRequired(REQUIRED), Length(max=LONGEST_ANSWER)],
    )
