"""What people type about listings: the filters, the first line, and one form for each section of the file."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, RadioField, SelectChoice, StringField, TextAreaField
from wtforms.validators import DataRequired, Length, Optional
from wtforms.widgets import HiddenInput

from market.forms import ChoiceField, DayField, Form, MultiCheckboxField, WholeNumberField, YuanField
from market.listings import labels
from market.listings.checks import REQUIRED as REQUIRED_FIELDS
from market.listings.content import AMOUNTS, COUNTS, DAYS, ENUMERATIONS, TEXTS, WORDS
from market.listings.criteria_field import CriteriaField
from market.listings.queries import Filters, Sort
from market.listings.sections import Section
from market.organizations.labels import KINDS as ORGANIZATION_KINDS
from market.vocabularies.labels import choices
from market.vocabularies.models import Vocabulary
from matching.records import Kind

TOO_LONG = _l("Use at most %(max)d characters.")
BANDS: dict[str, tuple[Any, int | None, int | None]] = {  # words, least and most fen
    "1": (_l("Up to ¥50,000"), None, 5_000_000),
    "2": (_l("¥50,000 to ¥200,000"), 5_000_000, 20_000_000),
    "3": (_l("¥200,000 to ¥500,000"), 20_000_000, 50_000_000),
    "4": (_l("More than ¥500,000"), 50_000_000, None),
}
DEPENDING = ("quantity", "unit", "amount_fen")  # whether they are needed depends on what is offered
DAYS_LEFT = {"7": _l("Within 7 days"), "30": _l("Within 30 days"), "90": _l("Within 90 days")}


class FilterForm(Form):
    """What a list is narrowed to; sent in the address. A value that is not offered narrows nothing."""

    class Meta(Form.Meta):
        csrf = False

    q = StringField(_l("Words"), validators=[Length(max=200)])
    kind = HiddenField()
    owner = HiddenField()
    field = ChoiceField(_l("Field"))
    group = ChoiceField(_l("Group of people"))
    division = ChoiceField(_l("Place"))
    amount = ChoiceField(_l("Amount"))
    closing = ChoiceField(_l("Closes"))
    sort = ChoiceField(_l("Order"))

    def __init__(self, address: Any, *, is_ranked: bool) -> None:
        super().__init__(formdata=address)
        orders = [sort for sort in Sort if is_ranked or sort is not Sort.RELEVANCE]
        offered = {
            "field": choices(Vocabulary.FIELD, empty=gettext("All fields")),
            "group": choices(Vocabulary.GROUP, empty=gettext("All groups")),
            "division": choices(Vocabulary.DIVISION, empty=gettext("All places")),
            "amount": _select({"": _l("Any amount")} | {key: band[0] for key, band in BANDS.items()}),
            "closing": _select({"": _l("At any time")} | DAYS_LEFT),
            "sort": _select({sort.value: labels.SORTS[sort] for sort in orders}),
        }
        self._words = {name: {choice.value: choice.label for choice in options} for name, options in offered.items()}
        for name, options in offered.items():
            self[name].choices = options
            if self[name].data not in self._words[name]:
                self[name].data = None
        self.sort.data = self.sort.data or orders[0].value
        self.q.data = (self.q.data or "")[:200]

    def filters(self) -> Filters:
        """The same for the queries."""
        _words, least, most = BANDS.get(self.amount.data or "", ("", None, None))
        return Filters(
            q=self.q.data,
            kind=Kind(self.kind.data) if self.kind.data in list(Kind) else None,
            field=self.field.data,
            group=self.group.data,
            division=self.division.data,
            least_fen=least,
            most_fen=most,
            closing_within_days=int(self.closing.data) if self.closing.data else None,
            owner_id=_identity(self.owner.data),
            sort=Sort(self.sort.data),
        )

    def chosen(self) -> dict[str, str]:
        """The parts of the address that narrow or order the list."""
        found = self.filters()
        values = {name: field.data for name, field in self._fields.items() if field.data}
        if found.kind is None:
            values.pop("kind", None)
        if found.owner_id is None:
            values.pop("owner", None)
        if self.sort.data == next(iter(self._words["sort"])):
            values.pop("sort", None)
        return values

    def chips(self, owner: str) -> list[tuple[str, str]]:
        """What the list is narrowed to, but for the kind: (words, name of the filter)."""
        found: list[tuple[str, str]] = []
        for name in self.chosen():
            field = self[name]
            if name == "q":
                found.append((f"“{field.data}”", name))
            elif name == "owner":
                found.append((owner or gettext("One organization"), name))
            elif name not in ("kind", "sort"):
                found.append((str(self._words[name][field.data]), name))
        return found


def _select(words: Mapping[Any, Any]) -> list[SelectChoice]:
    return [SelectChoice(value, label) for value, label in words.items()]


def _identity(text: str | None) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        return None


class NewListingForm(Form):
    """The first line of a listing, and whose it is."""

    organization = RadioField(
        _l("For which organization?"), validators=[DataRequired(_l("Choose an organization."))], validate_choice=False
    )
    title = StringField(
        _l("Title"),
        description=labels.hint("title", is_paragraph=False),
        validators=[DataRequired(_l("Give it a title.")), Length(max=TEXTS["title"], message=TOO_LONG)],
    )


class SectionForm(Form):
    """Parent of the forms of the sections; `revision` tells whether somebody else was faster."""

    revision = WholeNumberField(widget=HiddenInput())

    def values(self) -> dict[str, Any]:
        """What was typed, by the names of the listing's fields."""
        return {name: field.data for name, field in self._fields.items() if name not in ("revision", "csrf_token")}

    def ask_again_from(self, revision: int) -> None:
        """Take what others have changed as seen: the next attempt counts."""
        self.revision.raw_data, self.revision.data = None, revision


def section_form(kind: Kind, section: Section) -> type[SectionForm]:
    """The form of one section, with words in the reader's language."""
    fields = {name: _field(kind, name) for name in section.fields}
    return type("SectionForm", (SectionForm,), fields)


def _field(kind: Kind, name: str) -> Any:
    most = TEXTS.get(name, 0)
    is_optional = name not in REQUIRED_FIELDS[kind] and name not in DEPENDING
    common: dict[str, Any] = {
        "label": labels.field_label(kind, name),
        "description": labels.hint(name, is_paragraph=most > 200),
        "validators": [Optional()] if is_optional else [],
    }
    if most:
        common["validators"].append(Length(max=most, message=TOO_LONG))
        return (TextAreaField if most > 200 else StringField)(**common)
    if name == "criteria":
        return CriteriaField(common["label"], description=common["description"])
    if name in WORDS:
        return MultiCheckboxField(**common, choices=choices(WORDS[name]))
    if name in DAYS:
        return DayField(**common)
    if name in AMOUNTS:
        return YuanField(**common)
    return _choice(name, common)


def _choice(name: str, common: dict[str, Any]) -> Any:
    if name in ENUMERATIONS:
        options = _select(labels.ENUMERATIONS[name])
        return RadioField(**common, choices=options, validate_choice=False, coerce=_or_none)  # the service does
    if name == "admits":
        return MultiCheckboxField(**common, choices=_select(ORGANIZATION_KINDS))
    if name == "least_level":
        levels = {"": _l("Any")} | {str(level): f"{level}A" for level in range(1, 6)}
        return ChoiceField(**common, choices=_select(levels), coerce=lambda value: int(value) if value else None)
    if name in COUNTS:
        return WholeNumberField(**common)
    raise LookupError(name)


def _or_none(value: Any) -> Any:
    return None if value in (None, "", "None") else value
