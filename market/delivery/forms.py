"""What people type about delivery; which values are allowed is a rule of the services."""

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import BooleanField, HiddenField, RadioField, SelectChoice, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from market.delivery import labels
from market.delivery.models import Commitment, Milestone
from market.forms import REQUIRED, ChoiceField, DayField, Form, MultiCheckboxField, WholeNumberField, YuanField

LONG, NOTE = Length(max=5000), Length(max=2000)
NEEDED = InputRequired(REQUIRED)
NO_CONFLICT = _l("I declare that I have no conflict of interest in this pairing")
RATINGS = [SelectChoice(str(number), labels.RATINGS[number]) for number in range(5, 0, -1)]


class AgreementForm(Form):
    """The terms of the agreement; `number` is what the person looked at."""

    number = HiddenField()
    subject = TextAreaField(
        _l("What is delivered"), description=_l("How much of it, how well, and for whom."), validators=[NEEDED, LONG]
    )
    starts_on = DayField(_l("From"), validators=[NEEDED])
    ends_on = DayField(_l("To"), validators=[NEEDED])
    grounds = MultiCheckboxField(
        _l("A purchase lasts one year at most; up to three years if all of these hold (令102, article 24)"),
        choices=[],
    )
    payment = TextAreaField(
        _l("Payment"), description=_l("When, how and to which account it is paid."), validators=[NEEDED, LONG]
    )
    bond_fen = YuanField(
        _l("Performance bond"),
        description=_l("At most a tenth of the price (政府采购法实施条例, article 48). 0 for none."),
    )
    breach = TextAreaField(_l("If somebody does not keep to it"), validators=[NEEDED, LONG])
    dispute = TextAreaField(_l("Where disputes are settled"), validators=[NEEDED, LONG])


def agreement_form(*, purchase: bool) -> AgreementForm:
    """The form; only a purchase asks for the conditions of a longer term."""
    form = AgreementForm()
    if purchase:
        form.grounds.choices = [SelectChoice(name, text) for name, text in labels.GROUNDS.items()]
    else:
        del form.grounds
    return form


class PlanForm(Form):
    """The milestones; `plan_form` adds four fields for each row."""

    number = HiddenField()
    rows: list[int] = []

    def filled(self) -> list[int]:
        """The rows in which anything was typed."""
        names = ("title", "due_on", "amount_fen", "indicator")
        return [
            row for row in self.rows if any(self[f"{name}-{row}"].raw_data not in ([], [""], None) for name in names)
        ]


def plan_form(milestones: Sequence[Milestone], *, rows: int) -> PlanForm:
    """The form with so many rows, filled with the milestones that there are."""
    fields: dict[str, Any] = {"rows": list(range(rows))}
    for row in range(rows):
        fields[f"title-{row}"] = StringField(_l("What is reached"), validators=[Length(max=200)])
        fields[f"due_on-{row}"] = DayField(_l("By"))
        fields[f"amount_fen-{row}"] = YuanField(_l("Then paid"))
        fields[f"indicator-{row}"] = TextAreaField(_l("How everybody sees it"), validators=[LONG])
    form: PlanForm = type("PlanForm", (PlanForm,), fields)()
    for row, milestone in enumerate(milestones):
        names = ("title", "due_on", "amount_fen", "indicator")
        form.fill({f"{name}-{row}": getattr(milestone, name) for name in names})
    return form


class SignForm(Form):
    """Who signs for a side; `number` is the text that the person looked at."""

    number = HiddenField()
    organization = ChoiceField(_l("You sign for"), validators=[NEEDED])
    name = StringField(
        _l("Signatory"), description=_l("The person who may sign for your organization."), validators=[NEEDED]
    )
    title = StringField(_l("Position held"), description=_l("For example: legal representative."), validators=[NEEDED])


class PublicationForm(Form):
    """When it was announced and filed."""

    announced_on = DayField(_l("Announced on"), validators=[Optional()])
    filed_on = DayField(_l("Filed on"), validators=[Optional()])


class EvidenceForm(Form):
    """One file."""

    file = FileField(
        _l("File"),
        description=_l(
            "PDF, JPEG, PNG, Word (docx), Excel (xlsx) or plain text, at most 10 MB. Photographs lose their place and "
            "device. No names or faces of the people who are helped without their consent."
        ),
    )


