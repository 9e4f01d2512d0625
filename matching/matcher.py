"""The one door: who fits a listing, why a pair fits or not, and listings found by free text."""

from collections.abc import Collection, Container, Mapping, Sequence
from dataclasses import replace
from datetime import date
from threading import Lock
from types import MappingProxyType

from matching.centering import NO_CENTERING, Centering
from matching.documents import Document
from matching.eligibility.catalogue import CATALOGUE
from matching.eligibility.openings import Opening, openings
from matching.index import Vector
from matching.places import Centroids, Map
from matching.question import Question, Sketch
from matching.records import Kind, Language, Listing, Match, Recommendations
from matching.retrieval import HybridRetriever
from matching.scoring import Order
from matching.sentences import Sentences, SentenceVectors
from matching.state import State
from matching.text import compose
from matching.weights import DEFAULT_WEIGHTS, Weights


class UnknownListing(LookupError):
    """The matcher has no listing of this id."""


class Matcher:
    """Matches listings whose vectors the caller computes and keeps.

    Any number of threads may ask while one changes the listings: each question is answered from one state, the one
    before the change or the one after it. `confirmed` may be set anew at any time.
    """

    def __init__(
        self,
        *,
        encoder_id: str,
        dimension: int,
        centering: Centering | None = None,
        centroids: Centroids = MappingProxyType({}),
        weights: Weights = DEFAULT_WEIGHTS,
        confirmed: frozenset[str] = frozenset(),
        ranker: Order | None = None,
    ) -> None:
        """Start without listings.

        Args:
            encoder_id: of the model that all vectors come from.
            centering: takes the languages' means out of the vectors, which are handed in raw.
            centroids: latitude and longitude by division code, in WGS-84 degrees.
            confirmed: the rules, resting on a law read at second hand, that a person at the district has confirmed.
            ranker: orders what passed the gate, in place of the weights; it may be set anew at any time.
        """
        self.encoder_id, self.weights, self.confirmed = encoder_id, weights, confirmed
        self.ranker = ranker
        self._retriever = HybridRetriever(
            dimension, encoder_id=encoder_id, centering=centering or NO_CENTERING, weights=weights.text
        )
        self._map = Map(centroids)
        self._lock = Lock()
        self._state = State.of({}, self._retriever.snapshot(), self._map)

    def __len__(self) -> int:
        return len(self._state.listings)

    @property
    def listings(self) -> Mapping[str, Listing]:
        """The listings by id, as they are now."""
        return MappingProxyType(self._state.listings)

    @property
    def dimension(self) -> int:
        """Of all vectors."""
        return self._retriever.dimension

    @property
    def pending(self) -> int:
        """How many open listings have no vector yet."""
        return self._state.pending

    def upsert(self, listings: Sequence[Listing], vectors: Mapping[str, Vector] = MappingProxyType({})) -> None:
        """Add listings or replace them, with their raw unit vectors by id.

        A listing without a vector keeps the one it has as long as its text is the same; without any it is found by
        its words alone. A revision older than the one that is held is passed over; of several in one call the newest
        counts.

        Raises: BadVector, and then nothing has changed.
        """
        with self._lock:
            newest = self._newest(listings)
            if newest:
                texts = {id: (compose(one), one.language, vectors.get(id)) for id, one in newest.items()}
                self._retriever.change(texts)
                self._go_on({**self._state.listings, **newest})

    def delete(self, ids: Sequence[str]) -> None:
        """Take listings out; unknown ids are passed over."""
        with self._lock:
            gone = {id for id in ids if id in self._state.listings}
            if gone:
                self._retriever.change({}, gone)
                left = {id: one for id, one in self._state.listings.items() if id not in gone}
                self._go_on(left)

    def recommend(
        self,
        listing: Listing | str,
        for_kind: Kind,
        k: int = 10,
        *,
        today: date,
        as_of: int = 0,
        vector: Vector | None = None,
        without: Container[str] = (),
        full: Collection[str] = (),
        sentences: SentenceVectors | None = None,
        explained: bool = True,
    ) -> Recommendations:
        """The k best listings of a kind that fail no condition, best first, ties by id; `without` those that are named.

        Those that are `full` are left out too, and counted as `withheld` where they would be among the k.
        At most two of them (Weights.per_owner) have the same owner. `excluded` counts, rule by rule, who failed it;
        whoever failed two rules is counted in both. A listing that is not stored may be given with its raw vector.
        `sentences` is asked once, for the asker and the k, after they are ranked. Matches that are not `explained` have
        their scores and features only, which takes a fraction of the time.

        Raises: UnknownListing, BadVector.
        """
        state = self._state
        question = self._question(state, listing, today, vector)
        ranking = question.ranking(for_kind, without, full)
        found = [state.listings[one.id] for one in ranking.order[: max(k, 0)]]
        if explained:
            question = self._reading(question, sentences, found)
        return Recommendations(
            asker_id=question.asker.id,
            for_kind=for_kind,
            matches=question.matches(ranking, found) if explained else question.outline(ranking, found),
            encoder_id=self.encoder_id,
            weights_version=(question.ranker or self.weights).version,
            as_of=as_of,
            considered=ranking.considered,
            excluded=ranking.excluded,
            pending=state.pending,
            rules_version=CATALOGUE.with_confirmed(question.confirmed),
            withheld=sum(one.id in full for one in ranking.wished[: max(k, 0)]),
        )

    def sketches(self, listing: Listing | str, for_kind: Kind, among: Container[str], *, today: date) -> list[Sketch]:
        """The matches of a listing with some of a kind that fail no condition, best first, without what explains them.

        Raises: UnknownListing.
        """
        return self._question(self._state, listing, today, None).sketches(for_kind, among)

    def explain(
        self,
        a: Listing | str,
        b: Listing | str,
        *,
        today: date,
        vectors: Mapping[str, Vector] = MappingProxyType({}),
        without: Container[str] = (),
        sentences: SentenceVectors | None = None,
    ) -> Match:
        """What speaks for and against any pair, with the numbers that `recommend` has for it; rank 0 if it fails.

        A pair that `recommend` holds back, because its owner is there often enough, ranks behind all that it shows;
        one that is named in `without` is told the place that it would have.
        Listings that are not stored, or not as they are given, may come with their raw `vectors` by id. `sentences` is
        asked once, for these two.

        Raises: UnknownListing, BadVector.
        """
        state = self._state
        candidate, document = self._find(state, b, vectors.get(_id(b)))
        question = self._question(state, a, today, vectors.get(_id(a)))
        return self._reading(question, sentences, [candidate]).explain(candidate, document, without)

    def openings(self, listing: Listing | str, for_kind: Kind, *, today: date) -> Sequence[Opening]:
        """What the listing's owner could change so that more listings of a kind pass, best first.

        Raises: UnknownListing.
        """
        state = self._state
        asker, _document = self._find(state, listing, None)
        rows = state.rows[for_kind]
        return openings(state.candidates.screen, asker, rows, today=today, confirmed=self.confirmed)

    def search(
        self,
        text: str,
        *,
        language: Language,
        kinds: frozenset[Kind] = frozenset(),
        limit: int = 50,
        vector: Vector | None = None,
    ) -> list[tuple[str, float]]:
        """Open listings that answer a free text, best first, with values from 0 to 1.

        They have a whole word of it, or with a vector, they mean about the same. No kinds means all. Raises: BadVector.
        """
        state = self._state
        wanted = {id for id, one in state.listings.items() if one.is_open and (not kinds or one.kind in kinds)}
        question = self._retriever.document(text, language, vector)
        return state.retrieval.rank(question, limit, state.retrieval.answering(question, wanted))

    def _go_on(self, listings: Mapping[str, Listing]) -> None:
        self._state = self._state.after(listings, self._retriever.snapshot(), self._map)

    def _question(self, state: State, listing: Listing | str, today: date, vector: Vector | None) -> Question:
        asker, document = self._find(state, listing, vector)
        return Question(state, asker, document, today, self.weights, self.confirmed, self._map, self.ranker)

    def _reading(self, question: Question, vectors: SentenceVectors | None, found: Sequence[Listing]) -> Question:
        """The question with the sentences of the asker and of those that were found, as far as they have vectors."""
        if vectors is None or not found:
            return question
        raw = vectors([question.asker, *found])
        centering = self._retriever.centering
        read = {
            one.id: Sentences.of(one, raw.get(one.id), centering, self.dimension) for one in (question.asker, *found)
        }
        return replace(question, sentences={id: one for id, one in read.items() if one is not None})

    def _find(self, state: State, listing: Listing | str, vector: Vector | None) -> tuple[Listing, Document]:
        """A listing with its document: the stored one, unless the text or the vector is another."""
        if isinstance(listing, str):
            if listing not in state.listings:
                raise UnknownListing(f"There is no listing {listing}")
            listing = state.listings[listing]
        text, stored = compose(listing), state.retrieval.stored.get(listing.id)
        same = stored is not None and (stored.text, stored.language) == (text, listing.language)
        if stored is not None and same and vector is None:
            return listing, stored
        return listing, self._retriever.document(text, listing.language, vector)

    def _newest(self, listings: Sequence[Listing]) -> dict[str, Listing]:
        held, newest = self._state.listings, dict[str, Listing]()
        for listing in listings:
            other = newest.get(listing.id) or held.get(listing.id)
            if other is None or listing.revision >= other.revision:
                newest[listing.id] = listing
        return newest


def _id(listing: Listing | str) -> str:
    return listing if isinstance(listing, str) else listing.id
