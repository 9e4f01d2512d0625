"""The parent of every form, and the fields that people type money, codes and choices into."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
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
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def tidy(text: Any) -> Any:
    """What was typed, in one Unicode form, without control characters and outer white space."""
    if not isinstance(text, str):
        return text
    return _CONTROL.sub("", unicodedata.normalize("NFC", text.replace("\r\n", "\n"))).strip()


def say(message: Message) -> str:
    """A message of the business rules in the reader's language."""
    values = {name: say(value) if isinstance(value, Message) else value for name, value in message.values.items()}
    return gettext(message.template).format(**values)


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
        text = unicodedata.normalize("NFKC", valuelist[0]).strip() if valuelist else ""
        self.data = None
        if not text:
            return
        plain = re.sub(r"[,，\s¥￥元]", "", text)
        scale = 1
        if plain.endswith("万"):
            plain, scale = plain[:-1], 10_000
        try:
            if not re.fullmatch(r"-?\d+(\.\d+)?", plain):
                raise InvalidOperation
            fen = Decimal(plain) * scale * 100
        except InvalidOperation:
            raise ValueError(gettext("Enter an amount in yuan, such as 36000 or 3.6万.")) from None
        if fen < 0:
            raise ValueError(gettext("An amount cannot be negative."))
        if fen != fen.to_integral_value():
            raise ValueError(gettext("An amount has at most two decimal places."))
        if fen > MOST_FEN:
            raise ValueError(gettext("This amount is too large. Enter it in yuan."))
        self.data = int(fen)


class DayField(DateField):
    """A day, as a native date input; errors in the reader's words."""

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        text = valuelist[0].strip() if valuelist else ""
        self.data: date | None = None
        if not text:
            return
        try:
            day = date.fromisoformat(text.replace("/", "-"))
        except ValueError:
            raise ValueError(gettext("Enter a date, such as 2026-05-31.")) from None
        if not 1900 <= day.year <= 2200:
            raise ValueError(gettext("Enter a date with a year between 1900 and 2200."))
        self.data = day


class WholeNumberField(IntegerField):
    """A whole number that is not negative; errors in the reader's words."""

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        text = unicodedata.normalize("NFKC", valuelist[0]).replace(",", "").strip() if valuelist else ""
        self.data = None
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

    def pre_validate(self, form: Any) -> None:
        if self.data is None and any(not value for value, *_rest in self.iter_choices()):
            return
        try:
            super().pre_validate(form)
        except (ValidationError, ValueError):
            raise ValidationError(gettext("Choose one of the list.")) from None


class EmptyForm(Form):
    """A form with a button only: its CSRF token is what matters."""


REQUIRED = _l("Fill this in.")
