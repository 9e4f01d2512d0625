"""The rankings that are compared: the one that the marketplace uses, and the baselines that it has to beat."""

from collections.abc import Collection, Mapping, Sequence

import numpy as np

from matching.bm25 import Floats
from matching.centering import centering_for
from matching.documents import Document
from matching.evaluation.datasets import Dataset, Entry, text_of
from matching.evaluation.vectors import KeptVectors
from matching.fusion import rrf
from matching.index import Vector
from matching.retrieval import HybridRetriever
from matching.text import language_of
from matching.tokens import tokenize
from matching.weights import TextWeights

Run = Mapping[str, Sequence[str]]  # query id, then text ids, best first

FUSION = "rrf"
BASELINES = ("bm25", "dense", FUSION)
PRODUCT = "product"
SYSTEMS = (*BASELINES, PRODUCT)
DEPTH = 200  # ids in a run
FUSED = 100  # ids of each side that reciprocal rank fusion joins


class Systems:
    """All systems over one data set: the same tokens, vectors and means for each of them."""

    def __init__(self, dataset: Dataset, vectors: KeptVectors, weights: TextWeights, gate: str | None = None) -> None:
        """Encode and index the data set; `gate` is a field that must be the same on both sides, where both have it.

        Of a list, one side has to have something that the other has too.
        """
        self._dataset, self._gate = dataset, gate
        texts = [text_of(entry) for entry in dataset.corpus.values()]
        languages = [language_of(text) for text in texts]
        found = vectors.of(texts, "document")
        centering = centering_for(vectors.encoder_id, found, languages)
        self._retriever = HybridRetriever(
            found.shape[1], encoder_id=vectors.encoder_id, centering=centering, weights=weights
        )
        self._retriever.add(list(dataset.corpus), texts, languages, found)
        asked = vectors.of([text_of(query) for query in dataset.queries.values()], "query")
        self._askers = {id: self._asker(text_of(query), vector) for (id, query), vector in self._each(asked)}
        audience = [asker.vector for asker in self._askers.values() if asker.vector is not None]
        self._market = self._retriever.snapshot().crowded_by(np.array(audience))

    def run(self, system: str) -> Run:
        """The texts that a system finds for each query, best first."""
        rank = {"bm25": self._bm25, "dense": self._dense, FUSION: self._rrf, PRODUCT: self._product}[system]
        return {id: rank(self._askers[id], self._allowed(query)) for id, query in self._dataset.queries.items()}

    @property
    def ids(self) -> Sequence[str]:
        """Those of the texts, in the order of their columns in `both_ways`."""
        return self._market.documents.ids

    def both_ways(self) -> tuple[Floats, Floats]:
        """How well each text serves each query, and the other way round; shape (queries, texts), 0 to 1."""
        pairs = [self._market.both_ways(asker) for asker in self._askers.values()]
        forward, backward = (np.array([pair[way] for pair in pairs]) for way in (0, 1))
        return forward, backward

    def scored(self) -> Mapping[str, Sequence[tuple[str, float]]]:
        """What the product finds for each query, with scores, best first."""
        return {
            id: self._market.rank(self._askers[id], DEPTH, self._allowed(query))
            for id, query in self._dataset.queries.items()
        }

    def _each(self, asked: Vector) -> list[tuple[tuple[str, Entry], Vector]]:
        return list(zip(self._dataset.queries.items(), asked, strict=True))

    def _asker(self, text: str, vector: Vector) -> Document:
        return self._retriever.document(text, language_of(text), vector)

    def _allowed(self, query: Entry) -> Collection[str] | None:
        wanted = query.get(self._gate) if self._gate else None
        if wanted is None or self._gate is None:
            return None
        return {id for id, entry in self._dataset.corpus.items() if _meet(entry.get(self._gate, wanted), wanted)}

    def _product(self, asker: Document, allowed: Collection[str] | None) -> list[str]:
        return [id for id, _ in self._market.rank(asker, DEPTH, allowed)]

    def _bm25(self, asker: Document, allowed: Collection[str] | None, depth: int = DEPTH) -> list[str]:
        lexical = self._retriever.snapshot().lexical[asker.language]
        return [id for id, _ in lexical.search(tokenize(asker.text), depth, allowed)]

    def _dense(self, asker: Document, allowed: Collection[str] | None, depth: int = DEPTH) -> list[str]:
        if asker.vector is None:
            return []
        return [id for id, _ in self._retriever.snapshot().index.search(asker.vector, depth, allowed)]

    def _rrf(self, asker: Document, allowed: Collection[str] | None) -> list[str]:
        sides = (self._bm25(asker, allowed, FUSED), self._dense(asker, allowed, FUSED))
        return [id for id, _ in rrf(sides)]


def _meet(one: object, other: object) -> bool:
    """Two values are the same; or, where there are lists, they have something in common."""
    if not isinstance(one, list) and not isinstance(other, list):
        return one == other
    ours, theirs = (value if isinstance(value, list) else [value] for value in (one, other))
    return any(value in theirs for value in ours)
