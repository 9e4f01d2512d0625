"""Words of a text as the lexical side counts them, and its sentences."""

import re
from collections.abc import Iterator

import rjieba

from matching.text import normalize

_RUNS = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]+|[^\W_\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]+")
_SENTENCES = re.compile(r"[^。！？!?；;\n]+[。！？!?；;]?")
_NAMING = frozenset("nvaijl")  # first letters of the tags of nouns, verbs, adjectives, idioms, short forms, phrases
_STOP_WORDS = frozenset(
    """
    a an and are as at be by for from has in is it its of on or our that the their they this to was we were will with
    """.split()  # noqa: SIM905 - a list of words is read more easily so
)


def tokenize(text: str) -> list[str]:
    """Chinese words in search mode and their single characters, other words in lower case, numbers; in text order.

    The single characters find what the dictionary cuts differently on the two sides; on the Chinese development
    sets they add 0.02 nDCG@10 to the words alone.
    """
    return [token for run in _RUNS.findall(normalize(text).lower()) for token in _cut(run)]


def _cut(run: str) -> Iterator[str]:
    if not is_han(run):
        if run not in _STOP_WORDS:
            yield run
        return
    yield from (word for word in rjieba.cut_for_search(run) if len(word) > 1)
    yield from run


def is_han(token: str) -> bool:
    """The token begins with a Chinese character."""
    return "\u3400" <= token[0] <= "\u9fff" or "\uf900" <= token[0] <= "\ufaff"


def is_telling(token: str) -> bool:
    """The token can be shown to people as a term: a word that names something, no number, no scrap.

    Of Chinese words those count that are mostly used as nouns, verbs, adjectives or set phrases.
    """
    if not is_han(token):
        return len(token) > 2 and not token.isdigit()
    return len(token) > 1 and rjieba.tag(token)[0][1][0] in _NAMING


def sentences(text: str) -> list[str]:
    """The sentences of a text in their order, as they are written, without surrounding blanks."""
    return [sentence for raw in _SENTENCES.findall(text) if (sentence := raw.strip())]
