"""Finding texts by words and meaning together."""

import numpy as np
import pytest

from matching import retrieval
from matching.centering import Centering
from matching.index import BadVector
from matching.retrieval import HybridRetriever
from matching.weights import TextWeights
from tests.unit.matching.listings import DIMENSION, unit

TEXTS = {"meals": "为独居老人上门助餐", "law": "为务工者提供法律援助", "school": "儿童课后托管与阅读"}


@pytest.fixture
def retriever():
    retriever = HybridRetriever(DIMENSION)
    retriever.add(list(TEXTS), list(TEXTS.values()), ["zh"] * 3, [unit(1), unit(2), None])
    return retriever


def ids(ranked):
    return [id for id, _ in ranked]


def test_words_and_meaning_both_find(retriever):
    assert ids(retriever.rank("法律", "zh", None, 5)) == ["law"]
    assert ids(retriever.rank("饭堂", "zh", unit(1), 1)) == ["meals"]
    assert retriever.rank("儿童阅读", "zh", unit(2), 5)[0][1] <= 1


def test_a_text_that_says_nothing_to_the_question_is_not_found(retriever):
    assert retriever.rank("足球", "zh", None, 5) == []
    assert retriever.rank("", "zh", None, 5) == []


def test_texts_that_are_as_good_but_for_rounding_stand_by_their_ids(retriever):
    twin = unit(1) + unit(7) * np.float32(5e-4)
    twin /= np.linalg.norm(twin)
    retriever.add(["meals again"], [TEXTS["meals"]], ["zh"], [twin])
    asked = retriever.document("老人助餐", "zh", twin)
    values, _ = retriever.snapshot().both_ways(asked)
    assert values[retriever.snapshot().rows["meals again"]] != values[retriever.snapshot().rows["meals"]]
    assert ids(retriever.rank("老人助餐", "zh", twin, 2)) == ["meals", "meals again"]


def test_words_do_not_count_across_languages(retriever):
    retriever.add(["english"], ["法律 legal aid"], ["en"], [None])
    assert "english" not in ids(retriever.rank("法律", "zh", None, 5))
    assert ids(retriever.rank("legal", "en", None, 5)) == ["english"]


def test_only_what_is_allowed_is_found(retriever):
    assert ids(retriever.rank("老人 法律 儿童", "zh", unit(1), 5, {"law", "nobody"})) == ["law"]


def test_two_texts_alone_are_as_near_as_in_a_table(retriever):
    retriever.add(["english"], ["meals for older people"], ["en"], [unit(3)])
    snapshot, weights = retriever.snapshot(), TextWeights()
    documents, stored = snapshot.documents, snapshot.stored
    for one in stored.values():
        rows = np.arange(len(stored))
        near = documents.nearness(one, rows, weights)
        words = np.mean(documents.words(one, rows, weights), axis=0)
        for row, id in enumerate(documents.ids):
            told = (
                documents.nearness_of_two(one, stored[id], weights),
                documents.words_of_two(one, stored[id], weights),
            )
            expected = [
                None if np.isnan(value) else pytest.approx(value, abs=1e-6) for value in (near[row], words[row])
            ]
            assert list(told) == expected


def test_a_text_without_a_vector_keeps_the_one_it_has_until_its_words_change(retriever):
    retriever.add(["meals"], [TEXTS["meals"]], ["zh"], [None])
    assert "meals" in retriever.snapshot().index
    retriever.add(["meals"], ["社区食堂"], ["zh"], [None])
    assert "meals" not in retriever.snapshot().index


def test_a_bad_vector_changes_nothing(retriever):
    with pytest.raises(BadVector):
        retriever.add(["new", "worse"], ["一", "二"], ["zh", "zh"], [unit(1), 3 * unit(1)])
    assert retriever.snapshot().documents.ids == sorted(TEXTS)
    assert len(retriever.snapshot().index) == 2


def test_a_reader_keeps_the_state_it_began_with(retriever):
    before = retriever.snapshot()
    retriever.change({}, ["law"])
    assert ids(before.rank(retriever.document("法律", "zh", None), 5)) == ["law"]
    assert retriever.rank("法律", "zh", None, 5) == []


def test_a_vector_that_is_the_mean_itself_says_nothing():
    means = {"zh": unit(1), "en": unit(2)}
    retriever = HybridRetriever(DIMENSION, centering=Centering(means))
    retriever.add(["a"], ["老人"], ["zh"], [unit(1)])
    assert len(retriever.snapshot().index) == 0
    assert ids(retriever.rank("老人", "zh", unit(3), 5)) == ["a"]


def test_thinning_out_a_large_market_keeps_the_best(monkeypatch):
    retriever = HybridRetriever(DIMENSION)
    names = [f"t{number:02}" for number in range(60)]
    texts = [f"老人 第{number}号" + "助餐" * (number % 3) for number in range(60)]
    retriever.add(names, texts, ["zh"] * 60, [unit(number) for number in range(60)])
    whole = retriever.rank("老人助餐", "zh", unit(7), 3)
    monkeypatch.setattr(retrieval, "POOL", 30)
    assert retriever.rank("老人助餐", "zh", unit(7), 3) == whole


def test_what_unrelated_texts_have_in_common_is_measured_for_each_pair_of_languages():
    retriever = HybridRetriever(DIMENSION)
    shared = np.eye(DIMENSION, dtype=np.float32)[0]
    vectors = [
        np.asarray(one / np.linalg.norm(one), np.float32) for one in (4 * shared + unit(seed) for seed in range(80))
    ]
    retriever.add([f"t{number}" for number in range(80)], ["老人"] * 80, ["zh"] * 80, vectors)
    found = retriever.snapshot().documents.background.nearness
    products = np.array(vectors) @ np.array(vectors).T
    assert found["zh", "zh"] == pytest.approx(products[~np.eye(80, dtype=bool)].mean(), abs=0.06)
    assert found["zh", "en"] == found["en", "zh"] == 0.15
