"""What the tests of the macros share: a form with every kind of field, and a reader of HTML."""

import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from werkzeug.datastructures import MultiDict
from wtforms import (
    BooleanField,
    Form,
    HiddenField,
    RadioField,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, Optional
from wtforms.widgets import CheckboxInput, ListWidget

TEMPLATES = Path(__file__).parents[3] / "templates"
SCRIPT = "<script>alert(1)</script>"


class MultiCheckboxField(SelectMultipleField):
    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class SampleForm(Form):
    token = HiddenField()
    title = StringField("Title", [InputRequired("Fill this in.")], description="In plain words")
    problem = TextAreaField("Problem", [Optional(), Length(max=10)])
    place = SelectField("Place", choices=[SelectChoice("a", "Lianhua"), SelectChoice("b", "Shatou")], default="a")
    track = RadioField(
        "Track",
        choices=[SelectChoice("a", "Purchase"), SelectChoice("b", "Fund")],
        validators=[InputRequired("Choose one.")],
    )
    groups = MultiCheckboxField(
        "Groups", choices=[SelectChoice("o", "Older people")], validators=[InputRequired("Choose some.")]
    )
    agree = BooleanField("I agree", [InputRequired("Agree first.")])
    note = TextAreaField("Note")

    def hidden_tag(self) -> Any:
        return self.token()


def wrong_form() -> SampleForm:
    form = SampleForm(MultiDict({"problem": "far too long a text", "place": "a"}))
    assert not form.validate()
    return form


class Page(HTMLParser):
    """What a piece of HTML holds: every tag with its attributes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert len(attrs) == len({name for name, _value in attrs}), f"an attribute twice in {tag}: {attrs}"
        self.tags.append((tag, dict(attrs)))

    def ids(self) -> list[str]:
        return [str(attrs["id"]) for _tag, attrs in self.tags if "id" in attrs]

    def all(self, name: str) -> list[dict[str, str | None]]:
        return [attrs for tag, attrs in self.tags if tag == name]


def words(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())
