"""Sentences that correspond: where they stand, that none is quoted twice, and that the nearest come first."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.bm25 import Statistics, Vocabulary
from matching.quotations import MOST_PAIRS, Wording, without
from matching.tokens import sentence_spans, tokenize, word_spans

OURS = "梅林街道独居老人多。需要为独居老人上门助餐。发现身体异常当天告知社区。请合法经营。"
THEIRS = "我们有五年经验。每天为独居老人上门助餐两次！发现身体异常当天告知社区和家属。欢迎来访。"


def wording(*texts):
    vocabulary = Vocabulary()
    bags = [vocabulary.learn(tokenize(text)) for text in texts]
    return Wording(vocabulary, Statistics.of(bags, len(vocabulary)))


def said(text, spans):
    return [text[start:end] for start, end in spans]


def test_several_pairs_are_found_the_nearest_first_with_the_words_that_both_use():
    pairs = wording(OURS, THEIRS).quote(OURS, THEIRS, ("独居", "助餐", "异常", "告知")).pairs
    assert said(OURS, [pair.ours for pair in pairs]) == ["需要为独居老人上门助餐。", "发现身体异常当天告知社区。"]
    assert said(THEIRS, [pair.theirs for pair in pairs]) == [
        "每天为独居老人上门助餐两次！",
        "发现身体异常当天告知社区和家属。",
    ]
    assert [pair.nearness for pair in pairs] == sorted((pair.nearness for pair in pairs), reverse=True)
    assert "助餐" in "".join(said(OURS, pairs[0].our_words))
    assert said(OURS, pairs[1].our_words) == said(THEIRS, pairs[1].their_words) == ["发现身体", "告知"]


def test_without_a_term_in_both_nothing_corresponds_and_the_titles_are_quoted():
    quotation = wording(OURS, THEIRS).quote(OURS, THEIRS, ())
    assert quotation.pairs == ()
    assert (quotation.ours, quotation.theirs) == ("梅林街道独居老人多。", "我们有五年经验。")


def test_where_vectors_of_sentences_are_given_sentences_correspond_by_meaning_too():
    ours, theirs = "We bring lunch.\nWe sing.", "送餐上门。孩子们学画画。周末合唱。"
    meaning = np.array([[0.9, 0.1, 0.2], [0.1, 0.3, 0.7]])
    pairs = wording(ours, theirs).quote(ours, theirs, (), meaning).pairs
    assert [(ours[slice(*pair.ours)], theirs[slice(*pair.theirs)]) for pair in pairs] == [
        ("We bring lunch.", "送餐上门。"),
        ("We sing.", "周末合唱。"),
    ]
    assert pairs[0].our_words == ()


TEXTS = st.lists(
    st.sampled_from(["独居老人助餐。", "心理辅导！", " 法律援助\n", "老人合唱。", "ＮＧＯ meals. "]), max_size=8
)


@given(TEXTS.map("".join), TEXTS.map("".join))
def test_pairs_are_whole_sentences_and_none_stands_in_two(ours, theirs):
    found = wording(ours, theirs).quote(ours, theirs, ("独居", "老人", "辅导", "法律", "ngo"))
    assert len(found.pairs) <= MOST_PAIRS
    for side, text in (("ours", ours), ("theirs", theirs)):
        spans = [getattr(pair, side) for pair in found.pairs]
        assert len(set(spans)) == len(spans)
        assert set(spans) <= set(sentence_spans(text))
    for pair in found.pairs:
        for words, span in ((pair.our_words, pair.ours), (pair.their_words, pair.theirs)):
            assert words
            assert all(span[0] <= first < last <= span[1] for first, last in words)


def test_words_are_found_where_people_wrote_them_whatever_their_form():
    text = "The ＮＧＯ helps communities; 独居老人 too"
    found = word_spans(text, {tokenize("community")[0], "ngo", "独居", "老人"})
    assert said(text, found) == ["ＮＧＯ", "communities", "独居老人"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("We cook meals. Volunteers bring them.", ["We cook meals.", "Volunteers bring them."]),
        ("It costs 1.5 million, e.g. for meals.", ["It costs 1.5 million, e.g. for meals."]),
        ("Title\n\n 一句。 ", ["Title", "一句。"]),
        ("", []),
    ],
)
def test_sentences_end_at_full_stops_of_both_languages(text, found):
    assert said(text, sentence_spans(text)) == found


def test_a_text_is_cut_by_whole_sentences():
    spans = sentence_spans(OURS)
    assert without(OURS, [spans[1], spans[2]]) == "梅林街道独居老人多。\n请合法经营。"
