"""A trail of four rows: what exactly is said when one thing is done to it, and when two are."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from market.chain import (
    CHANGED,
    GENESIS,
    INSERTED,
    NOT_FIRST,
    NOT_THE_HEAD,
    OUT_OF_LINE,
    REPLACED,
    Break,
    Head,
    canonical,
    check,
    digest,
)

Row = dict[str, Any]
HASHES = ("hash", "previous_hash")
MISSING = "is missing"


def row(seq: int, behind: str, note: str = "") -> Row:
    values = {"seq": seq, "at": datetime(2026, 3, 11, tzinfo=UTC), "subject_id": UUID(int=7), "note": note,
              "previous_hash": behind}  # fmt: skip
    return values | {"hash": digest(values)}


def written() -> list[Row]:
    rows: list[Row] = []
    for seq in range(1, 5):
        rows.append(row(seq, rows[-1]["hash"] if rows else GENESIS))
    return rows


TRAIL = written()
ONE, TWO, THREE, FOUR = TRAIL
HEAD = Head(4, FOUR["hash"])


def told(rows: list[Row], head: Head | None = HEAD) -> list[tuple[int, str]]:
    places = {one["hash"]: one["seq"] for one in rows}
    return sorted((found.seq, found.what) for found in check(rows, head, places.get))


def read_back(rows: list[Row]) -> list[Row]:
    """The rows as a database gives them: equal to what was written, and other objects."""
    return [one | {"seq": int(str(one["seq"])), **{name: "".join([*one[name]]) for name in HASHES}} for one in rows]


def moved(one: Row, seq: int) -> Row:
    return one | {"seq": seq}


def was_moved(origin: int) -> str:
    return f"was moved: it was written as number {origin}"


def test_the_canonical_form_is_sorted_and_has_no_spaces_and_escapes_nothing() -> None:
    moment = datetime(2026, 3, 11, 2, 0, tzinfo=UTC)
    values = {
        "note": "因为",
        "at": moment,
        "id": UUID(int=1),
        "on_behalf_of_id": None,
        "after": None,
        "seq": 1,
        "z": None,
    }
    assert canonical(values) == (
        '{"after":null,"at":"2026-03-11T02:00:00+00:00","id":"00000000-0000-0000-0000-000000000001","note":"因为","seq":1,"z":null}'
    )


def test_the_hash_is_over_all_columns_but_itself() -> None:
    assert digest(ONE) == ONE["hash"] == digest({name: value for name, value in ONE.items() if name != "hash"})
    assert digest(ONE | {"more": 1}) != ONE["hash"]


@pytest.mark.parametrize(
    ("rows", "breaks"),
    [
        pytest.param(TRAIL, [], id="nothing was done"),
        pytest.param([], [(1, f"{MISSING} at the end, and so are those up to 4")], id="all were removed"),
        pytest.param([TWO, THREE, FOUR], [(1, f"{MISSING} at the start")], id="the first was removed"),
        pytest.param(
            [THREE, FOUR], [(1, f"{MISSING} at the start, and so are those up to 2")], id="the first two were"
        ),
        pytest.param([ONE, THREE, FOUR], [(2, f"{MISSING} in the middle")], id="the second was"),
        pytest.param([ONE, FOUR], [(2, f"{MISSING} in the middle, and so are those up to 3")], id="two in the middle"),
        pytest.param([ONE, TWO, THREE], [(4, f"{MISSING} at the end")], id="the last was"),
        pytest.param([ONE, TWO], [(3, f"{MISSING} at the end, and so are those up to 4")], id="the last two were"),
        pytest.param([ONE | {"note": "x"}, TWO, THREE, FOUR], [(1, CHANGED)], id="the first was changed"),
        pytest.param([ONE, TWO | {"note": "x"}, THREE, FOUR], [(2, CHANGED)], id="the second was changed"),
        pytest.param([ONE, TWO, THREE, FOUR | {"note": "x"}], [(4, CHANGED)], id="the last was changed"),
        pytest.param([ONE, TWO | {"hash": "f" * 64}, THREE, FOUR], [(2, CHANGED)], id="only its hash was"),
        pytest.param([ONE, TWO | {"note": b"x"}, THREE, FOUR], [(2, CHANGED)], id="into what cannot be hashed"),
        pytest.param([ONE, TWO | {"note": "\udc00"}, THREE, FOUR], [(2, CHANGED)], id="into what is no text"),
        pytest.param(
            [ONE, TWO | {"note": "x"}, THREE | {"note": "y"}, FOUR], [(2, CHANGED), (3, CHANGED)], id="two were changed"
        ),
        pytest.param([row(1, GENESIS, "x"), TWO, THREE, FOUR], [(1, REPLACED)], id="the first was replaced"),
        pytest.param([ONE, row(2, ONE["hash"], "x"), THREE, FOUR], [(2, REPLACED)], id="the second was replaced"),
        pytest.param([ONE, TWO, THREE, row(4, THREE["hash"], "x")], [(4, NOT_THE_HEAD)], id="the last was replaced"),
        pytest.param([row(1, "a" * 64), TWO, THREE, FOUR], [(1, NOT_FIRST), (1, REPLACED)], id="a first that follows"),
        pytest.param([row(-1, GENESIS), *TRAIL], [(-1, OUT_OF_LINE)], id="a row before the first"),
        pytest.param([row(0, GENESIS), *TRAIL], [(0, OUT_OF_LINE)], id="a row numbered nothing"),
        pytest.param([ONE, TWO, TWO, THREE, FOUR], [(2, OUT_OF_LINE)], id="a row that is there twice"),
        pytest.param(
            [ONE, moved(THREE, 2), moved(FOUR, 3)],
            [(2, was_moved(3)), (3, was_moved(4)), (4, f"{MISSING} at the end")],
            id="the second was removed and the others moved up",
        ),
        pytest.param(
            [moved(TWO, 1), moved(ONE, 2), THREE, FOUR], [(1, was_moved(2)), (2, was_moved(1))], id="two changed places"
        ),
        pytest.param(
            [moved(FOUR, 1), TWO, THREE, moved(ONE, 4)],
            [(1, was_moved(4)), (4, was_moved(1))],
            id="the first and the last changed places",
        ),
        pytest.param(
            [ONE, row(2, ONE["hash"], "x"), moved(TWO, 3), moved(THREE, 4)],
            [(2, INSERTED), (3, was_moved(2)), (4, was_moved(3))],
            id="one was inserted and the others moved down",
        ),
        pytest.param(
            [row(1, GENESIS, "x"), moved(ONE, 2), moved(TWO, 3), moved(THREE, 4)],
            [(1, INSERTED), (2, was_moved(1)), (3, was_moved(2)), (4, was_moved(3))],
            id="one was inserted before the first",
        ),
    ],
)
def test_what_was_done_to_a_trail_is_told_row_by_row(rows: list[Row], breaks: list[tuple[int, str]]) -> None:
    assert told(rows) == told(read_back(rows)) == breaks


def test_a_long_trail_is_told_of_as_a_short_one() -> None:
    long: list[Row] = []
    for seq in range(1, 301):
        long.append(row(seq, long[-1]["hash"] if long else GENESIS))
    head = Head(300, "".join([*long[-1]["hash"]]))
    assert told(read_back(long), head) == []
    assert told(read_back([*long[:280], *long[281:]]), head) == [(281, f"{MISSING} in the middle")]
    assert told(read_back(long[:299]), head) == [(300, f"{MISSING} at the end")]
    swapped = [*long[:289], moved(long[290], 290), moved(long[289], 291), *long[291:]]
    assert told(read_back(swapped), head) == [(290, was_moved(291)), (291, was_moved(290))]


def test_a_trail_without_a_known_head_may_end_anywhere() -> None:
    assert told(TRAIL[:2], None) == told([], None) == []
    assert told([ONE, TWO | {"note": "x"}], None) == [(2, CHANGED)]


def test_a_head_that_names_another_hash_is_told_once() -> None:
    assert told(TRAIL, Head(4, "f" * 64)) == [(4, NOT_THE_HEAD)]
    assert told([ONE, TWO, THREE, FOUR | {"note": "x"}], Head(4, "f" * 64)) == [(4, CHANGED)]
    assert told([], Head(0, GENESIS)) == []
    assert told([], Head(0, "f" * 64)) == [(0, NOT_THE_HEAD)]


def test_rows_past_the_head_are_no_business_of_this_check() -> None:
    assert told(TRAIL, Head(3, FOUR["hash"])) == []


def test_a_break_is_a_row_and_what_became_of_it() -> None:
    assert list(check([ONE | {"note": "x"}], None, {}.get)) == [Break(1, CHANGED)]


def test_nobody_asks_where_a_hash_stands_while_all_is_well() -> None:
    def place_of(hash: str) -> int | None:
        raise AssertionError(f"asked for {hash}")

    assert list(check(TRAIL, HEAD, place_of)) == []
    assert list(check([ONE | {"note": "x"}], None, place_of)) == [Break(1, CHANGED)]  # it follows nothing
