"""Measure how well codes are inferred: `python -m matching.evaluation.tagging --market seeds/demo`."""

import argparse
import sys
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from matching.encoders import EncoderUnavailable
from matching.evaluation.arguments import add_encoder, kept_vectors
from matching.evaluation.datasets import BadDataset, load
from matching.evaluation.tagging_sets import UNSAID, TaggingSet, categories, market, offices
from matching.tagging import DEFAULT_SETTINGS, Example, Examples, Keywords, Tagger

UNUSABLE = 2
SHOWN = 3
_HEAD = ("set", "vocabulary", "n", "system", "precision", "recall", "F1", "macro F1", "right@1", "recall@3", "coverage")


@dataclass(frozen=True, slots=True)
class Answer:
    """What a system says of one text in one vocabulary: all codes from the likeliest on, and how many it offers."""

    ranked: Sequence[str]
    offered: int


@dataclass(frozen=True, slots=True)
class Quality:
    """How good answers are. `right` is the share whose first code is right, `coverage` of those that offer any."""

    precision: float
    recall: float
    f1: float
    macro_f1: float
    right: float
    recall_at_3: float
    coverage: float


_SETS = {
    "market": "listings with their codes, as they are planted",
    "categories": "a data set whose queries are the codes of its texts",
    "offices": "a data set whose texts are the codes of its queries",
}
Answers = Mapping[str, Answer]  # by the id of the text


def quality(truth: Mapping[str, frozenset[str]], answers: Answers) -> Quality:
    """Score the answers to texts that each have at least one code."""
    given = {id: frozenset(answers[id].ranked[: answers[id].offered]) for id in truth}
    hits = Counter(code for id, codes in truth.items() for code in codes & given[id])
    named = Counter(code for codes in given.values() for code in codes)
    wanted = Counter(code for codes in truth.values() for code in codes)
    precision, recall = _share(hits.total(), named.total()), _share(hits.total(), wanted.total())
    shown = [len(codes.intersection(answers[id].ranked[:SHOWN])) / len(codes) for id, codes in truth.items()]
    return Quality(
        precision,
        recall,
        _share(2 * hits.total(), named.total() + wanted.total()),
        float(np.mean([_share(2 * hits[code], named[code] + wanted[code]) for code in wanted])),
        float(np.mean([bool(codes.intersection(answers[id].ranked[:1])) for id, codes in truth.items()])),
        float(np.mean(shown)),
        float(np.mean([bool(codes) for codes in given.values()])),
    )


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 0.0


def answer(data: TaggingSet) -> dict[str, Mapping[str, Answers]]:
    """What each system says, by vocabulary, of the texts that are asked; none of these helps itself."""
    vocabularies = _vocabularies(data)
    blank = Keywords({own: {code: {} for one, code in data.keywords.codes if one == own} for own in vocabularies})
    nearest = Tagger(_filled(data.examples, blank), replace(DEFAULT_SETTINGS, enough_examples=0))
    both = Tagger(_filled(data.examples, data.keywords))
    found: dict[str, Mapping[str, Answers]] = {
        "most frequent": {vocabulary: _most_frequent(data, vocabulary) for vocabulary in vocabularies},
        "keywords": _ask(Tagger(Examples(data.keywords)), data, with_vectors=False),
        "nearest": _ask(nearest, data, with_vectors=False),
        "both": _ask(both, data, with_vectors=False),
    }
    if all(example.vector is not None for example in data.examples):
        found["nearest, vectors"] = _ask(nearest, data, with_vectors=True)
        found["both, vectors"] = _ask(both, data, with_vectors=True)
    return found


def _filled(examples: Collection[Example], keywords: Keywords) -> Examples:
    filled = Examples(keywords)
    filled.upsert(examples)
    return filled


def _vocabularies(data: TaggingSet) -> list[str]:
    return list(dict.fromkeys(vocabulary for vocabulary, _ in data.keywords.codes))


def _most_frequent(data: TaggingSet, vocabulary: str) -> Answers:
    counted = Counter(code for one in data.examples for code in sorted(one.codes.get(vocabulary, ())))
    ranked = [code for code, _ in counted.most_common() if code not in UNSAID]
    return {id: Answer(ranked, 1) for id in data.asked}


def _ask(tagger: Tagger, data: TaggingSet, *, with_vectors: bool) -> Mapping[str, Answers]:
    answers: dict[str, dict[str, Answer]] = {vocabulary: {} for vocabulary in _vocabularies(data)}
    for one in data.examples:
        if one.id in data.asked:
            scored = tagger.scores(one.text, one.language, one.vector if with_vectors else None, but=data.kin[one.id])
            for vocabulary, found in answers.items():
                own = [inferred for inferred in scored if inferred.vocabulary == vocabulary]
                least = DEFAULT_SETTINGS.threshold(vocabulary)
                offered = sum(inferred.score >= least for inferred in own)
                found[one.id] = Answer([one.code for one in own], min(DEFAULT_SETTINGS.most_codes, offered))
    return answers


def rows(data: TaggingSet) -> Iterator[Sequence[str]]:
    """The lines of the table for one set, its parts after the whole."""
    answers = answer(data)
    for vocabulary in _vocabularies(data):
        truth = {one.id: one.codes.get(vocabulary, frozenset()) for one in data.examples if one.id in data.asked}
        for name, ids in {data.name: frozenset(truth), **data.parts}.items():
            part = {id: codes for id, codes in truth.items() if id in ids and codes}
            for system, said in answers.items() if part else ():
                yield _row(name, vocabulary, len(part), system, quality(part, said[vocabulary]))


def _row(name: str, vocabulary: str, number: int, system: str, found: Quality) -> Sequence[str]:
    numbers = (found.precision, found.recall, found.f1, found.macro_f1, found.right, found.recall_at_3)
    cells = (name, vocabulary, str(number), system, *(f"{value:.3f}" for value in numbers))
    return (*cells, f"{found.coverage:.2f}")


def main(arguments: Sequence[str] | None = None) -> int:
    """Tag and score. Returns: 0; 2 when the data or the encoder cannot be used."""
    given = _parser().parse_args(arguments)
    try:
        sets = [
            *(market(folder) for folder in given.market),
            *(categories(load(folder)) for folder in given.categories),
            *(offices(load(folder)) for folder in given.offices),
        ]
        if given.vectors:
            sets = [data.with_vectors(kept_vectors(given)) for data in sets]
    except (BadDataset, EncoderUnavailable) as error:
        print(error, file=sys.stderr)
        return UNUSABLE
    lines = [_HEAD, tuple("---" for _ in _HEAD), *(row for data in sets for row in rows(data))]
    print("\n".join(f"| {' | '.join(line)} |" for line in lines))
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m matching.evaluation.tagging", description=__doc__)
    for name, what in _SETS.items():
        parser.add_argument(f"--{name}", action="append", default=[], type=Path, metavar="FOLDER", help=what)
    parser.add_argument("--vectors", action="store_true", help="let examples be near by their vectors too")
    add_encoder(parser)
    return parser


if __name__ == "__main__":
    sys.exit(main())
