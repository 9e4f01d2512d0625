"""Words for codes on pages: choices of forms, and the template filters `term` and `terms`."""

from collections.abc import Iterable
from typing import cast

from flask import Flask, current_app
from wtforms import SelectChoice

from market import web
from market.vocabularies.models import Vocabulary
from market.vocabularies.queries import Words, all_words


def words() -> Words:
    """All words; read once per process, since they change with an installation, not with a request."""
    kept = current_app.extensions.get("words")
    if kept is None or not kept[Vocabulary.DIVISION]:
        kept = current_app.extensions["words"] = all_words(web.current_session())
    return cast(Words, kept)


def choices(vocabulary: Vocabulary | str, *, empty: str | None = None) -> list[SelectChoice]:
    """The words in the reader's language, for a form; `empty` adds a first choice that means none."""
    language = web.language()
    rows = [SelectChoice(word.code, word.name(language)) for word in words()[Vocabulary(vocabulary)].values()]
    return rows if empty is None else [SelectChoice("", empty), *rows]


def term(code: str | None, vocabulary: Vocabulary | str) -> str:
    """The name of a code in the reader's language; the code itself when it is unknown."""
    word = words()[Vocabulary(vocabulary)].get(code or "")
    return word.name(web.language()) if word else (code or "–")


def terms(codes: Iterable[str], vocabulary: Vocabulary | str) -> str:
    """Several names, joined as the reader's language joins them."""
    joint = "、" if web.language() == "zh" else ", "
    return joint.join(term(code, vocabulary) for code in codes)


def init_app(app: Flask) -> None:
    """Add the template filters."""
    app.jinja_env.filters["term"] = term
    app.jinja_env.filters["terms"] = terms
