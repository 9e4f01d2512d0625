"""Full-text search in memory: tantivy's BM25 over our own tokens, one index per language."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

import tantivy

from matching.fusion import Ranked, best

_HEAP_BYTES = 15_000_000  # the least that tantivy takes


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", tokenizer_name="raw", index_option="basic")
    builder.add_unsigned_field("number", fast=True)
    builder.add_text_field("words", tokenizer_name="whitespace", index_option="freq")
    return builder.build()


_SCHEMA = _schema()


@dataclass(frozen=True, slots=True)
class LexicalSnapshot:
    """What could be found at one moment; later changes do not reach it."""

    searcher: tantivy.Searcher
    ids: Mapping[int, str]

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
        wanted = [(tantivy.Occur.Should, _term(token)) for token in dict.fromkeys(tokens)]
        if not wanted or not self.ids:
            return []
        # tantivy breaks ties by its own order: fetch all that match, for the caller to sort.
        found = self.searcher.search(tantivy.Query.boolean_query(wanted), len(self.ids), count=False).hits
        numbers = self.searcher.fast_field_values("number", [address for _, address in found])
        return [(self.ids[int(number or 0)], float(score)) for number, (score, _) in zip(numbers, found, strict=True)]


class LexicalIndex:
    """The documents of one language by their words. One writer at a time; readers take a snapshot."""

    def __init__(self) -> None:
        self._index = tantivy.Index(_SCHEMA)
        self._numbers: dict[str, int] = {}
        self._next = 0

    def change(self, upserts: Mapping[str, Sequence[str]], deleted: Iterable[str] = ()) -> None:
        """Add or replace documents given by their tokens, and take others out.

        The writer lives only as long as the change, so that a process with an index may fork.
        """
        gone = [id for id in {*upserts, *deleted} if id in self._numbers]
        if not upserts and not gone:
            return
        writer = self._index.writer(_HEAP_BYTES, 1)
        for id in gone:
            writer.delete_documents_by_term("id", id)
            del self._numbers[id]
        for id, tokens in upserts.items():
            writer.add_document(self._document(id, tokens))
        writer.commit()
        writer.wait_merging_threads()
        self._index.reload()

    def snapshot(self) -> LexicalSnapshot:
        """What can be found now."""
        return LexicalSnapshot(self._index.searcher(), {number: id for id, number in self._numbers.items()})

    def _document(self, id: str, tokens: Sequence[str]) -> tantivy.Document:
        self._numbers[id] = self._next
        document = tantivy.Document()
        document.add_text("id", id)
        document.add_unsigned("number", self._next)
        document.add_text("words", " ".join(tokens))
        self._next += 1
        return document


def _term(token: str) -> tantivy.Query:
    return tantivy.Query.term_query(_SCHEMA, "words", token, "freq")
