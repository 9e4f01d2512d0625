"""Anchors: heads of the trail, one a day, in a file that an outsider can keep.

Whoever owns the database can cut the trail off, or hash it anew from some row on, so that it holds by itself. It no
longer holds against a head that was carried out of the house before. Each line is a JSON object:
`day` (in China), `seq` and `hash` of the last row, `count` (how many rows there were), `made_at` (ISO 8601, UTC).
"""

import fcntl
import json
import os
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import date, datetime
from io import FileIO
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from market import audit, clock
from market.audit import AuditEvent
from market.chain import GENESIS, Break
from market.errors import MarketError, Message

AT_ONCE = 500


class DamagedAnchors(MarketError):
    """The file of anchors is not what was written into it."""


class BrokenTrail(MarketError):
    """The trail does not hold, so that its head is not worth keeping; `breaks` says where."""

    def __init__(self, breaks: list[Break]) -> None:
        self.breaks = breaks
        super().__init__(Message("The trail does not hold; its head was not kept."))


@dataclass(frozen=True)
class Anchor:
    """The last row of the trail on a day."""

    day: date
    seq: int
    hash: str
    count: int
    made_at: datetime


def read(path: Path) -> list[Anchor]:
    """The anchors of a file, oldest first; none where there is no file yet. Raises: DamagedAnchors."""
    return _parsed(path.read_bytes()) if path.exists() else []


def keep(session: Session, path: Path) -> tuple[Anchor, bool]:
    """Add today's head to the file; (the anchor of today, whether it is new). The second call of a day adds nothing.

    Only ever appends, under a lock, and returns once it is on the disk.
    Raises: DamagedAnchors; BrokenTrail when the trail does not hold by itself or against an earlier anchor.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("ab+", buffering=0) as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        file.seek(0)
        anchors = _parsed(file.read())
        today = clock.today()
        if anchors and anchors[-1].day >= today:
            if anchors[-1].day > today:
                raise DamagedAnchors(Message("The last anchor is of {day}, a day to come.", {"day": anchors[-1].day}))
            return anchors[-1], False
        anchor = _of_today(session, anchors)
        _append(file, anchor)
    folder = os.open(path.parent, os.O_RDONLY)  # the name of a new file has to be on the disk too
    os.fsync(folder)
    os.close(folder)
    return anchor, True


def _of_today(session: Session, anchors: list[Anchor]) -> Anchor:
    breaks = [*audit.verify(session), *against(session, anchors)]
    if breaks:
        raise BrokenTrail(breaks)
    head = audit.head(session)
    return Anchor(clock.today(), head.seq, head.hash, head.seq, clock.now())


def _append(file: FileIO, anchor: Anchor) -> None:
    plain = asdict(anchor) | {"day": anchor.day.isoformat(), "made_at": anchor.made_at.isoformat()}
    file.write(json.dumps(plain).encode() + b"\n")
    os.fsync(file.fileno())


def against(session: Session, anchors: Iterable[Anchor]) -> Iterator[Break]:
    """Every anchor that the trail does not hold against; two anchors of one row count once each."""
    anchors = list(anchors)
    hashes: dict[int, str] = {0: GENESIS}
    for start in range(0, len(anchors), AT_ONCE):
        numbers = [anchor.seq for anchor in anchors[start : start + AT_ONCE]]
        found = session.execute(select(AuditEvent.seq, AuditEvent.hash).where(AuditEvent.seq.in_(numbers)))
        hashes.update((seq, hash) for seq, hash in found)
    for anchor in anchors:
        if anchor.seq not in hashes:
            yield Break(anchor.seq, f"is not there, but was the last row on {anchor.day}: the trail was cut off")
        elif hashes[anchor.seq] != anchor.hash:
            yield Break(anchor.seq, f"is not what was the last row on {anchor.day}: the trail was written anew")


def _parsed(content: bytes) -> list[Anchor]:
    if content and not content.endswith(b"\n"):
        raise DamagedAnchors(Message("The last line of the file of anchors was cut off."))
    anchors: list[Anchor] = []
    for number, line in enumerate(content.splitlines(), start=1):
        try:
            anchor = _anchor(json.loads(line))
        except (ValueError, TypeError, KeyError) as error:
            raise DamagedAnchors(
                Message("Line {number} of the file of anchors is not an anchor.", {"number": number})
            ) from error
        if anchors and not _follows(anchor, anchors[-1]):
            raise DamagedAnchors(
                Message("Line {number} of the file of anchors does not follow the one before.", {"number": number})
            )
        anchors.append(anchor)
    return anchors


def _anchor(values: dict[str, Any]) -> Anchor:
    """Raises: ValueError, TypeError or KeyError when these are not the values of one."""
    anchor = Anchor(
        date.fromisoformat(values["day"]),
        values["seq"],
        values["hash"],
        values["count"],
        datetime.fromisoformat(values["made_at"]),
    )
    if len(bytes.fromhex(anchor.hash)) != 32 or type(anchor.seq) is not int or not 0 <= anchor.seq == anchor.count:
        raise ValueError("not the head of a trail")
    return anchor


def _follows(anchor: Anchor, before: Anchor) -> bool:
    """Days pass, and the trail grows or stays what it was."""
    same = anchor.seq == before.seq and anchor.hash == before.hash
    return anchor.day > before.day and (anchor.seq > before.seq or same)
