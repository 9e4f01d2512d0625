"""What experts type: a declaration, and a sheet with one score and one justification for each criterion."""

from collections.abc import Iterable
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, Field, RadioField, SelectChoice, TextAreaField
from wtforms.validators import Length

from market.forms import Form, WholeNumberField
from market.reviews import labels
from market.reviews.criteria import LEAST_JUSTIFICATION, LONGEST_TEXT
from market.reviews.models import Criterion, Panel, Recommendation, Review
from market.reviews.service import Sheet
from market.reviews.wording import hint, name

CHOICES = [SelectChoice(value, words) for value, words in labels.RECOMMENDATIONS.items()]


class DeclarationForm(Form):
    """What ties an expert to the case; whether anything does is said by the button."""

    text = TextAreaField(
        _l("What ties you to the case (only if anything does)"),
        description=_l("Work, family, money or anything else within the last three years. The district keeps it."),
        validators=[Length(max=LONGEST_TEXT)],
    )


class SheetForm(Form):
    """What every sheet has; `sheet_form` adds the criteria of a panel."""

    recommendation = RadioField(_l("What you advise"), choices=CHOICES, validate_choice=False)
    note = TextAreaField(
        _l("What the panel agrees on, or why you dissent"),
        description=_l("Kept for good, with your name."),
        validators=[Length(max=LONGEST_TEXT)],
    )
    dissents = BooleanField(_l("I dissent from the others"))
    criteria: Iterable[Criterion] = ()

    def pairs(self) -> list[tuple[Field, Field]]:
        """(points, justification) of each criterion."""
        return [(self[f"points_{one.code}"], self[f"why_{one.code}"]) for one in self.criteria]

    def sheet(self) -> Sheet:
        """What was typed, for the service."""
        chosen = self.recommendation.data
        return Sheet(
            points={one.code: self[f"points_{one.code}"].data for one in self.criteria},
            justifications={one.code: self[f"why_{one.code}"].data or "" for one in self.criteria},
            recommendation=Recommendation(chosen) if chosen in set(Recommendation) else None,
            note=self.note.data or "",
            dissents=self.dissents.data,
        )


def sheet_form(panel: Panel, review: Review | None) -> SheetForm:
    """The form for a panel's criteria, filled with what an expert wrote before."""
    fields: dict[str, Any] = {"criteria": panel.criteria}
    for one in panel.criteria:
        fields[f"points_{one.code}"] = WholeNumberField(
            gettext("%(criterion)s: points, 0 to %(most)s", criterion=name(one), most=one.weight),
            description=hint(one),
        )
        fields[f"why_{one.code}"] = TextAreaField(
            gettext("%(criterion)s: why", criterion=name(one)),
            description=gettext("At least %(n)s characters.", n=LEAST_JUSTIFICATION),
            validators=[Length(max=LONGEST_TEXT)],
        )
    form: SheetForm = type("PanelForm", (SheetForm,), fields)()
    if review is not None:
        form.fill(_values(review))
    return form


def _values(review: Review) -> dict[str, Any]:
    values: dict[str, Any] = {"note": review.note, "dissents": review.dissents}
    if review.recommendation is not None:
        values["recommendation"] = review.recommendation.value
    for score in review.scores:
        values[f"points_{score.criterion.code}"] = score.points
        values[f"why_{score.criterion.code}"] = score.justification
    return values
