"""Full-text search in memory: tantivy's BM25 over our own tokens, one index per language."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import log1p

import tantivy

from matching.fusion import Ranked, best

_HEAP_BYTES = 15_000_000  # the least that tantivy takes
_MOST_WAITING, _SHARE_WAITING = 64, 16  # so many documents may wait, and no more than one in so many
_K1, _B = 1.2, 0.75  # those of tantivy


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", tokenizer_name="raw", index_option="basic")
    builder.add_unsigned_field("number", fast=True)
    builder.add_text_field("words", tokenizer_name="whitespace", index_option="freq")
    return builder.build()


_SCHEMA = _schema()


@dataclass(frozen=True, slots=True)
class LexicalSnapshot:
    """What could be found at one moment; later changes do not reach it.

    `ids` are those of the documents in the index that are still there, by number; `fresh` those that are not yet in it.
    """

    searcher: tantivy.Searcher
    ids: Mapping[int, str]
    fresh: Mapping[str, Counter[str]]
    mean_length: float

    def search(self, tokens: Iterable[str], limit: int, allowed: Collection[str] | None = None) -> list[Ranked]:
        """The documents that have a word in common with the tokens, best first, ties by id.

        A document without a common word is absent: BM25 has no opinion on it.
        """
        pairs = self._found(tokens)
        return best((pair for pair in pairs if allowed is None or pair[0] in allowed), limit)

    def having(self, tokens: Iterable[str]) -> set[str]:
        """The documents that have a word in common with the tokens."""
        return {id for id, _ in self._found(tokens)}

    def _found(self, tokens: Iterable[str]) -> list[Ranked]:
        wanted = list(dict.fromkeys(tokens))
        if not wanted or (not self.ids and not self.fresh):
            return []
        # tantivy breaks ties by its own order: fetch all that match, for the caller to sort.
        query = tantivy.Query.boolean_query([(tantivy.Occur.Should, _term(token)) for token in wanted])
        found = self.searcher.search(query, max(1, self.searcher.num_docs), count=False).hits
        numbers = self.searcher.fast_field_values("number", [address for _, address in found])
        held = (
            (self.ids.get(int(number or 0)), float(score)) for number, (score, _) in zip(numbers, found, strict=True)
        )
        return [*((id, score) for id, score in held if id is not None), *self._fresh_found(wanted)]

    def _fresh_found(self, wanted: Sequence[str]) -> Iterator[Ranked]:
        """The fresh documents that have a word, weighed by what the index knows of the words."""
        total = self.searcher.num_docs
        for id, words in self.fresh.items():
            length = _B * words.total() / self.mean_length
            score, has = 0.0, False
            for word in wanted:
                if times := words[word]:
                    known = min(self.searcher.doc_freq("words", word), total)
                    weight = log1p((total - known + 0.5) / (known + 0.5))
                    score += weight * times * (_K1 + 1) / (times + _K1 * (1 - _B + length))
                    has = True
            if has:
                yield id, score


class LexicalIndex:
    """The documents of one language by their words. One writer at a time; readers take a snapshot.

    A few changed documents of many wait beside the index, because tantivy takes as long for one as for a hundred.
    """

    def __init__(self) -> None:
        self._index = tantivy.Index(_SCHEMA)
        self._numbers: dict[str, int] = {}
        self._ids: dict[int, str] = {}
        self._fresh: dict[str, Counter[str]] = {}
        self._dead: set[str] = set()  # ids whose documents in the index count no more
        self._next, self._tokens = 0, 0
        self._snapshot: LexicalSnapshot | None = None

    def change(self, upserts: Mapping[str, Sequence[str]], deleted: Iterable[str] = ()) -> None:
        """Add or replace documents given by their tokens, and take others out."""
        gone = [id for id in {*upserts, *deleted} if id in self._numbers or id in self._fresh]
        if not upserts and not gone:
            return
        for id in gone:
            self._fresh.pop(id, None)
            if id in self._numbers:
                del self._ids[self._numbers.pop(id)]
                self._dead.add(id)
        self._fresh.update((id, Counter(tokens)) for id, tokens in upserts.items())
        if len(self._fresh) + len(self._dead) > min(_MOST_WAITING, len(self._numbers) // _SHARE_WAITING):
            self._write()
        self._snapshot = None

    def snapshot(self) -> LexicalSnapshot:
        """What can be found now."""
        if self._snapshot is None:
            mean = self._tokens / self._next if self._tokens else 1.0
            self._snapshot = LexicalSnapshot(self._index.searcher(), self._ids.copy(), self._fresh.copy(), mean)
        return self._snapshot

    def _write(self) -> None:
        """Bring the index up to date. The writer lives no longer, so that a process with an index may fork."""
        writer = self._index.writer(_HEAP_BYTES, 1)
        for id in self._dead:
            writer.delete_documents_by_term("id", id)
        for id, words in self._fresh.items():
            writer.add_document(self._document(id, words))
        writer.commit()
        writer.wait_merging_threads()
        self._index.reload()
        self._dead, self._fresh = set(), {}

    def _document(self, id: str, words: Counter[str]) -> tantivy.Document:
        self._numbers[id], self._ids[self._next] = self._next, id
        document = tantivy.Document()
        document.add_text("id", id)
        document.add_unsigned("number", self._next)
        document.add_text("words", " ".join(words.elements()))
        self._next += 1
        self._tokens += words.total()
        return document


def _term(token: str) -> tantivy.Query:
    return tantivy.Query.term_query(_SCHEMA, "words", token, "freq")