class CheckForm(Form):
    """Whether a milestone counts."""

    state = RadioField(_l("It is"), choices=[], validators=[NEEDED])
    note = TextAreaField(_l("What you rely on, or what is missing"), validators=[NOTE])
    no_conflict = BooleanField(NO_CONFLICT)


class PaymentForm(Form):
    """A request for money."""

    commitment = ChoiceField(_l("From whom"), validators=[NEEDED])
    amount_fen = YuanField(_l("Amount"), validators=[NEEDED])
    note = TextAreaField(_l("Note (optional)"), validators=[NOTE])


class NoteForm(Form):
    """A word on an act, and what an official declares."""

    note = TextAreaField(_l("Note"), description=_l("All sides read it."), validators=[NOTE])
    no_conflict = BooleanField(NO_CONFLICT)


class ReportForm(Form):
    """What was done and spent."""

    text = TextAreaField(_l("What was done"), description=_l("And what was not, and why."), validators=[NEEDED, LONG])
    reached_count = WholeNumberField(_l("People reached so far"), validators=[NEEDED])
    spent_fen = YuanField(_l("Spent so far"), validators=[NEEDED])


class StopForm(NoteForm):
    """Ending it before its time."""

    by_fault = BooleanField(_l("The side that delivers is at fault"), description=_l("This then stands in its record."))


class AcceptanceForm(NoteForm):
    """What came of a round of acceptance."""

    few_opinions = TextAreaField(
        _l("Why fewer than three were heard with a code"),
        description=_l("Only if there are fewer (政府采购法实施条例, article 45). It is published with the result."),
        validators=[NOTE],
    )


class OpinionForm(Form):
    """What somebody who was served thinks."""

    rating = RadioField(_l("How was it?"), choices=RATINGS, validators=[NEEDED])
    text = TextAreaField(
        _l("A word more (optional)"), description=_l("No names, please."), validators=[Length(max=500)]
    )
    code = StringField(
        _l("Code (if you were given one)"),
        description=_l("Ten letters and digits. With it your opinion counts as that of somebody who was served."),
        validators=[Length(max=40)],
    )


class CodesForm(Form):
    """How many codes are made."""

    count = WholeNumberField(
        _l("How many people were served and can be reached?"),
        description=_l("At most 100 at once."),
        validators=[NEEDED],
    )


class OutcomeForm(Form):
    """What the side that asked or paid says."""

    result = RadioField(_l("What was agreed was"), choices=[], validators=[NEEDED])
    rating = RadioField(_l("How good was it?"), choices=RATINGS, validators=[NEEDED])
    reached_count = WholeNumberField(_l("People reached (optional)"), validators=[Optional()])
    completed_on = DayField(_l("Completed on"), validators=[NEEDED])
    note = TextAreaField(_l("Note"), description=_l("Needed if something was not delivered."), validators=[NOTE])


class CooperationForm(Form):
    """What the side that delivered says."""

    rating = RadioField(_l("How was the cooperation?"), choices=RATINGS, validators=[NEEDED])
    note = TextAreaField(_l("Note (optional)"), validators=[NOTE])


class HandoverForm(Form):
    """A quantity that was handed over."""

    quantity = WholeNumberField(_l("How much"), validators=[NEEDED])
    handed_on = DayField(_l("On"), validators=[NEEDED])
    note = TextAreaField(_l("Note (optional)"), validators=[NOTE])


class SupplementForm(Form):
    """More of the same."""

    text = TextAreaField(_l("What is added"), validators=[NEEDED, LONG])
    due_on = DayField(_l("By"), validators=[NEEDED])
    amount_fen = YuanField(
        _l("Added to the price"),
        description=_l("All supplements together add at most a tenth (政府采购法, article 49). 0 for none."),
    )
    commitment = ChoiceField(_l("Who brings it"), validators=[Optional()])


class CommentForm(Form):
    """An organization's own word."""

    comment = TextAreaField(_l("Your organization's own word"), validators=[NEEDED, Length(max=1000)])


def funders(commitments: Sequence[Commitment]) -> list[Any]:
    """The funders that bring money, to choose from."""
    return [SelectChoice(str(one.id), one.organization.name) for one in commitments if one.committed_fen]
