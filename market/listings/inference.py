"""What the text of a listing calls for: asked of the tagger that `app.extensions["tagger"]` offers, if any."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask import current_app
from flask_babel import gettext

from market import web
from market.listings import queries, service
from market.listings.content import INFERABLE, content_of, is_described
from market.listings.models import Listing, ListingState
from market.vocabularies.models import Vocabulary
from matching.tagging import Because

Reasons = Mapping[str, Mapping[str, Because]]  # the name of a field of a listing, then a code, the likeliest first
Codes = Mapping[str, list[str]]

_NAMES = {vocabulary: name for name, vocabulary in INFERABLE.items()}


def reasons(listing: Listing) -> Reasons:
    """The words that the text of a listing calls for, and why."""
    tagger = current_app.extensions.get("tagger")
    found: dict[str, dict[str, Because]] = {}
    for one in tagger(web.current_session(), listing) if tagger else ():
        found.setdefault(_NAMES[Vocabulary(one.vocabulary)], {})[one.code] = one.because
    return found


def taken(listing: Listing, found: Reasons) -> Codes:
    """Those that count as long as nobody has chosen: of a draft for which no field, group or goal was chosen yet."""
    if listing.state is not ListingState.DRAFT or is_described(listing):
        return {}
    return {name: sorted(codes) for name, codes in found.items()}


def notes(listing: Listing, found: Reasons) -> Mapping[str, Mapping[str, str]]:
    """What is said beside each choice that the text calls for, or that nobody has confirmed."""
    titles = _titles(found)
    said: dict[str, dict[str, str]] = {name: {} for name in INFERABLE}
    for name, codes in service.inferred_words(listing).items():
        said[name] = dict.fromkeys(codes, gettext("Suggested by the system, not confirmed yet"))
    for name, reasons_of in found.items():
        said[name] |= {code: note(because, titles) for code, because in reasons_of.items()}
    return said


def explained(taken: Codes, found: Reasons) -> Mapping[str, str]:
    """For each field whose words are inferred, what made the system choose them, in one line."""
    titles = _titles(found) if taken else {}
    merged = {
        name: Because(
            tuple(dict.fromkeys(word for because in codes.values() for word in because.words)),
            tuple(dict.fromkeys(id for because in codes.values() for id in because.examples[:1])),
        )
        for name, codes in found.items()
        if name in taken
    }
    return {name: note(because, titles) for name, because in merged.items()}


def note(because: Because, titles: Mapping[str, str]) -> str:
    """Why a word is suggested: the words that say so, else a listing that is like this one."""
    if because.words:
        joint = "、" if web.language() == "zh" else ", "
        return str(gettext("Suggested from your text, because of: %(words)s", words=joint.join(because.words[:5])))
    likes = [titles[id] for id in because.examples if id in titles]
    if likes:
        return str(gettext("Suggested from your text, which is like “%(title)s”", title=likes[0]))
    return str(gettext("Suggested from your text"))


def written(codes: Codes) -> str:
    """Codes as one line for a hidden field: fields:education groups:elderly."""
    return " ".join(f"{name}:{code}" for name, chosen in codes.items() for code in chosen)


def read(text: str) -> Codes:
    """The same read again; what is no such line brings nothing."""
    found: dict[str, list[str]] = {}
    for part in text.split():
        name, _, code = part.partition(":")
        if name in INFERABLE and code:
            found.setdefault(name, []).append(code)
    return found


def shown(listing: Listing, codes: Codes) -> dict[str, Any]:
    """What a listing says, with inferred words where nothing was chosen."""
    content = content_of(listing)
    return content | {name: chosen for name, chosen in codes.items() if not content[name]}


def _titles(found: Reasons) -> Mapping[str, str]:
    """The titles of the listings that reasons without words name, in one question."""
    named = {id for codes in found.values() for because in codes.values() for id in because.examples}
    known = queries.listings_by_id(web.current_session(), [UUID(id) for id in sorted(named)]) if named else {}
    return {str(id): listing.title for id, listing in known.items()}
