"""Texts as the library reads them: tidied up, told apart by language, and joined into what is embedded."""

import hashlib
import re
import unicodedata

from matching.records import Language, Listing

_INVISIBLE = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\ufffd]+")
_BLANKS = re.compile(r"[^\S\n]+")
_LINE_ENDS = re.compile(r" ?(?:\n ?)+")
_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
# A sentence in Chinese that is full of English names still has this share of Han characters among its letters;
# one in English that quotes a Chinese name has less.
_LEAST_HAN_SHARE = 0.2


def normalize(text: str) -> str:
    """One form for texts that look the same: NFKC, no invisible characters, single blanks, no empty lines."""
    unified = unicodedata.normalize("NFKC", text.replace("\r\n", "\n").replace("\r", "\n"))
    visible = _INVISIBLE.sub("", unified.replace("\u2028", "\n").replace("\u2029", "\n"))
    return _LINE_ENDS.sub("\n", _BLANKS.sub(" ", visible)).strip()


def language_of(text: str) -> Language:
    """Chinese or English, by the share of Han characters among the letters; Chinese where there are no letters."""
    letters = sum(1 for char in text if char.isalpha())
    han = len(_HAN.findall(text))
    return "zh" if han >= _LEAST_HAN_SHARE * letters else "en"


def compose(listing: Listing) -> str:
    """The text of a listing that is embedded: its parts in their order, one below the other, without their labels."""
    parts = (normalize(part) for part in listing.texts.values())
    return "\n".join(part for part in parts if part)


def text_hash(text: str) -> str:
    """SHA-256 of the normalized text in hexadecimal digits: the same for texts that need no new vector."""
    return hashlib.sha256(normalize(text).encode()).hexdigest()
