"""What people type about notices: a search, an objection, an answer to one, a decision, a period."""

import re
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField, SearchField, SelectChoice, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, ValidationError

from market.accounts.forms import EMAIL
from market.forms import REQUIRED, Form, WholeNumberField, narrow
from market.notices.labels import UNITS
from market.notices.service import LEAST_LETTERS, MOST_LETTERS
from market.vocabularies.calendar import Unit

PHONE = re.compile(r"\+?[0-9][0-9 \-]{5,24}")


class BrowseForm(Form):
    """The search among notices; it stands in the address."""

    class Meta(Form.Meta):
        csrf = False

    q = SearchField(_l("Words"), validators=[Length(max=100)])


class ObjectionForm(Form):
    """Who objects, how to reach them, and what they have against it."""

    name = StringField(
        _l("Your name"),
        description=_l("Only the investigator and the auditor see your name and how to reach you."),
        validators=[DataRequired(REQUIRED), Length(max=100)],
    )
    contact = StringField(_l("Phone number or email address"), validators=[DataRequired(REQUIRED), Length(max=200)])
    speaks_for = StringField(
        _l("Whom you speak for (optional)"),
        description=_l("An organization or other people; leave it empty if you speak for yourself."),
        validators=[Length(max=200)],
    )
    statement = TextAreaField(
        _l("What you object to, and why"),
        description=_l(
            "At least 20 characters. The sides read this without your name: leave out what would tell who you are."
        ),
        validators=[
            DataRequired(REQUIRED),
            Length(min=LEAST_LETTERS, message=_l("At least 20 characters.")),
            Length(max=MOST_LETTERS),
        ],
    )
    evidence = TextAreaField(
        _l("Evidence (optional)"),
        description=_l("Facts, dates, addresses of pages. The sides read this, too."),
        validators=[Length(max=MOST_LETTERS)],
    )

    def validate_contact(self, field: Any) -> None:
        """A phone number or an email address; whether it is theirs, nobody can tell."""
        text = narrow([field.data or ""])
        if not PHONE.fullmatch(text) and not re.fullmatch(EMAIL, text):
            raise ValidationError(gettext("Enter a phone number or an email address."))


class AnswerForm(Form):
    """What a side says to an objection."""

    side = RadioField(_l("For which organization"), validators=[InputRequired(_l("Choose one of the list."))])
    text = TextAreaField(
        _l("Your answer"),
        description=_l("Your side answers once. The investigator and whoever objected read it."),
        validators=[DataRequired(REQUIRED), Length(max=MOST_LETTERS)],
    )


class VerdictForm(Form):
    """What an investigator found, and decides."""

    verdict = RadioField(
        _l("Decision"),
        choices=[
            SelectChoice("dismiss", _l("Dismiss the objection")),
            SelectChoice("uphold", _l("Uphold it: the approval is cancelled once all objections are decided")),
        ],
        validators=[InputRequired(_l("Choose whether to dismiss or to uphold it."))],
    )
    findings = TextAreaField(
        _l("What you found"),
        description=_l("At least 10 characters. The sides and whoever objected read both."),
        validators=[DataRequired(REQUIRED), Length(max=MOST_LETTERS)],
    )
    reasons = TextAreaField(_l("Why you decide so"), validators=[DataRequired(REQUIRED), Length(max=MOST_LETTERS)])
    no_conflict = BooleanField(_l("I have no conflict of interest in this case"))


class PeriodForm(Form):
    """For how long a pairing is to be on notice."""

    count = WholeNumberField(_l("Number of days"), validators=[InputRequired(REQUIRED)])
    unit = RadioField(
        _l("Counted in"),
        choices=[SelectChoice(unit.value, name) for unit, name in UNITS.items()],
        default=Unit.WORKING_DAY.value,
        validators=[InputRequired(_l("Choose one of the list."))],
    )
