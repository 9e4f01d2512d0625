"""What people type about an organization."""

from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, RadioField, SearchField, SelectChoice, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from market.forms import REQUIRED, ChoiceField, DayField, Form, MultiCheckboxField, WholeNumberField
from market.organizations.content import LONGEST
from market.organizations.labels import INTERESTS, KINDS, LEVELS, VALUES
from market.vocabularies.labels import choices
from market.vocabularies.models import Vocabulary


def _text(name: str, *, required: bool = True, lines: bool = False, hint: Any = "") -> Any:
    checks = [DataRequired(REQUIRED) if required else Optional(), Length(max=LONGEST[name])]
    return (TextAreaField if lines else StringField)(VALUES[name], description=hint, validators=checks)


class OrganizationForm(Form):
    """Everything that an organization says of itself, but its credit code."""

    name = _text("name", hint=_l("The full registered name."))
    name_en = _text("name_en", required=False)
    legal_representative = _text("legal_representative")
    registering_authority = _text("registering_authority")
    registered_on = DayField(VALUES["registered_on"], validators=[InputRequired(REQUIRED)])
    scope = _text("scope", lines=True)
    mission = _text("mission", lines=True, hint=_l("What you do, for whom, how. Two or three sentences."))
    fields = MultiCheckboxField(VALUES["fields"], validators=[InputRequired(_l("Choose at least one."))])
    groups = MultiCheckboxField(VALUES["groups"], validators=[Optional()])
    division_code = ChoiceField(VALUES["division_code"], validators=[InputRequired(REQUIRED)])
    address = _text("address")
    full_time_staff = WholeNumberField(VALUES["full_time_staff"], validators=[Optional()])
    licensed_social_workers = WholeNumberField(VALUES["licensed_social_workers"], validators=[Optional()])
    assessment_level = ChoiceField(
        VALUES["assessment_level"], coerce=lambda value: int(value) if value else None, validators=[Optional()]
    )
    assessment_valid_until = DayField(VALUES["assessment_valid_until"], validators=[Optional()])
    charity_since = DayField(VALUES["charity_since"], validators=[Optional()])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.choices = choices(Vocabulary.FIELD)
        self.groups.choices = choices(Vocabulary.GROUP)
        self.division_code.choices = choices(Vocabulary.DIVISION, empty=gettext("Choose"))
        levels = (SelectChoice(level, name) for level, name in LEVELS.items())
        self.assessment_level.choices = [SelectChoice("", gettext("None")), *levels]

    def values(self) -> dict[str, Any]:
        """What was typed, as the service takes it."""
        given = {name: value for name, value in self.data.items() if name not in {"csrf_token", "seen"}}
        for count in ("full_time_staff", "licensed_social_workers"):
            given[count] = given[count] or 0
        given["name_en"] = given["name_en"] or None
        return given


class RegistrationForm(OrganizationForm):
    """A new organization: its credit code, which tells its kind, and the rest."""

    credit_code = StringField(
        VALUES["credit_code"],
        description=_l("18 characters, as on the certificate. It tells the kind of your organization."),
        validators=[DataRequired(REQUIRED), Length(max=40)],
    )


class ChangeForm(OrganizationForm):
    """Changes to an organization, and the state that whoever typed them had seen."""

    seen = HiddenField()


class DecisionForm(Form):
    """A decision on what was seen, and a note; whether one is needed depends on the decision."""

    seen = HiddenField()
    decision = RadioField(
        _l("Decision"),
        choices=[SelectChoice("approve", _l("Accept")), SelectChoice("refuse", _l("Refuse"))],
        validators=[InputRequired(_l("Choose whether to accept or to refuse."))],
    )
    note = TextAreaField(_l("Reason or note"), validators=[Length(max=2000)])


class BrowseForm(Form):
    """The filters of the list of organizations; they stand in the address."""

    class Meta(Form.Meta):
        csrf = False

    q = SearchField(_l("Words"), validators=[Length(max=100)])
    kind = ChoiceField(_l("Kind of organization"), validators=[Optional()])
    field = ChoiceField(_l("Field of work"), validators=[Optional()])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = (SelectChoice(kind.value, name) for kind, name in KINDS.items())
        self.kind.choices = [SelectChoice("", gettext("All")), *kinds]
        self.field.choices = choices(Vocabulary.FIELD, empty=gettext("All"))


class InterestForm(Form):
    """What ties an official or expert to an organization."""

    credit_code = StringField(
        _l("Credit code of the organization"), validators=[InputRequired(REQUIRED), Length(max=40)]
    )
    kind = ChoiceField(
        _l("What ties you to it"),
        choices=[SelectChoice(kind.value, label) for kind, label in INTERESTS.items()],
        validators=[InputRequired(REQUIRED)],
    )
    starts_on = DayField(_l("Since"), validators=[Optional()])
    ends_on = DayField(
        _l("Until"), description=_l("Empty while it lasts. It counts for three years more."), validators=[Optional()]
    )
    note = TextAreaField(_l("Note"), validators=[Optional(), Length(max=500)])
