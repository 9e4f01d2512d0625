"""One question to one state of the matcher: who is eligible, what each is worth, and the match that tells it."""

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from itertools import pairwise

import numpy as np

from matching.bm25 import Floats, Rows
from matching.confidence import Readings, confidence
from matching.crowding import Crowd
from matching.documents import Document
from matching.eligibility.gate import check_pair
from matching.places import Map
from matching.position import behind, position_of, sides_of
from matching.quotations import Quotation, Wording, without
from matching.ranking import Candidate, in_order
from matching.reasons import Comparison, cautions, reasons
from matching.records import Behind, Check, Confidence, Feature, Kind, Listing, Match, Span
from matching.scoring import Order, Scores, scores_of
from matching.sentences import Sentences, nearness, resting_on, written
from matching.state import Candidates, State
from matching.tokens import tokenize, whole_words
from matching.weights import Weights


@dataclass(frozen=True, slots=True)
class Ranking:
    """The eligible candidates in their order, the place of each among the scores, and how many each rule left out.

    `wished` is the order that it would be, had everybody room.
    """

    order: Sequence[Candidate]
    wished: Sequence[Candidate]
    places: Mapping[str, int]
    scores: Scores
    considered: int
    excluded: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Question:
    """What one listing asks on one day."""

    state: State
    asker: Listing
    document: Document
    today: date
    weights: Weights
    confirmed: frozenset[str]
    map: Map
    ranker: Order | None = None
    sentences: Mapping[str, Sentences] = field(default_factory=dict)

    def ranking(self, kind: Kind, without: Container[str] = (), full: Container[str] = ()) -> Ranking:
        """The listings of one kind that fail no condition, best first, at most so many of one owner.

        Those `without` which it is asked, and those that are `full`, take no place of their owner's.
        """
        everyone = self.state.rows[kind]
        everyone = everyone[everyone != self.state.retrieval.rows.get(self.asker.id, -1)]
        passing, excluded = self.state.candidates.eligible(
            self.asker, everyone, today=self.today, confirmed=self.confirmed
        )
        rows = self._worth_comparing(passing)
        scores = self._score(self.state.candidates, rows, self.state.crowding.of_rows(rows))
        ids = self.state.retrieval.documents.ids
        candidates = self._candidates([ids[row] for row in rows], scores)
        wanted = [one for one in candidates if one.id not in without]
        wished, _ = in_order(wanted, self.weights.per_owner)
        shown, _ = in_order((one for one in wanted if one.id not in full), self.weights.per_owner)
        places = {one.id: place for place, one in enumerate(candidates)}
        return Ranking(shown, wished, places, scores, len(everyone), excluded)

    def matches(self, ranking: Ranking, first: Sequence[Listing]) -> list[Match]:
        """All that is to be told of the first ones of a ranking."""
        leads = [one.score - following.score for one, following in pairwise(ranking.order)]
        stored, scores, places = self.state.retrieval.stored, ranking.scores, ranking.places
        return [
            self.match(one, stored[one.id], scores, places[one.id], rank, lead)
            for rank, (one, lead) in enumerate(zip(first, [*leads, None], strict=False), start=1)
        ]

    def match(
        self, candidate: Listing, document: Document, scores: Scores, place: int, rank: int, margin: float | None = None
    ) -> Match:
        """All that is to be told of one candidate whose scores are given; `margin` is its lead over the next one."""
        checks = check_pair(self.asker, candidate, today=self.today, confirmed=self.confirmed)
        sketch = self._sketch(candidate.id, scores, place, rank)
        pair = self._comparison(candidate, document, scores.losses(place), sketch.features, checks)
        return replace(
            sketch,
            checks=checks,
            reasons=reasons(pair),
            cautions=cautions(pair),
            pairs=pair.quotation.pairs,
            confidence=self._confidence(pair.features, checks, candidate, document, margin),
        )

    def sketches(self, kind: Kind, among: Container[str]) -> list[Match]:
        """The matches with some listings, as far as they are eligible, best first: their scores and features only.

        The rank is that among all that are eligible, whoever owns them.
        """
        ranking = self.ranking(kind)
        order = ranking.scores.order.tolist()
        ranked = sorted(ranking.places.items(), key=lambda one: (-order[one[1]], one[0]))
        return [
            self._sketch(id, ranking.scores, place, rank)
            for rank, (id, place) in enumerate(ranked, start=1)
            if id in among
        ]

    def _sketch(self, id: str, scores: Scores, place: int, rank: int) -> Match:
        return Match(
            asker_id=self.asker.id,
            candidate_id=id,
            rank=rank,
            score=float(scores.score[place]),
            forward=float(scores.forward[place]),
            backward=float(scores.backward[place]),
            band=(self.ranker or self.weights).band(float(scores.score[place])),
            features=scores.features(place),
            checks=(),
            reasons=(),
            cautions=(),
        )

    def explain(self, candidate: Listing, document: Document, without: Container[str] = ()) -> Match:
        """The match with one candidate, stored or not, eligible or not; its place is that among those not `without`."""
        alone = Candidates.of([candidate], self.state.retrieval.only(candidate.id, document), self.map)
        scores = self._score(alone, np.zeros(1, np.int64), self.state.crowd(candidate, document))
        match = self.match(candidate, document, scores, 0, rank=0)
        if not match.eligible:
            return match
        ranking = self.ranking(candidate.kind)
        others = [
            Candidate(id, self.state.listings[id].owner.id, float(ranking.scores.order[place]))
            for id, place in ranking.places.items()
            if id != candidate.id and id not in without
        ]
        own = Candidate(candidate.id, candidate.owner.id, float(scores.order[0]))
        position, last = position_of(own, others, self.weights.per_owner)
        lower = [one.score for one in others if one.score <= own.score]
        margin = own.score - max(lower) if lower else None
        return replace(
            match,
            rank=position.rank,
            position=replace(position, put_aside=candidate.id in without),
            behind=self._behind(scores, ranking, last) if last else (),
            confidence=self._confidence(match.features, match.checks, candidate, document, margin),
        )

    def _behind(self, scores: Scores, ranking: Ranking, last: str) -> tuple[Behind, ...]:
        score_of = partial(scores_of, weights=self.weights, ranker=self.ranker)
        return behind(sides_of(scores, 0), sides_of(ranking.scores, ranking.places[last]), score_of)

    def _confidence(
        self,
        features: Sequence[Feature],
        checks: Sequence[Check],
        candidate: Listing,
        document: Document,
        margin: float | None,
    ) -> Confidence:
        """How well the score of one candidate is supported."""
        alone, row = self.state.retrieval.only(candidate.id, document), np.zeros(1, np.int64)
        meaning = float(alone.nearness(self.document, row, self.weights.text)[0])
        words = self._words(self.document, candidate.id, document)
        readings = Readings(*(None if np.isnan(value) else value for value in (meaning, words)))
        return confidence(features, self.weights.features, checks, readings, margin)

    def _worth_comparing(self, rows: Rows) -> Rows:
        retrieval = self.state.retrieval
        ids = retrieval.pool(self.document, [retrieval.documents.ids[row] for row in rows])
        return np.array(sorted(retrieval.rows[id] for id in ids), np.int64)

    def _score(self, candidates: Candidates, rows: Rows, crowded: Floats | float) -> Scores:
        crowd = Crowd(crowded, self.state.crowd(self.asker, self.document))
        return candidates.score(
            self.asker, self.document, rows, crowd, today=self.today, weights=self.weights, ranker=self.ranker
        )

    def _candidates(self, ids: Sequence[str], scores: Scores) -> list[Candidate]:
        owners = (self.state.listings[id].owner.id for id in ids)
        return [Candidate(*one) for one in zip(ids, owners, (float(one) for one in scores.order), strict=True)]

    def _comparison(
        self,
        candidate: Listing,
        document: Document,
        losses: Mapping[str, float],
        features: Sequence[Feature],
        checks: Sequence[Check],
    ) -> Comparison:
        wording = Wording(
            self.state.retrieval.vocabulary, self.state.retrieval.documents.statistics[self.asker.language]
        )
        quotation = self._quotation(wording, candidate, document)
        return Comparison(
            asker=self.asker,
            candidate=candidate,
            features=features,
            losses=losses,
            checks=checks,
            quotation=quotation,
            quoted=self._quoted(quotation, candidate, document),
            wording=wording,
            map=self.map,
            today=self.today,
        )

    def _quoted(self, quotation: Quotation, candidate: Listing, document: Document) -> float:
        """How much less the words in common would be worth, 0 to 1, without the sentences that are quoted for them.

        Where no words are in common, how much less near the texts would be in meaning without those quoted for it.
        """
        pairs = quotation.quoted
        if not pairs:
            return 0.0
        ours, theirs = [pair.ours for pair in pairs], [pair.theirs for pair in pairs]
        if not quotation.terms:
            return resting_on(self.sentences[self.asker.id], self.sentences[candidate.id], ours, theirs)
        left = self._words(
            self._cut(self.asker, self.document, ours), candidate.id, self._cut(candidate, document, theirs)
        )
        return self._words(self.document, candidate.id, document) - (0.0 if np.isnan(left) else left)

    def _cut(self, listing: Listing, document: Document, spans: Sequence[Span]) -> Document:
        text = without(written(listing), spans)
        return Document(text, document.language, self.state.retrieval.vocabulary.read(tokenize(text)), None)

    def _words(self, one: Document, id: str, other: Document) -> float:
        """What the words in common of two texts are worth, the mean of both ways; NaN in two languages."""
        alone, row = self.state.retrieval.only(id, other), np.zeros(1, np.int64)
        return float(np.mean([side[0] for side in alone.words(one, row, self.weights.text)]))

    def _quotation(self, wording: Wording, candidate: Listing, document: Document) -> Quotation:
        same = document.language == self.document.language
        said = whole_words(self.document.text)
        words = frozenset(said.keys() & whole_words(document.text).keys()) if same else frozenset()
        terms = wording.shared_terms(self.document.bag, document.bag, words)
        quotation = wording.quote(written(self.asker), written(candidate), terms, self._meaning(candidate))
        return replace(quotation, terms=tuple(said[term] for term in terms))

    def _meaning(self, candidate: Listing) -> Floats | None:
        """How near the first sentences of both are in meaning; None where some have no vectors."""
        ours, theirs = self.sentences.get(self.asker.id), self.sentences.get(candidate.id)
        if ours is None or theirs is None:
            return None
        return nearness(ours, theirs, self.state.retrieval.documents.background)
