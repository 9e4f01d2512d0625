"""Words: how texts are cut, found by tantivy, and weighed against each other."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.bm25 import Statistics, Vocabulary
from matching.lexical import LexicalIndex
from matching.postings import Postings
from matching.tokens import is_telling, sentence_spans, tokenize, whole_words


def test_pairs_of_characters_find_what_the_dictionary_cuts_differently():
    assert {"老助", "助餐"} <= set(tokenize("长者助老助餐"))
    assert tokenize("老") == ["老"]


def test_chinese_words_latin_words_and_numbers_are_all_found_whatever_their_form():
    assert {"空巢", "老人", "ngo", "2026", "年"} <= set(tokenize("空巢老人，ＮＧＯ 与 2026年"))
    assert tokenize("the AND of") == []


def test_traditional_characters_find_simplified_ones_and_the_other_way_round():
    assert tokenize("長者醫療") == tokenize("长者医疗")
    assert "医疗" in whole_words("醫療")


def test_every_chinese_character_counts_so_that_differently_cut_words_meet():
    assert {"法", "律"} <= set(tokenize("法律"))


def test_forms_of_an_english_word_meet_and_are_shown_as_they_were_written():
    assert set(tokenize("Communities")) == set(tokenize("the community"))
    assert whole_words("Older communities, one community")[tokenize("community")[0]] == "communities"
    assert whole_words("老人") == {"老人": "老人"}


def test_single_characters_numbers_and_scraps_are_not_shown_as_terms():
    assert [word for word in ("老", "老人", "65", "ab", "ngo") if is_telling(word)] == ["老人", "ngo"]


def test_sentences_end_where_readers_see_them_end():
    text = "标题\n第一句。第二句！Third? "
    said = [text[start:end] for start, end in sentence_spans(text)]
    assert said == ["标题", "第一句。", "第二句！", "Third?"]


@pytest.fixture
def index():
    index = LexicalIndex()
    index.change({"meals": ["老人", "助餐"], "law": ["法律", "援助"], "elders": ["老人", "活动"]})
    return index


def test_the_text_with_more_of_the_words_comes_first_and_one_with_none_not_at_all(index):
    assert [id for id, _ in index.snapshot().search(["老人", "助餐"], 5)] == ["meals", "elders"]
    assert index.snapshot().search(["足球"], 5) == []
    assert index.snapshot().search([], 5) == []


def test_equal_texts_come_in_the_order_of_their_ids(index):
    index.change({id: ["足球"] for id in ("z", "a", "m")})
    assert [id for id, _ in index.snapshot().search(["足球"], 2)] == ["a", "m"]


def test_a_search_among_some_finds_only_those(index):
    assert [id for id, _ in index.snapshot().search(["老人"], 5, {"elders", "law"})] == ["elders"]


def test_deleted_and_replaced_texts_are_not_found_and_old_snapshots_stay(index):
    before = index.snapshot()
    index.change({"meals": ["舞蹈"]}, ["elders"])
    assert index.snapshot().search(["老人"], 5) == []
    assert [id for id, _ in index.snapshot().search(["舞蹈"], 5)] == ["meals"]
    assert len(before.search(["老人"], 5)) == 2


def test_words_with_special_signs_do_no_harm(index):
    assert index.snapshot().search(['a"b', "*", "words:x", "\x00", "("], 5) == []


WORDS = st.lists(st.sampled_from("甲乙丙丁戊己"), min_size=1, max_size=12)


@given(st.lists(WORDS, min_size=2, max_size=6))
def test_what_one_text_finds_in_another_is_what_the_other_is_found_to_hold(texts):
    vocabulary = Vocabulary()
    bags = [vocabulary.learn(text) for text in texts]
    statistics = Statistics.of(bags, len(vocabulary))
    postings = Postings(bags, ["zh"] * len(bags), {"zh": statistics}, len(vocabulary))
    every = np.arange(len(bags))
    tables = [postings.both_ways(bag, statistics, every) for bag in bags]
    forward, backward = (np.array([table[way] for table in tables]) for way in (0, 1))
    assert np.allclose(forward, backward.T)
    assert ((forward >= 0) & (forward < 1)).all()
    shared = np.array([[bool(set(one) & set(other)) for other in texts] for one in texts])
    assert ((forward > 0) == shared).all()


@given(WORDS, WORDS, WORDS, st.booleans())
def test_two_texts_alone_share_what_they_share_in_a_table(one, other, third, with_later_words):
    vocabulary = Vocabulary()
    counted = [vocabulary.learn(one), vocabulary.learn(third)]
    statistics = Statistics.of(counted, len(vocabulary))
    bags = [counted[0], vocabulary.learn(other) if with_later_words else vocabulary.read(other)]
    postings = Postings(bags, ["zh"] * 2, {"zh": statistics}, len(vocabulary))
    table = postings.both_ways(bags[0], statistics, np.array([1]))
    assert statistics.shares(*bags) == pytest.approx([way[0] for way in table])
    assert statistics.shares(*reversed(bags)) == pytest.approx([way[0] for way in reversed(table)])


def test_texts_without_words_share_nothing():
    vocabulary = Vocabulary()
    bags = [vocabulary.learn(["老人"]), vocabulary.learn([])]
    statistics = Statistics.of(bags, len(vocabulary))
    assert statistics.shares(*bags) == statistics.shares(*reversed(bags)) == (0.0, 0.0)


@given(WORDS, WORDS)
def test_what_is_left_without_a_part_is_the_rest(part, rest):
    vocabulary = Vocabulary()
    left = vocabulary.learn(part + rest).less(vocabulary.read(part))
    expected = vocabulary.read(rest)
    assert left.words.tolist() == expected.words.tolist()
    assert left.counts.tolist() == expected.counts.tolist()


@pytest.mark.parametrize(
    ("text", "part"),
    [("甲乙", "丙"), ("甲", "甲甲"), ("甲新", "甲"), ("甲乙", "新"), ("", "甲")],
    ids=["another word", "more often", "a word without a number", "it has one", "nothing at all"],
)
def test_what_is_no_part_and_what_cannot_be_told_leaves_nothing(text, part):
    vocabulary = Vocabulary()
    vocabulary.learn("甲乙丙")
    assert vocabulary.read(list(text)).less(vocabulary.read(list(part))) is None


def test_a_sentence_is_read_as_any_text():
    vocabulary = Vocabulary()
    vocabulary.learn(tokenize("为独居老人上门助餐"))
    for _ in range(2):
        read, expected = vocabulary.read_sentence("老人助餐。"), vocabulary.read(tokenize("老人助餐。"))
        assert (read.words.tolist(), read.counts.tolist()) == (expected.words.tolist(), expected.counts.tolist())


def test_words_that_came_later_count_as_unknown():
    vocabulary = Vocabulary()
    bags = [vocabulary.learn(["老人"])]
    statistics = Statistics.of(bags, len(vocabulary))
    postings = Postings(bags, ["zh"], {"zh": statistics}, len(vocabulary))
    later = vocabulary.learn(["老人", "新词"])
    assert postings.both_ways(later, statistics, np.array([0]))[0][0] > 0
    assert postings.both_ways(vocabulary.learn(["新词"]), statistics, np.array([0]))[0][0] == 0
