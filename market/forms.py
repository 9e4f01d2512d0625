"""The parent of every form, and the fields that people type money, codes and choices into."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from flask import current_app
from flask_babel import get_locale, gettext
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import DateField, Field, IntegerField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import ValidationError
from wtforms.widgets import CheckboxInput, ListWidget, TextInput

from market.errors import Invalid, Message

MOST_FEN = 10**13  # 100 billion yuan: beyond it, somebody mistyped
LONGEST_AMOUNT = 40  # characters
# Control characters, what turns the direction of writing around, and white space of no width: none is ever meant.
_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u2028-\u202e\u2060\u2066-\u2069\ufeff]")
_AMOUNT = re.compile(r"[¥]?\s*([-−]?)\s*[¥]?\s*(\d[\d,\s]*(?:\.\d+)?)\s*(万?)\s*元?")
_DAY = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?")


def tidy(text: Any) -> Any:
    """What was typed, in one Unicode form, without unseen characters and outer white space."""
    if not isinstance(text, str):
        return text
    return _UNSEEN.sub("", unicodedata.normalize("NFC", text.replace("\r\n", "\n"))).strip()


def narrow(texts: Sequence[str]) -> str:
    """The first of the texts that a request sent for a field, full-width characters narrowed; "" for none."""
    return unicodedata.normalize("NFKC", tidy(texts[0])).strip() if texts else ""


def say(message: Message) -> str:
    """A message of the business rules in the reader's language."""
    values = {name: _in_words(value) for name, value in message.values.items()}
    return gettext(message.template).format(**values)


def _in_words(value: object) -> object:
    if isinstance(value, tuple):
        return gettext(", ").join(str(_in_words(one)) for one in value)
    return say(value) if isinstance(value, Message) else value


class Form(FlaskForm):
    """Parent of every form: CSRF token, tidied text, and the problems that a service found put beside the fields."""

    class Meta(FlaskForm.Meta):
        locales: Any = False  # the reader's language is asked for at each request, below

        @property
        def csrf(self) -> bool:  # Flask-WTF reads the same setting
            return bool(current_app.config.get("WTF_CSRF_ENABLED", True))

        def get_translations(self, form: Any) -> Any:
            from wtforms.i18n import get_translations

            return get_translations(["zh"] if str(get_locale()).startswith("zh") else ["en"])

        def bind_field(self, form: Any, unbound_field: Any, options: Any) -> Any:
            if issubclass(unbound_field.field_class, StringField | TextAreaField):
                options["filters"] = [tidy, *unbound_field.kwargs.pop("filters", [])]
            return unbound_field.bind(form=form, **options)

    def add_problems(self, error: Invalid) -> None:
        """Put each problem beside its field; those of no field here go to the whole form."""
        for name, problem in error.problems.items():
            if name in self:
                field = self[name]
                field.errors = [*field.errors, say(problem)]
            else:
                self.form_errors.append(say(problem))

    def fill(self, values: Mapping[str, Any]) -> None:
        """Show stored values in a form that was not sent yet."""
        for name, value in values.items():
            if name in self and not self.is_submitted():
                self[name].data = value


class MultiCheckboxField(SelectMultipleField):
    """Several of a few choices, as check boxes; sends an empty list when none is ticked."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class YuanField(Field):
    """An amount typed in yuan, kept in whole fen: takes 1,200 · 1200.50 · 3.5万 and full-width digits."""

    widget = TextInput()

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        if self.data is None:
            return ""
        yuan = Decimal(self.data) / 100
        return f"{yuan:.2f}".removesuffix(".00")

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        text, self.data = narrow(valuelist), None
        if not text:
            return
        found = _AMOUNT.fullmatch(text) if len(text) <= LONGEST_AMOUNT else None
        if found is None:
            raise ValueError(gettext("Enter an amount in yuan, such as 36000 or 3.6万."))
        minus, digits, ten_thousands = found.groups()
        fen = Decimal(re.sub(r"[,\s]", "", digits)) * (1_000_000 if ten_thousands else 100)
        if minus:
            raise ValueError(gettext("An amount cannot be negative."))
        if fen > MOST_FEN:
            raise ValueError(gettext("This amount is too large. Enter it in yuan."))
        if fen != fen.to_integral_value():
            raise ValueError(gettext("An amount has at most two decimal places."))
        self.data = int(fen)


class DayField(DateField):
    """A day, as a native date input; takes 2026-05-31, 2026/5/31 and 2026年5月31日; errors in the reader's words."""

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        text = narrow(valuelist)
        self.data: date | None = None
        if not text:
            return
        try:
            day = self._read(text)
        except ValueError:
            raise ValueError(gettext("Enter a date, such as 2026-05-31.")) from None
        if not 1900 <= day.year <= 2200:
            raise ValueError(gettext("Enter a date with a year between 1900 and 2200."))
        self.data = day

    @staticmethod
    def _read(text: str) -> date:
        found = _DAY.fullmatch(text)
        if found is None:
            raise ValueError(text)
        year, month, day = map(int, found.groups())
        return date(year, month, day)


class WholeNumberField(IntegerField):
    """A whole number that is not negative; errors in the reader's words."""

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        text, self.data = narrow(valuelist).replace(",", ""), None
        if not text:
            return
        if not re.fullmatch(r"-?\d{1,12}", text):
            raise ValueError(gettext("Enter a whole number."))
        if int(text) < 0:
            raise ValueError(gettext("This number cannot be negative."))
        self.data = int(text)


class ChoiceField(SelectField):
    """One of a list; an empty choice is kept as None."""

    def __init__(self, label: Any = None, validators: Any = None, **kwargs: Any) -> None:
        kwargs.setdefault("coerce", lambda value: value or None)
        super().__init__(label, validators, **kwargs)

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError(gettext("Choose one of the list.")) from None

    def pre_validate(self, form: Any) -> None:
        if self.data is None and any(not value for value, *_rest in self.iter_choices()):
            return
        try:
            super().pre_validate(form)
        except (ValidationError, ValueError):
            raise ValidationError(gettext("Choose one of the list.")) from None


REQUIRED = _l("Fill this in.")
