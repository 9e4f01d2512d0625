"""Heads that were carried out of the house tell what a trail that was made to hold by itself cannot."""

import json
import os
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from market import audit, clock
from market.chain import Break
from market.oversight import anchors
from market.permissions import SYSTEM
from tests.conftest import NOW
from tests.factories import Market
from tests.service.oversight.trail import cut_off, write_anew

GOOD = {"day": "2026-03-11", "seq": 3, "hash": "a" * 64, "count": 3, "made_at": "2026-03-11T02:00:00+00:00"}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "kept" / "anchors.jsonl"


@pytest.fixture
def grow(session: Session, market: Market) -> Callable[[int], None]:
    """Adds events to the trail."""
    organization = market.organization()

    def grow(events: int) -> None:
        for _ in range(events):
            audit.record(session, SYSTEM, "change", organization, note="因为")
        session.commit()

    grow(3)
    return grow


def test_the_head_of_each_day_is_kept_once(session: Session, grow: Callable[[int], None], path: Path) -> None:
    first, new = anchors.keep(session, path)
    assert (new, first.seq, first.hash, first.count) == (True, *audit.head(session), 3)
    kept = path.read_bytes()
    assert json.loads(kept) == {
        "day": "2026-03-11", "seq": 3, "hash": first.hash, "count": 3, "made_at": NOW.isoformat(),
    }  # fmt: skip

    grow(2)
    with clock.held_at(NOW.replace(hour=15)):  # 23:00 in China
        assert anchors.keep(session, path) == (first, False)
    assert path.read_bytes() == kept
    with clock.held_at(NOW.replace(hour=16)):  # the next day there, the same in UTC
        second, new = anchors.keep(session, path)
    assert (new, second.seq, second.day) == (True, 5, first.day + timedelta(days=1))
    assert anchors.read(path) == [first, second]
    assert path.read_bytes().startswith(kept)


def test_an_empty_trail_can_be_kept_too(session: Session, path: Path) -> None:
    assert anchors.read(path) == []
    anchor, _new = anchors.keep(session, path)
    assert anchor.seq == 0
    assert list(anchors.against(session, [anchor])) == []


