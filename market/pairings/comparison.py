"""What changed between two submissions of a file: amounts, who brings what, and the words, piece by piece."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from typing import Any

from market.audit import AuditEvent

_ENDS = re.compile(r"(?<=[。！？!?;；\n])|(?<=\.)(?=\s)")  # where a sentence has just ended


class Piece(StrEnum):
    """What became of a piece of a text."""

    KEPT = "kept"
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True)
class Comparison:
    """Two submissions beside each other; amounts in fen; `shares` by the listing's id: what it brought and brings."""

    budget: tuple[int, int]
    own: tuple[int, int]
    shares: Mapping[str, tuple[int | None, int | None]]
    versions: frozenset[str]  # ids of the listings that are at another version now
    words: tuple[tuple[Piece, str], ...]


def last_two(events: Sequence[AuditEvent]) -> Comparison | None:
    """The last submission beside the one before; None unless there were two."""
    submitted = [event.details["terms"] for event in events if event.action == "submit" and "terms" in event.details]
    return compare(submitted[-2], submitted[-1]) if len(submitted) >= 2 else None


def compare(before: Mapping[str, Any], after: Mapping[str, Any]) -> Comparison:
    """Two contents of a file as the trail keeps them (`consent.content`)."""
    shares = [{listing: amount or quantity for listing, amount, quantity in one["shares"]} for one in (before, after)]
    versions = [dict(one["versions"]) for one in (before, after)]
    return Comparison(
        budget=(before["budget_fen"], after["budget_fen"]),
        own=(before["own_fen"], after["own_fen"]),
        shares={key: (shares[0].get(key), shares[1].get(key)) for key in {**shares[0], **shares[1]}},
        versions=frozenset(key for key, number in versions[1].items() if versions[0].get(key, number) != number),
        words=tuple(_pieces(before["terms"], after["terms"])),
    )


def _pieces(before: str, after: str) -> Iterator[tuple[Piece, str]]:
    """The sentences of both texts in order, each with what became of it."""
    one, other = _sentences(before), _sentences(after)
    for tag, start, end, new_start, new_end in SequenceMatcher(a=one, b=other, autojunk=False).get_opcodes():
        if tag == "equal":
            yield Piece.KEPT, "".join(one[start:end])
            continue
        if end > start:
            yield Piece.REMOVED, "".join(one[start:end])
        if new_end > new_start:
            yield Piece.ADDED, "".join(other[new_start:new_end])


def _sentences(text: str) -> list[str]:
    return [piece for piece in _ENDS.split(text) if piece]
