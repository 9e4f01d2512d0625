"""Texts found by meaning and by words together; the same code serves the marketplace and the evaluation."""

from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from matching.bm25 import Floats, Rows, Tally, Vocabulary
from matching.centering import LANGUAGES, NO_CENTERING, Centering
from matching.crowding import NO_CROWD, Crowd, Crowding
from matching.documents import Background, Document, Documents, Sums
from matching.edit import Edit
from matching.fusion import DIGITS, Ranked, best, rrf
from matching.index import Vector, VectorIndex, checked
from matching.lexical import LexicalIndex, LexicalSnapshot
from matching.records import Language
from matching.tokens import tokenize, whole_words
from matching.weights import TextWeights

POOL = 2_000  # more candidates than this are thinned out by FAISS and tantivy before they are compared one by one

_FEW = 4  # a change of at most one document in so many is made by rows
_ASKERS = "askers"  # the group of texts that ask, beside those of the languages


@dataclass(frozen=True, slots=True)
class RetrievalSnapshot:
    """What can be found and compared at one moment; later changes do not reach it."""

    documents: Documents
    stored: Mapping[str, Document]
    rows: Mapping[str, int]
    lexical: Mapping[Language, LexicalSnapshot]
    vocabulary: Vocabulary
    weights: TextWeights
    edit: Edit | None = None  # what became of the rows of the snapshot before; None where all was read anew
    crowding: Crowding | None = None

    @property
    def index(self) -> VectorIndex:
        """The vectors."""
        return self.documents.index

    def only(self, id: str, document: Document) -> Documents:
        """One document that is not stored, to be compared as if it were."""
        index = VectorIndex(self.index.dimension)
        index = index if document.vector is None else index.changed({id: document.vector})
        known = self.documents
        return Documents({id: document}, index, known.statistics, known.background, len(self.vocabulary))

    def rank(self, asker: Document, limit: int, allowed: Collection[str] | None = None) -> list[Ranked]:
        """The documents that answer best, with their values from 0 to 1, ties by id; without those that say nothing."""
        ids = self.pool(asker, self.documents.ids if allowed is None else allowed)
        rows = np.array(sorted(self.rows[id] for id in ids), np.int64)
        values, _ = self.both_ways(asker, rows)
        values = np.round(values, DIGITS)  # the same on every machine, so that ties are ties
        told = [(self.documents.ids[row], float(value)) for row, value in zip(rows, values, strict=True) if value > 0]
        return best(told, limit)

    def crowded_by(self, audience: Vector) -> "RetrievalSnapshot":
        """The same among all who ask, given by their centred vectors: what is near to each of them is held back."""
        stored = [self.stored[id] for id in self.documents.ids]
        vectors = np.concatenate([self.index.vectors(self.documents.ids), audience])
        everyone = np.arange(len(stored), len(vectors))
        languages = np.array([document.language for document in stored], "U2")
        members: dict[Hashable, Rows] = {language: np.flatnonzero(languages == language) for language in LANGUAGES}
        audiences: dict[Hashable, Rows] = {**dict.fromkeys(members, everyone), _ASKERS: np.arange(len(stored))}
        crowding = Crowding(lambda rows: vectors[rows], {**members, _ASKERS: everyone}, audiences)
        return replace(self, crowding=crowding)

    def both_ways(self, asker: Document, rows: Rows | None = None) -> tuple[Floats, Floats]:
        """How much of what the asker says each row answers (None: all), and the other way round, each 0 to 1."""
        chosen = np.arange(len(self.documents.ids)) if rows is None else rows
        crowd = NO_CROWD
        if self.crowding:
            crowd = Crowd(self.crowding.of_rows(chosen), self.crowding.of(_ASKERS, asker.vector))
        return self.documents.compare(asker, chosen, self.weights, crowd)

    def answering(self, asker: Document, allowed: Collection[str]) -> set[str]:
        """The ids that share a whole word with a short question, not only a character, or are clearly near to it."""
        words = [word for word in whole_words(asker.text) if len(word) > 1] or tokenize(asker.text)
        found = self.lexical[asker.language].having(words)
        if asker.vector is not None:
            rows = np.array([self.rows[id] for id in allowed], np.int64)
            near = self.documents.nearness(asker, rows, self.weights)
            found |= {self.documents.ids[row] for row in rows[near > 0.5]}
        return found.intersection(allowed)

    def pool(self, asker: Document, allowed: Collection[str]) -> list[str]:
        """The ids worth comparing: all that are allowed, or where these are many, the best by vectors or by words."""
        known = {id for id in allowed if id in self.rows}
        if len(known) <= POOL:
            return list(known)
        rankings = [self.lexical[asker.language].search(tokenize(asker.text), POOL, known)]
        if asker.vector is not None:
            rankings.append(self.index.search(asker.vector, POOL, known))
        return [id for id, _ in rrf([id for id, _ in ranking] for ranking in rankings)][:POOL]


