"""Infers the codes of a text: the votes of the nearest examples and the keywords, joined to one score per code."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from math import prod

import numpy as np

from matching.bm25 import Floats
from matching.centering import LANGUAGES
from matching.index import Vector
from matching.records import Language
from matching.tagging.examples import Examples
from matching.tagging.exclusions import without_exclusions
from matching.tagging.keywords import Code, Found
from matching.tagging.nearness import ByVectors, ByWords
from matching.tagging.settings import DEFAULT_SETTINGS, TaggingSettings
from matching.tagging.trust import Trust
from matching.tagging.votes import Ballot, Vote, joined
from matching.tokens import tokenize


@dataclass(frozen=True, slots=True)
class Because:
    """Why: the keywords that the text has, and the ids of the nearest examples that people gave the same code."""

    words: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Inferred:
    """A code that a text seems to call for. `score` is from 0 to 1, for order and thresholds; it is no probability."""

    vocabulary: str
    code: str
    score: float
    because: Because


@dataclass(frozen=True)
class Question:
    """What is asked of: the keywords of a text, how near the examples are, and the examples that may not speak."""

    language: Language
    found: Found
    words: Floats
    vector: Floats
    but: Trust


class Tagger:
    """Knows the examples as they were when it was made; may be asked by many threads at once."""

    def __init__(self, examples: Examples, settings: TaggingSettings = DEFAULT_SETTINGS) -> None:
        """Count and sort the examples; without any, keywords alone decide."""
        self._settings, self._keywords = settings, examples.keywords
        self._labelled = examples.held()
        self._rows = {one.example.id: row for row, one in enumerate(self._labelled)}
        self._by_words = {one: ByWords(self._labelled, one, examples.words) for one in LANGUAGES}
        self._by_vectors = ByVectors(self._labelled)
        self._trust = Trust(self._labelled)
        vocabularies = dict.fromkeys(vocabulary for vocabulary, _ in examples.keywords.codes)
        self._ballots = {vocabulary: Ballot(self._labelled, vocabulary) for vocabulary in vocabularies}

    def infer(
        self, text: str, language: Language, vector: Vector | None = None, *, but: Collection[str] = ()
    ) -> list[Inferred]:
        """The codes that the text calls for, by vocabulary, the likeliest first; often none.

        Args:
            vector: of length 1, centred like those of the examples.
            but: ids of examples that are left out, such as the text itself.
        """
        found = []
        scored = self.scores(text, language, vector, but=but)
        for vocabulary, inferred in groupby(scored, lambda one: one.vocabulary):
            least = self._settings.threshold(vocabulary)
            found += [one for one in inferred if one.score >= least][: self._settings.most_codes]
        return found

    def scores(
        self, text: str, language: Language, vector: Vector | None = None, *, but: Collection[str] = ()
    ) -> list[Inferred]:
        """Every code that anything speaks for, by vocabulary, the likeliest first, ties by code."""
        question = self._question(text, language, vector, but)
        scored = []
        for vocabulary in self._ballots:
            scored += sorted(self._score(vocabulary, question), key=lambda one: (-one.score, one.code))
        return scored

    def _question(self, text: str, language: Language, vector: Vector | None, but: Collection[str]) -> Question:
        plain = without_exclusions(text)
        silent = [self._rows[id] for id in but if id in self._rows]
        words = self._by_words[language].of(tokenize(plain))
        near = np.zeros(len(words)) if vector is None else self._by_vectors.of(vector)
        words[silent] = near[silent] = 0.0
        found = self._keywords.find(plain, language)
        return Question(language, found, words, near, Trust(self._labelled[row] for row in silent))

    def _score(self, vocabulary: str, question: Question) -> Iterator[Inferred]:
        votes, keyword_share = self._vote(vocabulary, question)
        words = {code: words for (own, code), words in question.found.items() if own == vocabulary}
        for code in {*votes, *words} - self._settings.never:
            vote = votes.get(code, Vote(0.0, ()))
            told = self._told(question, (vocabulary, code), words.get(code, ()))
            score = 1 - (1 - vote.share) * (1 - keyword_share * told)
            yield Inferred(vocabulary, code, score, Because(words.get(code, ()), vote.examples))

    def _vote(self, vocabulary: str, question: Question) -> tuple[Mapping[str, Vote], float]:
        """The votes, shrunk where there are few examples, and the weight that this leaves to keywords."""
        settings, ballot = self._settings, self._ballots[vocabulary]
        votes = joined(
            [
                ballot.count(question.words, settings.neighbours, settings.word_power),
                ballot.count(question.vector, settings.neighbours, settings.vector_power),
            ]
        )
        number = ballot.size(question.words + question.vector)
        known = number / (number + settings.enough_examples) if number else 0.0
        shrunk = {code: Vote(vote.share * known, vote.examples) for code, vote in votes.items()}
        return shrunk, 1 - (1 - settings.keyword_share) * known

    def _told(self, question: Question, code: Code, words: Collection[str]) -> float:
        """How much the keywords say for a code, 0 to 1: each may be right by itself."""
        prior, weight = self._settings.keyword_prior, self._settings.prior_weight
        keys = [(question.language, code, word) for word in words]
        return 1 - prod(1 - self._trust.of(key, prior, weight, question.but) for key in keys)
