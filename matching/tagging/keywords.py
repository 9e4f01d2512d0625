"""Keywords by vocabulary, code and language, and which of them a text has."""

import json
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path

from matching.records import Language
from matching.text import normalize
from matching.tokens import simplified, tokenize

Code = tuple[str, str]  # a vocabulary and one of its codes
Found = Mapping[Code, tuple[str, ...]]
Table = Mapping[str, Mapping[str, Mapping[str, Sequence[str]]]]  # vocabulary, code, language

_FILE = Path(__file__).parent / "data" / "keywords.json"


class Keywords:
    """The keywords of both languages: Chinese ones are found by characters, others by the stems of their words."""

    def __init__(self, table: Table) -> None:
        """Take keywords by vocabulary, code and language ("zh", "en")."""
        self.codes: tuple[Code, ...] = tuple((vocabulary, code) for vocabulary in table for code in table[vocabulary])
        self._chinese = {code: [_plain(word) for word in _words(table, code, "zh")] for code in self.codes}
        self._phrases: dict[tuple[str, ...], list[tuple[Code, str]]] = {}
        for code in self.codes:
            for word in _words(table, code, "en"):
                self._phrases.setdefault(tuple(tokenize(word)), []).append((code, word))
        self._longest = max(map(len, self._phrases), default=0)

    def find(self, text: str, language: Language) -> Found:
        """The keywords that stand in a text, by code; none that is a part of another one of its code."""
        hits = self._find_characters(_plain(text)) if language == "zh" else self._find_phrases(tokenize(text))
        return {code: tuple(_longest_of(words)) for code, words in hits.items() if words}

    def _find_characters(self, text: str) -> Mapping[Code, list[str]]:
        return {code: [word for word in words if word in text] for code, words in self._chinese.items()}

    def _find_phrases(self, tokens: Sequence[str]) -> Mapping[Code, list[str]]:
        hits: dict[Code, list[str]] = {}
        for length in range(1, self._longest + 1):
            for phrase in dict.fromkeys(zip(*(tokens[start:] for start in range(length)), strict=False)):
                for code, word in self._phrases.get(phrase, ()):
                    hits.setdefault(code, []).append(word)
        return hits


@lru_cache(maxsize=1)
def shipped_keywords() -> Keywords:
    """Those that come with the library, for the vocabularies of the marketplace."""
    return Keywords(json.loads(_FILE.read_text(encoding="utf-8")))


def _words(table: Table, code: Code, language: Language) -> Sequence[str]:
    return table[code[0]][code[1]].get(language, ())


def _plain(text: str) -> str:
    return simplified(normalize(text).lower())


def _longest_of(words: Sequence[str]) -> list[str]:
    return [word for word in dict.fromkeys(words) if not any(word != other and word in other for other in words)]
