"""Texts with known codes, to measure tagging on: listings of a market, categories of texts, offices for matters."""

import json
import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from matching.centering import centering_for
from matching.evaluation.datasets import BadDataset, Dataset, text_of
from matching.evaluation.vectors import KeptVectors
from matching.tagging import Example, Keywords, shipped_keywords
from matching.text import language_of, normalize
from matching.tokens import is_han, tokenize

VOCABULARIES = {"fields": "field", "groups": "group", "sdgs": "sdg"}
UNSAID = frozenset({"other"})
_TEXTS = {
    "needs": ("title", "summary", "outcome", "conditions"),
    "projects": ("title", "summary", "method", "indicators", "evidence"),
    "services": ("title", "summary", "experience"),
    "programmes": ("title", "summary"),
    "resources": ("title", "summary", "conditions"),
}
_PARTS = re.compile(r"[/;,]|\band\b|\bor\b")
_INCLUDES = re.compile(r"\b[Ii]nclud\w+ ([^.(]*)")
_PROFILE = re.compile(r"[；。]")


@dataclass(frozen=True)
class TaggingSet:
    """Examples, of which those in `asked` are to be tagged; `kin` names those that may not help with each of them."""

    name: str
    examples: tuple[Example, ...]
    keywords: Keywords
    asked: Collection[str]
    kin: Mapping[str, frozenset[str]]
    parts: Mapping[str, frozenset[str]] = field(default_factory=dict)  # some of those asked, measured by themselves

    def with_vectors(self, vectors: KeptVectors) -> "TaggingSet":
        """The same with the vectors of the texts. Raises: EncoderUnavailable."""
        found = vectors.of([one.text for one in self.examples], "document")
        languages = [one.language for one in self.examples]
        centred = centering_for(vectors.encoder_id, found, languages).apply(found, languages)
        pairs = zip(self.examples, centred, strict=True)
        return replace(self, examples=tuple(replace(one, vector=vector) for one, vector in pairs))


def market(folder: Path) -> TaggingSet:
    """The listings of a market to be planted; with none helps another one of its owner.

    Raises: BadDataset.
    """
    rows = [row for name in _TEXTS for row in _rows(folder / f"{name}.jsonl", _TEXTS[name])]
    by_owner = defaultdict(set)
    for row in rows:
        by_owner[row["owner"]].add(str(row["key"]))
    examples = tuple(_listing(row) for row in rows)
    ids = {example.id for example in examples}
    by_hand = frozenset(str(row["key"]) for row in rows if row.get("by") == "hand")
    english = frozenset(example.id for example in examples if example.language == "en")
    return TaggingSet(
        "market",
        examples,
        shipped_keywords(),
        ids,
        {str(row["key"]): frozenset(by_owner[row["owner"]]) for row in rows},
        {"market, by hand": by_hand, "market, English": english},
    )


def _rows(path: Path, names: Iterable[str]) -> list[dict[str, object]]:
    try:
        with path.open(encoding="utf-8") as file:
            rows = [json.loads(line) for line in file]
    except (OSError, ValueError) as error:
        raise BadDataset(f"{path} cannot be read: {error}") from error
    return [{**row, "text": _joined(row, names)} for row in rows]


def _joined(row: Mapping[str, object], names: Iterable[str]) -> str:
    parts = (normalize(str(row.get(name) or "")) for name in names)
    return "\n".join(part for part in parts if part)


def _listing(row: Mapping[str, object]) -> Example:
    text = str(row["text"])
    chosen = {VOCABULARIES[name]: row.get(name) for name in VOCABULARIES}
    codes = {
        vocabulary: frozenset(map(str, given)) - UNSAID
        for vocabulary, given in chosen.items()
        if isinstance(given, list)
    }
    return Example(str(row["key"]), text, language_of(text), codes)


def categories(dataset: Dataset) -> TaggingSet:
    """Which queries of a data set each text of its corpus answers: the queries are the codes."""
    chosen: dict[str, set[str]] = defaultdict(set)
    for query, answers in dataset.judgements.items():
        for id in answers:
            chosen[id].add(query)
    examples = tuple(_example(id, text_of(dataset.corpus[id]), codes) for id, codes in sorted(chosen.items()))
    names = {id: str(query.get("tag", text_of(query))) for id, query in dataset.queries.items()}
    words = {id: _category_words(names[id], text_of(query)) for id, query in dataset.queries.items()}
    return _each_by_itself(dataset.name, examples, words, {example.id for example in examples})


def _category_words(name: str, text: str) -> list[str]:
    listed = [part for found in _INCLUDES.findall(text) for part in found.split(",")]
    words = (word.strip() for word in (name, *_PARTS.split(name), *listed))
    return [word for word in dict.fromkeys(words) if tokenize(word)]


def offices(dataset: Dataset) -> TaggingSet:
    """Which text of a corpus answers each query: the texts are the codes, and the matters that they list are examples.

    A text names its office, then a colon and its matters: 区民政局。办理事项：…；…
    """
    asked = [
        _example(id, text_of(dataset.queries[id]), dataset.judgements[id])
        for id in dataset.queries
        if id in dataset.judgements
    ]
    listed = [
        _example(f"{id}.{place}", matter, [id])
        for id, entry in dataset.corpus.items()
        for place, matter in enumerate(_matters(text_of(entry)))
    ]
    words = {id: _office_words(text_of(entry)) for id, entry in dataset.corpus.items()}
    return _each_by_itself(dataset.name, (*asked, *listed), words, {example.id for example in asked})


def _matters(text: str) -> list[str]:
    _name, _, listed = text.partition("：")
    return [matter.strip() for matter in _PROFILE.split(listed) if matter.strip()]


def _office_words(text: str) -> list[str]:
    name = re.sub(r"^区|局$|办$", "", text.split("。")[0])
    pairs = (name[place : place + 2] for place in range(len(name) - 1))
    return list(dict.fromkeys((name, *pairs)))


def _example(id: str, text: str, codes: Iterable[str]) -> Example:
    return Example(id, text, language_of(text), {"code": frozenset(codes)})


def _each_by_itself(
    name: str, examples: tuple[Example, ...], words: Mapping[str, list[str]], asked: Collection[str]
) -> TaggingSet:
    table = {"code": {code: {"zh": _of(found, True), "en": _of(found, False)} for code, found in words.items()}}
    return TaggingSet(name, examples, Keywords(table), asked, {one.id: frozenset({one.id}) for one in examples})


def _of(words: Iterable[str], chinese: bool) -> list[str]:
    return [word for word in words if is_han(word) is chinese]
