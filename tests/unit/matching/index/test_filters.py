"""Filters: what the bitmaps find is what looking at each id would find, before and after changes."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.index import Facts, Filter, VectorIndex
from matching.index.bitmap import Bitmap
from tests.unit.matching.listings import DIMENSION, unit

LABELS = ["kind:need", "kind:project", "field:a", "field:b", 'o\'ne "two" 三']
FACTS = st.builds(
    Facts,
    labels=st.frozensets(st.sampled_from(LABELS)),
    numbers=st.dictionaries(st.sampled_from(["fen", "days"]), st.integers(0, 9).map(float)),
)
IDS = st.integers(0, 200).map(lambda number: f"i{number:03}")
BOUND = st.none() | st.integers(-1, 10).map(float)
FILTERS = st.builds(
    Filter,
    groups=st.lists(st.frozensets(st.sampled_from([*LABELS, "unknown"]), max_size=3), max_size=3).map(tuple),
    between=st.dictionaries(st.sampled_from(["fen", "days", "unknown"]), st.tuples(BOUND, BOUND), max_size=2),
)


def fits(facts, wanted):
    def lies(name, bounds):
        least, most = bounds
        number = facts.numbers.get(name)
        return number is not None and (least is None or number >= least) and (most is None or number <= most)

    return all(facts.labels & group for group in wanted.groups) and all(
        lies(name, bounds) for name, bounds in wanted.between.items()
    )


@given(
    stored=st.dictionaries(IDS, FACTS, max_size=80),
    changed=st.dictionaries(IDS, FACTS, max_size=20),
    deleted=st.sets(IDS, max_size=10),
    wanted=FILTERS,
)
def test_bitmaps_find_what_looking_at_each_id_finds(stored, changed, deleted, wanted):
    ids = list(stored)
    vectors = np.stack([unit(1)] * len(ids)) if ids else np.zeros((0, DIMENSION), np.float32)
    index = VectorIndex(DIMENSION).filled(ids, vectors, stored)
    index = index.changed({id: unit(1) for id in changed}, deleted, changed)
    held = {id: facts for id, facts in stored.items() if id not in deleted} | changed
    right = sorted(id for id, facts in held.items() if fits(facts, wanted))
    for version in (index, index.compacted()):
        selection = version.where(wanted)
        assert [id for id, _ in version.search(unit(1), 500, selection)] == right
        assert len(selection) == len(right)


@given(size=st.integers(0, 200), data=st.data())
def test_a_bitmap_is_a_set_of_rows(size, data):
    sets = st.sets(st.integers(0, size - 1)) if size else st.just(set())
    one, other = data.draw(sets), data.draw(sets)
    first, second = (Bitmap.of(np.array(sorted(own), np.int64), size) for own in (one, other))
    assert (first & second).rows.tolist() == sorted(one & other)
    assert (first | second).rows.tolist() == sorted(one | other)
    assert first.without(second.rows).rows.tolist() == sorted(one - other)
    assert first.count == len(one)
    assert [row for row in range(size) if first.has(row)] == sorted(one)
    assert Bitmap.full(size).rows.tolist() == list(range(size))
    assert Bitmap.empty(size).count == 0


@pytest.mark.parametrize("rows", [[-1], [5], [0, 70]])
def test_a_row_that_is_not_there_is_refused(rows):
    with pytest.raises(ValueError, match="between"):
        Bitmap.of(np.array(rows), 5)


def test_a_selection_is_good_for_its_own_version_only():
    index = VectorIndex(DIMENSION).changed({"a": unit(1)})
    with pytest.raises(ValueError, match="version"):
        index.changed({"b": unit(2)}).search(unit(1), 1, index.where(Filter()))
