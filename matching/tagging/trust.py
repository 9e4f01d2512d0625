"""How far a keyword can be trusted: how often it was right among the labelled examples."""

from collections import Counter
from collections.abc import Iterable

from matching.records import Language
from matching.tagging.examples import Labelled
from matching.tagging.keywords import Code

Keyed = Counter[tuple[Language, Code, str]]


class Trust:
    """Counts of keywords among examples, and of those that have the keyword's code too."""

    def __init__(self, labelled: Iterable[Labelled] = ()) -> None:
        """Count examples; one that nobody labelled in a keyword's vocabulary says nothing of that keyword."""
        self.seen: Keyed = Counter()
        self.right: Keyed = Counter()
        for one in labelled:
            self._add(one)

    def _add(self, one: Labelled) -> None:
        language, codes = one.example.language, one.example.codes
        for (vocabulary, code), words in one.found.items():
            chosen = codes.get(vocabulary)
            if chosen:
                keys = [(language, (vocabulary, code), word) for word in words]
                self.seen.update(keys)
                self.right.update(keys if code in chosen else ())

    def of(self, key: tuple[Language, Code, str], prior: float, weight: float, but: "Trust | None" = None) -> float:
        """The share of the examples with this keyword that have its code, 0 to 1.

        Args:
            prior: the share that is assumed, as if `weight` examples had shown it.
            but: examples that are not to count.
        """
        seen, right = self.seen[key], self.right[key]
        if but is not None:
            seen, right = seen - but.seen[key], right - but.right[key]
        return (right + weight * prior) / (seen + weight)
