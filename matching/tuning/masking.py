"""Takes personal data out of texts before anything is learned from them."""

import re

_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+", re.ASCII)
# 18 digits of a resident's number: the last may be X; months and days are checked, so that credit codes stay.
_IDENTITY = re.compile(
    r"(?<![0-9A-Za-z])\d{6}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx](?![0-9A-Za-z])"
)
_MOBILE = re.compile(r"(?<!\d)(?:\+?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}(?!\d)")
_LANDLINE = re.compile(
    r"(?<!\d)(?:0\d{2,3}[- ]\d{7,8}|\(0\d{2,3}\)\s?\d{7,8}|（0\d{2,3}）\s?\d{7,8}|400[- ]\d{3}[- ]?\d{4})(?!\d)"
)
_MASKS = ((_EMAIL, "[email]"), (_IDENTITY, "[id]"), (_MOBILE, "[phone]"), (_LANDLINE, "[phone]"))


def mask(text: str) -> str:
    """The text with e-mail addresses, residents' numbers (GB 11643-1999) and Chinese phone numbers masked."""
    for pattern, mark in _MASKS:
        text = pattern.sub(mark, text)
    return text
