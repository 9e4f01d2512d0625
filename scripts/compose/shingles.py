"""How alike two texts are: Jaccard similarity of their character 5-grams."""

from collections import Counter, defaultdict

SIZE = 5


def shingles(text: str) -> frozenset[str]:
    """The character 5-grams of a text without its white space."""
    packed = "".join(text.split())
    return frozenset(packed[start : start + SIZE] for start in range(max(1, len(packed) - SIZE + 1)))


class Shelf:
    """Texts that were accepted so far, and how near a new one comes to the nearest of them."""

    def __init__(self) -> None:
        self._sizes: list[int] = []
        self._places: defaultdict[str, list[int]] = defaultdict(list)

    def nearest(self, text: str) -> float:
        """The largest Jaccard similarity to any text on the shelf; 0.0 for an empty shelf."""
        own = shingles(text)
        shared = Counter(place for shingle in own for place in self._places.get(shingle, ()))
        return max((n / (len(own) + self._sizes[place] - n) for place, n in shared.items()), default=0.0)

    def add(self, text: str) -> None:
        """Put a text on the shelf."""
        own = shingles(text)
        for shingle in own:
            self._places[shingle].append(len(self._sizes))
        self._sizes.append(len(own))
