"""The hash chain of the audit trail: how a row is hashed, and where a trail does not hold, in words.

Needs nothing but Python, so that an outsider can check an exported trail with this one file.

The canonical form of a row is a JSON object in UTF-8 with sorted keys, no spaces, and nothing escaped that need not be;
moments are ISO 8601 in UTC, identities are lower-case UUIDs with hyphens. `on_behalf_of_id` is left out while there is
none, as in the rows from before there was such a column. `hash` is the SHA-256, in hex, over the canonical form of all
other columns; among these is `previous_hash`, the hash of the row before, which is 64 zeros for number 1.
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

GENESIS = "0" * 64
CHANGED = "was changed after it was written"
INSERTED = "was inserted: the row after it follows the row before it"
OUT_OF_LINE = "was inserted: there is no such place in the line"
REPLACED = "was replaced and hashed anew: the row after it follows another one"
NOT_FIRST = "was replaced and hashed anew: it does not begin the trail"
NOT_THE_HEAD = "was replaced and hashed anew, or the head was: the head names another hash"


@dataclass(frozen=True)
class Break:
    """Where the chain does not hold, and how; `seq` is the first row that it is about."""

    seq: int
    what: str


class Head(NamedTuple):
    """The number and the hash of a row that was the last one when they were kept."""

    seq: int
    hash: str


class _Link(NamedTuple):
    seq: int
    hash: str
    sound: bool  # is what it was when it was hashed


def canonical(values: Mapping[str, Any]) -> str:
    """The canonical form of all the values that are given."""
    plain = {name: _plain(value) for name, value in values.items() if name != "on_behalf_of_id" or value is not None}
    return json.dumps(plain, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def digest(values: Mapping[str, Any]) -> str:
    """SHA-256 in hex over the canonical form of everything but the hash itself."""
    text = canonical({name: value for name, value in values.items() if name != "hash"})
    return hashlib.sha256(text.encode()).hexdigest()


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    return str(value) if isinstance(value, UUID) else value


def check(
    rows: Iterable[Mapping[str, Any]], head: Head | None, place_of: Callable[[str], int | None]
) -> Iterator[Break]:
    """Every place at which rows, which come in the order of their numbers, are not an unbroken trail up to the head.

    Args:
        head: what the last row should be; None where that is not known.
        place_of: the number under which a hash now stands, if any does; asked only where something is wrong.
    """
    before = last = _Link(0, GENESIS, sound=True)
    for row in rows:
        if row["seq"] < last.seq + 1:
            yield Break(row["seq"], OUT_OF_LINE)
            continue
        whole = row["seq"] == last.seq + 1
        if not whole:
            yield _missing(last.seq + 1, row["seq"] - 1, "at the start" if last.seq == 0 else "in the middle")
        origin = _origin(row, place_of)
        if origin != row["seq"]:
            told = CHANGED if origin is None else f"was moved: it was written as number {origin}"
            yield Break(row["seq"], told)
        if whole and last.sound and origin is not None and row["previous_hash"] != last.hash:
            yield from _wrongly_followed(before, last, row, moved=origin != row["seq"])
        before, last = last, _Link(row["seq"], row["hash"], sound=origin == row["seq"])
    if head is not None and last.seq < head.seq:
        yield _missing(last.seq + 1, head.seq, "at the end")
    elif head is not None and last.sound and last.hash != head.hash:
        yield Break(last.seq, NOT_THE_HEAD)


def _wrongly_followed(before: _Link, last: _Link, row: Mapping[str, Any], *, moved: bool) -> Iterator[Break]:
    """What became of the last row, if the next one, which is as it was written, follows another."""
    if last.seq > 0 and row["previous_hash"] == before.hash:
        yield Break(last.seq, INSERTED)
    elif not moved:
        yield Break(last.seq, REPLACED) if last.seq > 0 else Break(row["seq"], NOT_FIRST)


def _missing(first: int, last: int, where: str) -> Break:
    return Break(first, f"is missing {where}{f', and so are those up to {last}' if first < last else ''}")


def _origin(row: Mapping[str, Any], place_of: Callable[[str], int | None]) -> int | None:
    """The number under which a row was hashed; None when it is not what it was under any that is likely."""
    if _holds(row):
        return int(row["seq"])
    behind = 0 if row["previous_hash"] == GENESIS else place_of(row["previous_hash"])
    likely = (row["seq"] - 1, row["seq"] + 1, *(() if behind is None else (behind + 1,)))
    return next((seq for seq in likely if _holds({**row, "seq": seq})), None)


def _holds(row: Mapping[str, Any]) -> bool:
    try:
        return bool(row["hash"] == digest(row))
    except (TypeError, ValueError):  # something that no row is written with
        return False
