"""Nothing is lost under filters, however few rows they leave and however far these lie; a graph loses most of it."""

import faiss
import numpy as np
import pytest

from matching.index import Filter, VectorIndex
from matching.index.planner import Way
from tests.unit.matching.index.invented import ROWS, large_index, large_market, recall

ENOUGH = 0.995
FILTERS = [None, "tenth:3", "hundredth:3", "thousandth:3", "far:1"]


def chosen(label):
    return None if label is None else large_index().where(Filter((frozenset({label}),)))


def allowed(label):
    if label is None:
        return np.ones(ROWS, np.bool_)
    column, value = label.split(":")
    return large_market().columns[column] == int(value)


def rows(found):
    return [int(id) for id, _ in found]


@pytest.mark.parametrize("label", FILTERS)
def test_the_nearest_are_found_under_every_filter(label):
    market = large_market()
    found = [
        recall(market.vectors @ question, allowed(label), rows(large_index().search(question, 10, chosen(label))))
        for question in market.questions
    ]
    assert np.mean(found) >= ENOUGH


def test_a_graph_does_not_pass_the_same_test():
    market, graph = large_market(), faiss.IndexHNSWFlat(384, 16, faiss.METRIC_INNER_PRODUCT)
    few = market.vectors[: ROWS // 3]
    graph.hnsw.efConstruction = 40
    graph.add(few)
    marks = np.packbits(allowed("thousandth:3")[: len(few)], bitorder="little")
    way = faiss.SearchParametersHNSW(efSearch=64, sel=faiss.IDSelectorBitmap(marks))
    found = [graph.search(question[None], 10, params=way)[1][0] for question in market.questions]
    reached = [
        recall(few @ question, allowed("thousandth:3")[: len(few)], [row for row in one if row >= 0])
        for question, one in zip(market.questions, found, strict=True)
    ]
    assert np.mean(reached) < ENOUGH


@pytest.mark.parametrize("share", [0.3, 0.6])
def test_an_answer_that_the_codes_are_not_sure_of_is_replaced_by_the_exact_one(share):
    """Of the rows that lie further away than most others the nearest ones are all but equally near."""
    market = large_market()
    for question in market.questions[:4]:
        scores = market.vectors @ question
        far = scores < np.quantile(scores, share)
        selection = large_index().select([f"{row:06}" for row in np.flatnonzero(far)])
        assert large_index().base.plan(10, selection.base).way is Way.COARSE
        assert recall(scores, far, rows(large_index().search(question, 10, selection))) == 1


def test_a_hundred_are_found_as_well_as_ten():
    market = large_market()
    every = np.ones(ROWS, np.bool_)
    found = [
        recall(market.vectors @ question, every, rows(large_index().search(question, 100)), 100)
        for question in market.questions[:10]
    ]
    assert np.mean(found) >= ENOUGH


def test_of_very_many_equal_vectors_the_first_by_id_are_found():
    market = large_market()
    vectors = market.vectors.copy()
    vectors[5_000:9_000] = market.questions[0]
    index = VectorIndex(384).filled([f"{row:06}" for row in range(ROWS)], vectors)
    assert rows(index.search(market.questions[0], 3)) == [5_000, 5_001, 5_002]


def test_what_is_changed_in_a_large_index_is_found_and_what_is_deleted_is_not():
    market = large_market()
    question = market.questions[1]
    first = large_index().search(question, 2)
    after = large_index().changed({"new": question}, [first[0][0]])
    assert [id for id, _ in after.search(question, 2)] == ["new", first[1][0]]
    again = after.compacted()
    assert [id for id, _ in again.search(question, 2)] == ["new", first[1][0]]
    assert again.is_compact
    assert len(again) == ROWS