def test_it_is_on_the_disk_before_it_is_said_to_be_kept(
    session: Session, grow: Callable[[int], None], path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[bytes] = []
    monkeypatch.setattr(os, "fsync", lambda _descriptor: seen.append(path.read_bytes()))
    anchors.keep(session, path)
    assert seen == [path.read_bytes()] * 2  # the file, and its folder


def test_a_trail_that_was_cut_off_and_holds_by_itself_is_found(
    session: Session, grow: Callable[[int], None], path: Path
) -> None:
    anchor, _new = anchors.keep(session, path)
    cut_off(session, after=2)

    assert audit.verify(session) == []
    told = [Break(3, "is not there, but was the last row on 2026-03-11: the trail was cut off")]
    assert list(anchors.against(session, [anchor])) == told


@pytest.mark.parametrize("grown", [1, 4])
def test_a_trail_that_was_cut_off_and_written_on_is_found(
    session: Session, grow: Callable[[int], None], path: Path, grown: int
) -> None:
    anchor, _new = anchors.keep(session, path)
    cut_off(session, after=2)
    with clock.held_at(NOW + timedelta(hours=1)):
        grow(grown)

    assert audit.verify(session) == []
    told = [Break(3, "is not what was the last row on 2026-03-11: the trail was written anew")]
    assert list(anchors.against(session, [anchor])) == told


def test_no_head_is_kept_of_a_trail_that_does_not_hold(
    session: Session, grow: Callable[[int], None], path: Path
) -> None:
    anchors.keep(session, path)
    kept = path.read_bytes()
    write_anew(session, note="nothing to see")
    assert audit.verify(session) == []

    with clock.held_at(NOW + timedelta(days=1)), pytest.raises(anchors.BrokenTrail) as caught:
        anchors.keep(session, path)
    told = [Break(3, "is not what was the last row on 2026-03-11: the trail was written anew")]
    assert caught.value.breaks == told
    assert path.read_bytes() == kept


def test_more_anchors_than_are_asked_for_at_once_are_checked(
    session: Session, grow: Callable[[int], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(anchors, "AT_ONCE", 2)
    rows = list(audit.rows_of(session))
    kept = [anchors.Anchor(clock.today(), row["seq"], row["hash"], row["seq"], NOW) for row in rows]
    assert list(anchors.against(session, kept)) == []
    cut_off(session, after=1)
    assert [found.seq for found in anchors.against(session, kept)] == [2, 3]


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ([GOOD, "{"], "Line 2 of the file of anchors is not an anchor."),
        ([[1]], "Line 1 of the file of anchors is not an anchor."),
        ([{**GOOD, "day": "someday"}], "Line 1 of the file of anchors is not an anchor."),
        ([{**GOOD, "hash": "abc"}], "Line 1 of the file of anchors is not an anchor."),
        ([{**GOOD, "hash": "aa"}], "Line 1 of the file of anchors is not an anchor."),
        ([{**GOOD, "count": 2}], "Line 1 of the file of anchors is not an anchor."),
        ([{**GOOD, "seq": True, "count": True}], "Line 1 of the file of anchors is not an anchor."),
        ([{name: GOOD[name] for name in ("day", "seq")}], "Line 1 of the file of anchors is not an anchor."),
        ([GOOD, GOOD], "Line 2 of the file of anchors does not follow the one before."),
        (
            [GOOD, {**GOOD, "day": "2026-03-12", "seq": 2, "count": 2}],
            "Line 2 of the file of anchors does not follow the one before.",
        ),
        (
            [GOOD, {**GOOD, "day": "2026-03-12", "hash": "b" * 64}],
            "Line 2 of the file of anchors does not follow the one before.",
        ),
        ([{**GOOD, "count": 4}], "Line 1 of the file of anchors is not an anchor."),
        ([{**GOOD, "seq": -1, "count": -1}], "Line 1 of the file of anchors is not an anchor."),
        ([{**GOOD, "hash": "a" * 66}], "Line 1 of the file of anchors is not an anchor."),
        (
            [GOOD, {**GOOD, "day": "2026-03-12", "hash": "0" * 64}],
            "Line 2 of the file of anchors does not follow the one before.",
        ),
        (
            [GOOD, {**GOOD, "day": "2026-03-10", "seq": 9, "count": 9}],
            "Line 2 of the file of anchors does not follow the one before.",
        ),
        (
            [GOOD, {**GOOD, "day": "2026-03-13"}, {**GOOD, "day": "2026-03-12", "seq": 9, "count": 9}],
            "Line 3 of the file of anchors does not follow the one before.",
        ),
        (
            [{**GOOD, "day": f"2026-03-{day}"} for day in ("09", "10", "13")],
            "The last anchor is of 2026-03-13, a day to come.",
        ),
        ([GOOD, "\n cut"], "Line 2 of the file of anchors is not an anchor."),
        ([{**GOOD, "day": "2026-03-12"}], "The last anchor is of 2026-03-12, a day to come."),
    ],
)
def test_a_damaged_file_is_said_to_be_so_and_left_alone(
    session: Session, path: Path, lines: list[object], said: str
) -> None:
    path.parent.mkdir()
    path.write_text("".join((line if isinstance(line, str) else json.dumps(line)) + "\n" for line in lines))
    kept = path.read_bytes()
    with pytest.raises(anchors.DamagedAnchors) as caught:
        anchors.keep(session, path)
    assert str(caught.value) == said
    assert path.read_bytes() == kept


def test_a_line_that_was_cut_off_is_not_written_on(session: Session, path: Path) -> None:
    path.parent.mkdir()
    path.write_text(json.dumps(GOOD)[:-9])
    with pytest.raises(anchors.DamagedAnchors, match="was cut off"):
        anchors.keep(session, path)


def test_days_without_events_follow_one_another(session: Session, path: Path) -> None:
    path.parent.mkdir()
    path.write_text("".join(json.dumps({**GOOD, "day": f"2026-03-{day}"}) + "\n" for day in (10, 11)))
    assert [anchor.day.day for anchor in anchors.read(path)] == [10, 11]


def test_what_is_kept_may_be_nothing_or_much(tmp_path: Path) -> None:
    path = tmp_path / "anchors.jsonl"
    lines = [{**GOOD, "seq": 0, "count": 0, "day": "2026-03-09"}]
    lines += [{**GOOD, "seq": 1000, "count": 1000, "day": f"2026-03-{day}"} for day in (10, 11)]
    path.write_text("".join(json.dumps(line) + "\n" for line in lines))
    assert [anchor.seq for anchor in anchors.read(path)] == [0, 1000, 1000]


def test_the_last_of_many_days_is_the_one_that_counts(
    session: Session, grow: Callable[[int], None], tmp_path: Path
) -> None:
    path = tmp_path / "far" / "away" / "anchors.jsonl"
    kept = []
    for later in range(4):
        with clock.held_at(NOW + timedelta(days=later)):
            kept.append(anchors.keep(session, path))
            assert anchors.keep(session, path) == (kept[-1][0], False)
        grow(1)
    assert [(anchor.day.day, anchor.seq, new) for anchor, new in kept] == [
        (11, 3, True), (12, 4, True), (13, 5, True), (14, 6, True),
    ]  # fmt: skip
    assert anchors.read(path) == [anchor for anchor, _new in kept]
