"""Words of a text as the lexical side counts them, and its sentences."""

import re
from collections.abc import Collection, Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

import rjieba
import tantivy

from matching.records import Span
from matching.text import normalize

_RUNS = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]+|[^\W_\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]+")
# A full stop ends a sentence where a capital letter follows: not in "1.5" and not in "e.g. meals".
_SENTENCES = re.compile(r"(?:[^。！？!?；;.\n]|\.(?!\s+[\"“(]?[A-Z]))+[。！？!?；;.]?")
_NAMING = frozenset("nvaijl")  # first letters of the tags of nouns, verbs, adjectives, idioms, short forms, phrases
# Every listing of every kind is about these: shared, they say nothing of why two of them fit.
_GENERIC = frozenset(
    """
    项目 服务 社区 活动 工作 机构 组织 街道 福田 福田区 深圳 深圳市 提供 开展 需要 进行 支持 参与 负责 完成 不到 没有
    生活 人员 情况 时间 问题
    """.split()  # noqa: SIM905 - a list of words is read more easily so
)
_STOP_WORDS = frozenset(
    """
    a an and are as at be by for from has in is it its of on or our that the their they this to was we were will with
    """.split()  # noqa: SIM905 - a list of words is read more easily so
)

_TRADITIONAL, _SIMPLIFIED = (
    (Path(__file__).parent / "data" / "traditional.txt").read_text(encoding="utf-8").splitlines()
)
_SIMPLER = str.maketrans(_TRADITIONAL, _SIMPLIFIED)  # character by character, from OpenCC (NOTICE)
_STEMMER = (
    tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.raw()).filter(tantivy.Filter.stemmer("english")).build()
)  # Snowball's


def tokenize(text: str) -> list[str]:
    """Chinese words in search mode, their single characters and pairs of them, stems of other words, numbers.

    Characters and pairs find what the dictionary cuts differently on the two sides; on the Chinese development sets
    characters add up to 0.03 nDCG@10 to the words alone, pairs up to 0.007 more; stems add 0.01 to 0.05 on the English
    ones (docs/evaluation.md).
    """
    return [token for run in _runs(text) for token in _cut(run)]


def _runs(text: str) -> list[str]:
    """Chinese in simplified characters and other words in small letters, one after the other."""
    return _RUNS.findall(simplified(normalize(text).lower()))


def simplified(text: str) -> str:
    """The text in simplified characters, one for each of its own."""
    return text.translate(_SIMPLER)


def _cut(run: str) -> Iterator[str]:
    if not is_han(run):
        if run not in _STOP_WORDS:
            yield _stem(run)
        return
    yield from (word for word in rjieba.cut_for_search(run) if len(word) > 1)
    yield from run
    yield from (run[place : place + 2] for place in range(len(run) - 1))


@lru_cache(maxsize=16_384)
def _stem(word: str) -> str:
    return str(_STEMMER.analyze(word)[0])


@lru_cache(maxsize=256)
def whole_words(text: str) -> Mapping[str, str]:
    """The words of a text, as `words_of` has them; they are kept for whoever asks the same again soon."""
    return words_of(text)


def words_of(text: str) -> Mapping[str, str]:
    """The tokens of a text that people would cut it into, each with the word that it first stands for there.

    Parts of a longer word, as search mode and characters give them, are not among them.
    """
    words = [word for run in _runs(text) for word in (rjieba.cut(run) if is_han(run) else (run,))]
    return MappingProxyType({word if is_han(word) else _stem(word): word for word in reversed(words)})


def is_han(token: str) -> bool:
    """The token begins with a Chinese character."""
    return "\u3400" <= token[0] <= "\u9fff" or "\uf900" <= token[0] <= "\ufaff"


@lru_cache(maxsize=16_384)
def is_telling(token: str) -> bool:
    """The token can be shown to people as a term: a word that names something, no number, no scrap.

    Of Chinese words those count that are mostly used as nouns, verbs, adjectives or set phrases.
    """
    if not is_han(token):
        return len(token) > 2 and not token.isdigit()
    return len(token) > 1 and token not in _GENERIC and rjieba.tag(token)[0][1][0] in _NAMING


def sentence_spans(text: str) -> list[Span]:
    """Where each sentence of a text begins and ends, without surrounding blanks."""
    found = ((one.start(), one.group()) for one in _SENTENCES.finditer(text))
    bounds = ((start + len(raw) - len(raw.lstrip()), start + len(raw.rstrip())) for start, raw in found)
    return [(start, end) for start, end in bounds if start < end]


def word_spans(text: str, words: Collection[str]) -> list[Span]:
    """Where a text has one of these tokens, as it is written; those that overlap or touch are one."""
    spans: list[Span] = []
    for start, end in sorted(_places_of(text, frozenset(words))):
        if spans and start <= spans[-1][1]:
            start, end = spans[-1][0], max(end, spans.pop()[1])
        spans.append((start, end))
    return spans


def _places_of(text: str, words: frozenset[str]) -> Iterator[Span]:
    for run in _RUNS.finditer(text):
        if not is_han(run.group()):
            if words.intersection(tokenize(run.group())):
                yield run.span()
            continue
        plain = simplified(run.group())  # as long as what is written
        for word in words:
            place = plain.find(word)
            while place >= 0:
                yield run.start() + place, run.start() + place + len(word)
                place = plain.find(word, place + 1)
