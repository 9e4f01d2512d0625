"""Texts in pieces: nothing of them is lost, and only the sentences that correspond are marked."""

from hypothesis import given, settings
from hypothesis import strategies as st

from market.suggestions.marks import parts
from matching.bm25 import Statistics, Vocabulary
from matching.quotations import Wording
from matching.records import SentencePair
from matching.tokens import tokenize


def text_of(part):
    return "".join(text for segment in part.segments for text, _shared in segment.pieces)


def test_a_sentence_is_marked_in_the_field_where_it_stands_with_its_shared_words():
    texts = {"title": "Meals", "summary": "We cook. We bring lunch to them."}
    joined = "\n".join(texts.values())
    start = joined.index("We bring")
    pair = SentencePair((start, len(joined)), (0, 5), 0.5, ((start + 9, start + 14),), ((0, 5),))
    title, summary = parts(texts, [pair], "ours")
    assert [(segment.number, segment.pieces) for segment in title.segments] == [(0, (("Meals", False),))]
    assert [(segment.number, segment.pieces) for segment in summary.segments] == [
        (0, (("We cook. ", False),)),
        (1, (("We bring ", False), ("lunch", True), (" to them.", False))),
    ]
    assert parts(texts, [pair], "theirs")[0].segments[0].pieces == (("Meals", True),)


def test_a_sentence_that_means_the_same_is_marked_as_a_whole_and_says_so():
    texts = {"title": "Meals", "summary": "We cook. We bring lunch."}
    pair = SentencePair((15, 30), (0, 5), 0.7, by_meaning=True)
    (_title, summary) = parts(texts, [pair], "ours")
    assert [(one.number, one.by_meaning, one.pieces) for one in summary.segments] == [
        (0, False, (("We cook. ", False),)),
        (1, True, (("We bring lunch.", False),)),
    ]


FIELDS = st.lists(
    st.sampled_from(["独居老人助餐。", "心理辅导！", "\n", "老人合唱", "<b>ＮＧＯ</b>. "]), min_size=1
).map("".join)
LISTINGS = st.dictionaries(st.sampled_from(["title", "summary", "method"]), FIELDS, min_size=1)


@settings(deadline=None)  # the first text loads a dictionary
@given(LISTINGS, LISTINGS)
def test_no_character_is_lost_or_moved_and_every_pair_is_marked_once_on_each_side(ours, theirs):
    vocabulary = Vocabulary()
    one, other = "\n".join(ours.values()), "\n".join(theirs.values())
    bags = [vocabulary.learn(tokenize(text)) for text in (one, other)]
    pairs = Wording(vocabulary, Statistics.of(bags, len(vocabulary))).quote(one, other, ("老人", "辅导", "ngo")).pairs
    for texts, side in ((ours, "ours"), (theirs, "theirs")):
        found = parts(texts, pairs, side)
        assert {part.name: text_of(part) for part in found} == texts
        numbers = [segment.number for part in found for segment in part.segments if segment.number]
        assert sorted(numbers) == list(range(1, len(pairs) + 1))
