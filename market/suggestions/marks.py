"""A listing's text in pieces, so that a page can mark the sentences that correspond and the words that they share."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from matching.records import SentencePair, Span

Side = Literal["ours", "theirs"]


@dataclass(frozen=True)
class Segment:
    """A stretch of text: `number` of the pair that it belongs to, 0 for none; pieces are (text, is a shared word).

    `by_meaning`: it corresponds to the other by what it means as a whole, not by a word.
    """

    number: int
    pieces: tuple[tuple[str, bool], ...]
    by_meaning: bool = False


@dataclass(frozen=True)
class Part:
    """One field of a listing by its name, in segments that together are its text."""

    name: str
    segments: tuple[Segment, ...]


def parts(texts: Mapping[str, str], pairs: Sequence[SentencePair], side: Side) -> list[Part]:
    """The fields of one side, in the order in which the matching library joins them, with its sentences marked."""
    found, start = [], 0
    for name, text in texts.items():
        found.append(Part(name, tuple(_segments(text, start, pairs, side))))
        start += len(text) + 1  # the end of its line
    return found


def _segments(text: str, start: int, pairs: Sequence[SentencePair], side: Side) -> list[Segment]:
    inside = [
        (first - start, last - start, number, [(one - start, end - start) for one, end in words], pair.by_meaning)
        for number, pair in enumerate(pairs, 1)
        for (first, last), words in [_sides(pair)[side]]
        if start <= first and last <= start + len(text)
    ]
    found, done = [], 0
    for first, last, number, words, by_meaning in sorted(inside):
        if done < first:
            found.append(Segment(0, ((text[done:first], False),)))
        found.append(Segment(number, _pieces(text, (first, last), words), by_meaning))
        done = last
    return [*found, Segment(0, ((text[done:], False),))] if done < len(text) else found


def _sides(pair: SentencePair) -> dict[Side, tuple[Span, tuple[Span, ...]]]:
    return {"ours": (pair.ours, pair.our_words), "theirs": (pair.theirs, pair.their_words)}


def _pieces(text: str, span: Span, words: Sequence[Span]) -> tuple[tuple[str, bool], ...]:
    found, done = [], span[0]
    for first, last in words:
        found += [(text[done:first], False), (text[first:last], True)]
        done = last
    return tuple(piece for piece in [*found, (text[done : span[1]], False)] if piece[0])
