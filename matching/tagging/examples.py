"""The labelled examples: texts with the codes that people chose for them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from matching.bm25 import Bag, Vocabulary
from matching.index import Vector
from matching.records import Language
from matching.tagging.exclusions import without_exclusions
from matching.tagging.keywords import Found, Keywords
from matching.tokens import tokenize


@dataclass(frozen=True)
class Example:
    """A text with its codes by vocabulary; a vocabulary without codes is one for which nobody labelled it.

    `vector` has length 1 and is centred like those that are asked with.
    """

    id: str
    text: str
    language: Language
    codes: Mapping[str, frozenset[str]]
    vector: Vector | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Labelled:
    """An example with its words counted and its keywords found."""

    example: Example
    bag: Bag
    found: Found


class Examples:
    """A growing and shrinking stock of examples. One writer at a time; a Tagger keeps what it was made from."""

    def __init__(self, keywords: Keywords) -> None:
        """Start with none."""
        self.keywords = keywords
        self.words = Vocabulary()
        self._held: dict[str, Labelled] = {}

    def __len__(self) -> int:
        return len(self._held)

    def upsert(self, examples: Iterable[Example]) -> None:
        """Add or replace examples."""
        for example in examples:
            text = without_exclusions(example.text)
            bag = self.words.learn(tokenize(text))
            self._held[example.id] = Labelled(example, bag, self.keywords.find(text, example.language))

    def delete(self, ids: Iterable[str]) -> None:
        """Take examples out; those that are not there do not matter."""
        for id in ids:
            self._held.pop(id, None)

    def held(self) -> tuple[Labelled, ...]:
        """All of them, by id."""
        return tuple(self._held[id] for id in sorted(self._held))
