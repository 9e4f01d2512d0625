"""One question to one state of the matcher: who is eligible, what each is worth, and the match that tells it."""

from collections.abc import Callable, Collection, Container, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache, partial
from itertools import pairwise

import numpy as np

from matching.bm25 import Floats, Rows
from matching.confidence import confidence
from matching.crowding import Crowd
from matching.documents import Document
from matching.eligibility.gate import check_pair
from matching.fusion import DIGITS
from matching.likeness import Likeness
from matching.places import Map
from matching.position import behind, position_of, sides_of
from matching.ranking import Candidate, in_order
from matching.reasons import Comparison, cautions, reasons
from matching.records import Behind, Kind, Listing, Match
from matching.scoring import Order, Scores, scores_of
from matching.sentences import Sentences
from matching.state import Candidates, State
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
class Sketch:
    """A match of which little is told yet: its score, and what the texts are worth, 0 where they are not compared.

    `match` tells its features; its rank is that among all that are eligible, whoever owns them.
    """

    candidate_id: str
    score: float
    text: float
    match: Callable[[], Match]


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

    def ranking(self, kind: Kind, without: Container[str] = (), full: Collection[str] = ()) -> Ranking:
        """The listings of one kind that fail no condition, best first, at most so many of one owner.

        Those `without` which it is asked, and those that are `full`, take no place of their owner's.
        """
        everyone = self.state.rows[kind]
        everyone = everyone[everyone != self.state.retrieval.rows.get(self.asker.id, -1)]
        passing, excluded = self.state.candidates.eligible(
            self.asker, everyone, today=self.today, confirmed=self.confirmed
        )
        ids = self.state.retrieval.documents.ids
        rows = self._worth_comparing([id for row in passing.tolist() if (id := ids[row]) not in without])
        scores = self._score(self.state.candidates, rows, self.state.crowding.of_rows(rows))
        candidates = self._candidates([ids[row] for row in rows.tolist()], scores)
        wished, _ = in_order(candidates, self.weights.per_owner)
        shown = wished
        if full:
            shown, _ = in_order((one for one in candidates if one.id not in full), self.weights.per_owner)
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
        outlined = self._outlined(candidate.id, scores, place, rank)
        likeness = self._likeness(candidate, document)
        quotation, readings = likeness.quotation(), likeness.readings()
        pair = Comparison(
            asker=self.asker,
            candidate=candidate,
            features=outlined.features,
            losses=scores.losses(place),
            checks=checks,
            quotation=quotation,
            quoted=cache(partial(likeness.quoted, quotation, readings.words or 0.0)),
            wording=likeness.wording,
            map=self.map,
            today=self.today,
        )
        return replace(
            outlined,
            checks=checks,
            reasons=reasons(pair),
            cautions=cautions(pair),
            pairs=quotation.pairs,
            confidence=confidence(pair.features, self.weights.features, checks, readings, margin),
        )

    def outline(self, ranking: Ranking, first: Sequence[Listing]) -> list[Match]:
        """The scores and features of the first ones of a ranking."""
        return [
            self._outlined(one.id, ranking.scores, ranking.places[one.id], rank)
            for rank, one in enumerate(first, start=1)
        ]

    def sketches(self, kind: Kind, among: Container[str]) -> list[Sketch]:
        """The matches with some listings, as far as they are eligible, best first."""
        ranking = self.ranking(kind)
        order, scores = ranking.scores.order.tolist(), ranking.scores.score.tolist()
        texts = np.round(np.nan_to_num(ranking.scores.of("text")), DIGITS).tolist()
        ranked = sorted(ranking.places.items(), key=lambda one: (-order[one[1]], one[0]))
        return [
            Sketch(id, scores[place], texts[place], partial(self._outlined, id, ranking.scores, place, rank))
            for rank, (id, place) in enumerate(ranked, start=1)
            if id in among
        ]

    def _outlined(self, id: str, scores: Scores, place: int, rank: int) -> Match:
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
        readings = self._likeness(candidate, document).readings()
        return replace(
            match,
            rank=position.rank,
            position=replace(position, put_aside=candidate.id in without),
            behind=self._behind(scores, ranking, last) if last else (),
            confidence=confidence(match.features, self.weights.features, match.checks, readings, margin),
        )

    def _behind(self, scores: Scores, ranking: Ranking, last: str) -> tuple[Behind, ...]:
        score_of = partial(scores_of, weights=self.weights, ranker=self.ranker)
        return behind(sides_of(scores, 0), sides_of(ranking.scores, ranking.places[last]), score_of)

    def _likeness(self, candidate: Listing, document: Document) -> Likeness:
        return Likeness(
            self.state.retrieval,
            self.weights.text,
            (self.asker, self.document),
            (candidate, document),
            self.sentences,
        )

    def _worth_comparing(self, ids: Sequence[str]) -> Rows:
        retrieval = self.state.retrieval
        return np.array(sorted(retrieval.rows[id] for id in retrieval.pool(self.document, ids)), np.int64)

    def _score(self, candidates: Candidates, rows: Rows, crowded: Floats | float) -> Scores:
        crowd = Crowd(crowded, self.state.crowd(self.asker, self.document))
        return candidates.score(
            self.asker, self.document, rows, crowd, today=self.today, weights=self.weights, ranker=self.ranker
        )

    def _candidates(self, ids: Sequence[str], scores: Scores) -> list[Candidate]:
        owners = (self.state.listings[id].owner.id for id in ids)
        return [Candidate(*one) for one in zip(ids, owners, scores.order.tolist(), strict=True)]