class HybridRetriever:
    """Texts with their languages and vectors: added, taken out, and ranked against a question.

    One writer at a time; readers use `snapshot()`, or `rank`, which takes one.
    """

    def __init__(
        self,
        dimension: int,
        *,
        encoder_id: str = "",
        centering: Centering = NO_CENTERING,
        weights: TextWeights = TextWeights(),  # noqa: B008 - frozen
    ) -> None:
        self._centering, self._weights = centering, weights
        self._index = VectorIndex(dimension, encoder_id=encoder_id, centering_id=centering.id)
        self._vocabulary = Vocabulary()
        self._documents: dict[str, Document] = {}
        self._tallies, self._sums = {language: Tally() for language in LANGUAGES}, Sums()
        self._lexical = {language: LexicalIndex() for language in LANGUAGES}
        self._snapshot = self._look(None)

    def add(
        self,
        ids: Sequence[str],
        texts: Sequence[str],
        languages: Sequence[Language],
        vectors: Sequence[Vector | None] | Vector,
    ) -> None:
        """Add or replace texts; the vector of a text may be None. Of an id that comes twice the last one counts.

        Raises: BadVector, and then nothing has changed.
        """
        self.change(dict(zip(ids, zip(texts, languages, vectors, strict=True), strict=True)))

    def change(self, upserts: Mapping[str, tuple[str, Language, Vector | None]], deleted: Iterable[str] = ()) -> None:
        """Add or replace texts, and take others out, in one step for the readers.

        A text that comes without a vector keeps the one that it has already. Raises: BadVector, and then nothing has
        changed.
        """
        centred = {id: self.centre(vector, language) for id, (_, language, vector) in upserts.items()}
        kept = {id for id, (text, language, _) in upserts.items() if self._holds(id, text, language)}
        gone = {*deleted, *upserts.keys() - kept} - kept
        self._index = self._index.changed({id: vector for id, vector in centred.items() if vector is not None}, gone)
        tokens = {id: tokenize(text) for id, (text, _, _) in upserts.items() if id not in kept}
        for language, lexical in self._lexical.items():
            lexical.change({id: own for id, own in tokens.items() if upserts[id][1] == language}, gone)
        old = {id: self._documents.pop(id) for id in gone | kept if id in self._documents}
        new = dict[str, Document]()
        for id, (text, language, _) in upserts.items():
            bag = old[id].bag if id in kept else self._vocabulary.learn(tokens[id])
            vector = old[id].vector if id in kept and centred[id] is None else centred[id]
            new[id] = Document(text, language, bag, vector)
        self._documents.update(new)
        self._count(old.values(), new.values())
        few = len(old.keys() | new.keys()) * _FEW <= len(self._documents)
        self._snapshot = self._look(Edit.of(self._snapshot.documents.ids, new, old) if few else None)

    def _count(self, old: Collection[Document], new: Collection[Document]) -> None:
        for documents, times in ((old, -1), (new, 1)):
            for language, tally in self._tallies.items():
                tally.add([document.bag for document in documents if document.language == language], times)
            self._sums.add(documents, times)

    def _holds(self, id: str, text: str, language: Language) -> bool:
        held = self._documents.get(id)
        return held is not None and (held.text, held.language) == (text, language)

    def rank(
        self, text: str, language: Language, vector: Vector | None, limit: int, allowed: Collection[str] | None = None
    ) -> list[Ranked]:
        """The texts that answer best, with their values from 0 to 1, ties by id. Raises: BadVector."""
        return self._snapshot.rank(self.document(text, language, vector), limit, allowed)

    def document(self, text: str, language: Language, vector: Vector | None) -> Document:
        """A text that is not stored, to be compared with those that are. Raises: BadVector."""
        return Document(text, language, self._vocabulary.read(tokenize(text)), self.centre(vector, language))

    def centre(self, vector: Vector | None, language: Language) -> Vector | None:
        """The vector as the index holds it; None for none, and for one that is the mean itself. Raises: BadVector."""
        if vector is None:
            return None
        centred: Vector = self._centering.apply(checked(vector, self._index.dimension)[:1], [language])[0]
        return centred if centred.any() else None

    @property
    def dimension(self) -> int:
        """Of all vectors."""
        return self._index.dimension

    @property
    def centering(self) -> Centering:
        """What is taken out of raw vectors."""
        return self._centering

    def snapshot(self) -> RetrievalSnapshot:
        """What can be found now."""
        return self._snapshot

    def _look(self, edit: Edit | None) -> RetrievalSnapshot:
        size = len(self._vocabulary)
        statistics = {language: tally.statistics(size) for language, tally in self._tallies.items()}
        given = (self._documents, self._index, statistics, Background.of(self._sums), size)
        documents = Documents(*given) if edit is None else self._snapshot.documents.edited(edit, *given)
        same = edit is not None and edit.same_ids
        return RetrievalSnapshot(
            documents=documents,
            stored=self._documents.copy(),
            rows=self._snapshot.rows if same else {id: row for row, id in enumerate(documents.ids)},
            lexical={language: lexical.snapshot() for language, lexical in self._lexical.items()},
            vocabulary=self._vocabulary,
            weights=self._weights,
            edit=edit,
        )
