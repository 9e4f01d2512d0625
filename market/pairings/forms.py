"""What people type about pairings: a message, a note on a step, terms, and a search for funding."""

from typing import Any
from uuid import UUID

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, RadioField, SearchField, SelectChoice, TextAreaField
from wtforms.validators import InputRequired, Length, ValidationError

from market.forms import REQUIRED, Form, WholeNumberField, YuanField
from market.listings.wording import shortened
from market.pairings import service
from market.pairings.models import Pairing

LONGEST_NOTE = 2000
LONGEST_TERMS = 5000


class InterestForm(Form):
    """Which two listings, and a word to the other side."""

    asker = HiddenField()
    candidate = HiddenField()
    message = TextAreaField(
        _l("A word to the other side (optional)"),
        description=_l("Why you would fit, and whom they can ask. No names or addresses of the people who are helped."),
        validators=[Length(max=LONGEST_NOTE)],
    )


class StepForm(Form):
    """A note on a step; which steps need one is a rule of the table. `revision` is what the person looked at."""

    revision = HiddenField()
    note = TextAreaField(
        _l("Note (needed to decline)"), description=_l("All sides read it."), validators=[Length(max=LONGEST_NOTE)]
    )


class DeclarationForm(Form):
    """A conflict of interest, in words."""

    text = TextAreaField(
        _l("What ties you to the case"),
        description=_l("The auditor and your superior read it. You stay out of this case from now on."),
        validators=[InputRequired(REQUIRED), Length(max=LONGEST_NOTE)],
    )


class RecusalForm(Form):
    """Why a side wants somebody to keep out of its case."""

    reason = TextAreaField(
        _l("Why"),
        description=_l("Say what ties this person to the case. Until it is ruled on, others handle it."),
        validators=[InputRequired(REQUIRED), Length(max=LONGEST_NOTE)],
    )


class RulingForm(Form):
    """What a superior says to a request for recusal."""

    grant = RadioField(
        _l("Ruling"),
        choices=[SelectChoice("yes", _l("Grant: others handle the case")), SelectChoice("no", _l("Refuse"))],
        validators=[InputRequired(REQUIRED)],
    )
    ruling = TextAreaField(
        _l("Reasons"),
        description=_l("The side reads them, and so does whom it is about."),
        validators=[InputRequired(REQUIRED), Length(max=LONGEST_NOTE)],
    )


class TermsForm(Form):
    """Budget, own money and words; `terms_form` adds one field for each share."""

    revision = HiddenField()
    budget_fen = YuanField(_l("Budget in all"), validators=[InputRequired(REQUIRED)])
    own_fen = YuanField(_l("Of it, there already"))
    terms = TextAreaField(
        _l("Terms"),
        description=_l("What is delivered, by whom, until when, and how everybody sees that it was done."),
        validators=[Length(max=LONGEST_TERMS)],
    )
    wants_review = BooleanField(
        _l("Let experts look at it"),
        description=_l("For grants only: experts drawn by lot score it before the district confirms that it complies."),
    )

    def amounts(self, pairing: Pairing) -> dict[UUID, int]:
        """What each share brings, by the listing's identity; what was left empty is left out."""
        fields = {share.listing_id: self[f"share-{share.listing_id}"] for share in pairing.shares}
        return {listing_id: field.data for listing_id, field in fields.items() if field.data is not None}


def terms_form(pairing: Pairing, *, seen: str) -> TermsForm:
    """The form for one pairing, filled with its present terms."""
    bound = type("TermsForm", (TermsForm,), {f"share-{share.listing_id}": _field(share) for share in pairing.shares})
    form: TermsForm = bound()
    most = service.most_own(pairing)
    public = service.public_own(pairing)
    form.own_fen.description = (
        (
            gettext("The need's own budget, or a part of it.")
            if public
            else gettext("What the project has raised before.")
        )
        if most
        else gettext("Nothing is there yet, so this is 0.")
    )
    amounts = {f"share-{share.listing_id}": share.amount_fen or share.quantity for share in pairing.shares}
    form.fill(
        {
            "revision": seen,
            "budget_fen": pairing.budget_fen,
            "own_fen": pairing.own_fen,
            "terms": pairing.terms,
            "wants_review": pairing.wants_review,
        }
    )
    form.fill(amounts)
    return form


def _field(share: Any) -> Any:
    listing = share.listing
    title = shortened(listing.title, 60)
    label = gettext("%(label)s: %(value)s", label=listing.organization.name, value=title)
    if service.is_money(listing):
        return YuanField(label, validators=[InputRequired(REQUIRED)])
    return WholeNumberField(label, validators=[InputRequired(REQUIRED)])


class FundingForm(Form):
    """A search for programmes and resources; stands in the address."""

    class Meta(Form.Meta):
        csrf = False

    q = SearchField(_l("Search programmes and resources"), validators=[Length(max=100)])


class ShareForm(Form):
    """Which funding to add or to take out."""

    revision = HiddenField()
    listing = HiddenField()

    def validate_listing(self, field: Any) -> None:
        """Raises: ValidationError when it is no identity."""
        try:
            self.listing_id = UUID(field.data or "")
        except ValueError:
            raise ValidationError(gettext("Choose one of the list.")) from None
