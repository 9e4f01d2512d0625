"""What people type to sign up and in."""

from collections.abc import Iterable

from flask_babel import lazy_gettext as _l
from wtforms import PasswordField, RadioField, SelectChoice, StringField
from wtforms.validators import DataRequired, InputRequired, Length, Regexp

from market.accounts import passwords
from market.accounts.labels import OFFICES
from market.forms import REQUIRED, ChoiceField, DayField, Form
from market.permissions import Office

EMAIL = r"^[^@\s<>\"']{1,64}@[^@\s<>\"']{1,180}\.[^@\s<>\"'.]{2,20}$"


class SignUpForm(Form):
    """A new account."""

    name = StringField(_l("Your name"), validators=[DataRequired(REQUIRED), Length(max=100)])
    email = StringField(
        _l("Email address"),
        validators=[DataRequired(REQUIRED), Length(max=254), Regexp(EMAIL, message=_l("Enter an email address."))],
    )
    password = PasswordField(
        _l("Password"),
        description=_l("At least 10 characters. Several words are easier to remember than signs."),
        validators=[
            DataRequired(REQUIRED),
            Length(min=passwords.LEAST, max=passwords.MOST, message=_l("Between 10 and 200 characters.")),
        ],
    )


class SignInForm(Form):
    """Who is there."""

    email = StringField(_l("Email address"), validators=[DataRequired(REQUIRED), Length(max=254)])
    password = PasswordField(_l("Password"), validators=[DataRequired(REQUIRED), Length(max=passwords.MOST)])


class LanguageForm(Form):
    """The switch of languages on every page."""

    language = RadioField(
        choices=[SelectChoice("zh", "中文"), SelectChoice("en", "English")], validators=[InputRequired()]
    )


class DelegationForm(Form):
    """Which office to lend, to whom, from when until when."""

    office = ChoiceField(_l("Office"), validators=[InputRequired(REQUIRED)])
    email = StringField(
        _l("Email address of whoever acts in your name"), validators=[DataRequired(REQUIRED), Length(max=254)]
    )
    starts_on = DayField(_l("First day"), validators=[InputRequired(REQUIRED)])
    ends_on = DayField(_l("Last day"), description=_l("60 days at most."), validators=[InputRequired(REQUIRED)])

    def offer(self, offices: Iterable[Office]) -> None:
        """Let somebody choose among the offices that they may lend."""
        self.office.choices = [SelectChoice(office.value, str(OFFICES[office])) for office in sorted(offices)]
