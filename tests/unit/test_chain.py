"""Whatever one thing is done to a trail, it is said which row it was and what became of it."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st

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
NOW = datetime(2026, 3, 11, 2, 0, tzinfo=UTC)
WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
PERSONS = st.none() | st.integers(0, 3).map(lambda number: UUID(int=number))
EVENTS = st.fixed_dictionaries(
    {
        "at": st.integers(0, 10**9).map(lambda micros: NOW + timedelta(microseconds=micros)),
        "actor_id": PERSONS,
        "actor_name": WORDS,
        "action": WORDS,
        "subject_kind": WORDS,
        "subject_id": st.integers(0, 3).map(lambda number: UUID(int=number)),
        "before": st.none() | WORDS,
        "after": st.none() | WORDS,
        "note": WORDS,
        "details": st.dictionaries(WORDS, st.integers() | WORDS | st.booleans() | st.lists(WORDS), max_size=2),
        "on_behalf_of_id": PERSONS,
    }
)


def hashed(row: Row) -> Row:
    return row | {"hash": digest(row)}


def chained(events: list[Row]) -> list[Row]:
    rows: list[Row] = []
    for seq, event in enumerate(events, start=1):
        rows.append(hashed({**event, "seq": seq, "previous_hash": rows[-1]["hash"] if rows else GENESIS}))
    return rows


TRAILS = st.lists(EVENTS, min_size=1, max_size=7).map(chained)


def told(rows: list[Row], written: list[Row]) -> list[Break]:
    """What the check says of the rows that a trail was made into."""
    rows = sorted(rows, key=lambda row: row["seq"])
    places = {row["hash"]: row["seq"] for row in rows}
    head = Head(written[-1]["seq"], written[-1]["hash"])
    return list(check([row for row in rows if row["seq"] <= head.seq], head, places.get))


def some(trail: list[Row], data: st.DataObject, last: int | None = None) -> int:
    return data.draw(st.integers(0, len(trail) - 1 if last is None else last), label="which row")


@settings(max_examples=40, deadline=None)
@given(TRAILS)
def test_nothing_is_said_of_a_trail_as_it_was_written(trail: list[Row]) -> None:
    assert told(trail, trail) == []
    assert list(check(trail, None, {}.get)) == []


@settings(max_examples=40, deadline=None)
@given(TRAILS, EVENTS, st.data())
def test_a_changed_row_is_named_whichever_column_it_was(trail: list[Row], other: Row, data: st.DataObject) -> None:
    at = some(trail, data)
    row = trail[at]
    replacements = {**other, "hash": "f" * 64, "previous_hash": "e" * 64}
    name = data.draw(st.sampled_from(sorted(replacements)), label="which column")
    changed = row | {name: replacements[name]}
    if canonical(changed) == canonical(row):
        return
    assert told([*trail[:at], changed, *trail[at + 1 :]], trail) == [Break(row["seq"], CHANGED)]


@settings(max_examples=40, deadline=None)
@given(TRAILS, st.data())
def test_what_no_row_is_written_with_counts_as_changed(trail: list[Row], data: st.DataObject) -> None:
    at = some(trail, data)
    rows = [*trail[:at], trail[at] | {"note": b"\xff"}, *trail[at + 1 :]]
    assert told(rows, trail) == [Break(at + 1, CHANGED)]


@settings(max_examples=40, deadline=None)
@given(TRAILS, st.data())
def test_removed_rows_are_named_and_where_they_stood(trail: list[Row], data: st.DataObject) -> None:
    first = some(trail, data)
    last = data.draw(st.integers(first, len(trail) - 1), label="the last one")
    (found,) = told(trail[:first] + trail[last + 1 :], trail)

    others = "" if first == last else f", and so are those up to {last + 1}"
    where = "at the end" if last == len(trail) - 1 else "at the start" if first == 0 else "in the middle"
    assert found == Break(first + 1, f"is missing {where}{others}")


@settings(max_examples=40, deadline=None)
@given(TRAILS, st.data())
def test_a_removed_row_is_named_though_those_behind_it_moved_up(trail: list[Row], data: st.DataObject) -> None:
    at = some(trail, data)
    found = told([*trail[:at], *(row | {"seq": row["seq"] - 1} for row in trail[at + 1 :])], trail)

    moved = [Break(seq, f"was moved: it was written as number {seq + 1}") for seq in range(at + 1, len(trail))]
    assert found == [*moved, Break(len(trail), "is missing at the end")]


@settings(max_examples=40, deadline=None)
@given(TRAILS, EVENTS, st.data())
def test_an_inserted_row_is_named_though_those_behind_it_moved_down(
    trail: list[Row], event: Row, data: st.DataObject
) -> None:
    at = some(trail, data)
    forged = hashed({**event, "seq": at + 1, "previous_hash": trail[at]["previous_hash"]})
    if forged == trail[at]:
        return
    found = told([*trail[:at], forged, *(row | {"seq": row["seq"] + 1} for row in trail[at:])], trail)

    if at < len(trail) - 1:
        assert Break(at + 1, INSERTED) in found
        assert Break(at + 2, f"was moved: it was written as number {at + 1}") in found
    else:
        assert found == [Break(len(trail), NOT_THE_HEAD)]  # the row in its place; the one behind is past the head


@settings(max_examples=40, deadline=None)
@given(TRAILS, EVENTS, st.sampled_from([-1, 0, 1.5]))
def test_a_row_where_there_is_no_place_was_inserted(trail: list[Row], event: Row, place: float) -> None:
    forged = hashed({**event, "seq": place, "previous_hash": GENESIS})
    if place < trail[-1]["seq"]:
        assert told([*trail, forged], trail) == [Break(place, OUT_OF_LINE)]  # type: ignore[arg-type]


@settings(max_examples=40, deadline=None)
@given(st.lists(EVENTS, min_size=2, max_size=7).map(chained), st.data())
def test_two_rows_that_changed_places_are_both_named(trail: list[Row], data: st.DataObject) -> None:
    one, other = sorted(data.draw(st.sets(st.integers(0, len(trail) - 1), min_size=2, max_size=2), label="which"))
    rows = list(trail)
    rows[one] = trail[other] | {"seq": one + 1}
    rows[other] = trail[one] | {"seq": other + 1}

    assert told(rows, trail) == [
        Break(one + 1, f"was moved: it was written as number {other + 1}"),
        Break(other + 1, f"was moved: it was written as number {one + 1}"),
    ]


@settings(max_examples=40, deadline=None)
@given(TRAILS, EVENTS, st.data())
def test_a_row_that_was_replaced_and_hashed_anew_is_named(trail: list[Row], event: Row, data: st.DataObject) -> None:
    at = some(trail, data)
    forged = hashed({**trail[at], **event})
    if forged == trail[at]:
        return
    found = told([*trail[:at], forged, *trail[at + 1 :]], trail)
    assert found == [Break(at + 1, NOT_THE_HEAD if at == len(trail) - 1 else REPLACED)]


@settings(max_examples=40, deadline=None)
@given(TRAILS)
def test_a_first_row_that_follows_another_was_replaced(trail: list[Row]) -> None:
    forged = hashed(trail[0] | {"previous_hash": "a" * 64})
    assert Break(1, NOT_FIRST) in told([forged, *trail[1:]], trail)


def test_rows_from_before_there_were_delegated_offices_keep_their_hash() -> None:
    row = {
        "seq": 1, "at": NOW, "actor_id": None, "actor_name": "system", "action": "register",
        "subject_kind": "organization", "subject_id": UUID(int=7), "before": None, "after": "verified",
        "note": "因为", "details": {"名": ["a", 1]}, "previous_hash": GENESIS,
    }  # fmt: skip
    kept = "6cd0aa82a24292d11469d3d5c0632ce44bc17809186b90e0192b598cb624c8ed"
    assert digest(row) == digest({**row, "on_behalf_of_id": None}) == kept
    assert digest({**row, "on_behalf_of_id": UUID(int=1)}) != kept
