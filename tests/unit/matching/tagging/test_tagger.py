"""What is inferred from a text, why, and when nothing is."""

import csv

import numpy as np
import pytest

from market.config import ROOT
from matching.tagging import Because, Example, Examples, Inferred, Keywords, Tagger, TaggingSettings, shipped_keywords
from matching.tagging.exclusions import without_exclusions

KEYWORDS = Keywords(
    {
        "field": {
            "health": {"zh": ["门诊", "康复"], "en": ["clinic", "first aid"]},
            "law": {"zh": ["律师"], "en": ["lawyer"]},
            "other": {"zh": ["杂项"], "en": ["various"]},
        },
        "group": {"elderly": {"zh": ["老人", "独居老人"], "en": ["older people"]}},
    }
)
FEW_EXAMPLES_DO = TaggingSettings(enough_examples=1)


def example(id, text, field=(), group=(), vector=None, language="zh"):
    codes = {"field": frozenset(field), "group": frozenset(group)}
    return Example(id, text, language, {name: chosen for name, chosen in codes.items() if chosen}, vector)


def tagger(*examples, settings=FEW_EXAMPLES_DO, keywords=KEYWORDS):
    held = Examples(keywords)
    held.upsert(examples)
    return Tagger(held, settings)


def codes(found):
    return [(one.vocabulary, one.code) for one in found]


def axis(place):
    return np.eye(4, dtype=np.float32)[place]


def test_with_an_empty_market_keywords_alone_decide_and_are_told():
    assert tagger().infer("社区门诊为独居老人做康复", "zh") == [
        Inferred("field", "health", pytest.approx(0.6636), Because(("门诊", "康复"))),
        Inferred("group", "elderly", pytest.approx(0.42), Because(("独居老人",))),
    ]


def test_english_keywords_are_found_by_their_stems_and_as_phrases():
    assert codes(tagger().infer("Clinics and first aid", "en")) == [("field", "health")]
    assert tagger().infer("Aid first", "en") == []
    assert tagger().infer("Older residents among people", "en") == []


def test_traditional_characters_are_found_too():
    assert codes(tagger().infer("獨居老人", "zh")) == [("group", "elderly")]


def test_without_examples_one_keyword_is_enough_for_a_group_and_not_for_a_field():
    assert codes(tagger().infer("老人和律师", "zh")) == [("group", "elderly")]


def test_a_text_that_says_nothing_gets_nothing():
    assert tagger().infer("", "zh") == []
    assert tagger(example("a", "法律援助", ["law"])).infer("菜谱", "zh") == []


def test_the_nearest_examples_bring_their_codes_and_are_named():
    found = tagger(
        example("wages", "帮工友讨薪维权的热线", ["law"]),
        example("meals", "给老人送餐", ["health"], ["elderly"]),
        example("court", "讨薪维权打官司", ["law"]),
    ).infer("讨薪维权", "zh")
    assert codes(found) == [("field", "law")]
    assert set(found[0].because.examples) == {"wages", "court"}
    assert found[0].because.words == ()


def test_an_example_in_another_language_is_near_by_its_vector_only():
    english = example("a", "Unpaid wages", ["law"], vector=axis(0), language="en")
    made = tagger(english)
    assert made.infer("讨薪", "zh") == []
    assert codes(made.infer("讨薪", "zh", axis(0))) == [("field", "law")]
    assert made.infer("讨薪", "zh", axis(1)) == []


def test_a_text_is_not_its_own_example():
    own = example("own", "帮工友讨薪", ["law"])
    made = tagger(own, example("far", "送餐", ["health"]))
    assert codes(made.infer(own.text, "zh")) == [("field", "law")]
    assert made.infer(own.text, "zh", but={"own"}) == []


def test_a_keyword_that_was_wrong_among_the_examples_loses_its_say():
    wrong = [example(f"w{number}", f"律师楼旁的花圃{number}", ["health"]) for number in range(30)]
    assert [one.score for one in tagger().scores("律师", "zh")] == [pytest.approx(0.42)]
    scored = {one.code: one.score for one in tagger(*wrong).scores("律师", "zh") if one.vocabulary == "field"}
    assert scored["law"] < 0.1 < 0.9 < scored["health"]


def test_an_example_left_out_does_not_count_for_its_keywords_either():
    right = [example(f"r{number}", "律师", ["law"]) for number in range(30)]
    every = {one.id for one in right}
    made = tagger(*right)
    assert made.scores("律师", "zh", but=every)[0].score == pytest.approx(tagger().scores("律师", "zh")[0].score)


def test_few_examples_count_less_than_many():
    alone = tagger(example("a", "讨薪维权", ["law"]), settings=TaggingSettings())
    many = tagger(*(example(f"a{n}", "讨薪维权", ["law"]) for n in range(60)), settings=TaggingSettings())
    assert alone.infer("讨薪维权", "zh") == []
    assert codes(many.infer("讨薪维权", "zh")) == [("field", "law")]


def test_an_example_that_nobody_labelled_in_a_vocabulary_says_nothing_of_it():
    unlabelled = [example(f"u{number}", "讨薪维权", group=["elderly"]) for number in range(5)]
    found = tagger(example("a", "讨薪维权", ["law"]), *unlabelled).infer("讨薪维权", "zh")
    assert ("field", "law") in codes(found)


def test_other_is_never_inferred():
    said = [example(f"o{number}", "杂项采购", ["other"]) for number in range(30)]
    assert codes(tagger(*said).scores("杂项采购", "zh")) == []


def test_no_more_than_the_likeliest_are_offered():
    table = {"field": {f"c{number}": {"zh": ["康复", "门诊"]} for number in range(6)}}
    assert codes(tagger(keywords=Keywords(table)).infer("康复门诊", "zh")) == [("field", f"c{n}") for n in range(3)]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("不做门诊。", "zh"),
        ("不资助门诊、康复设备", "zh"),
        ("门诊除外", "zh"),
        ("No clinics.", "en"),
        ("We do not fund clinics.", "en"),
        ("Anything other than a clinic", "en"),
    ],
)
def test_what_is_excluded_brings_nothing(text, language):
    assert tagger(example("a", "门诊 clinic", ["health"])).infer(text, language) == []


@pytest.mark.parametrize(
    "text", ["没有人照顾的老人", "不收费的门诊", "Families with no clinic nearby", "A clinic, not far away"]
)
def test_what_only_lacks_something_is_not_excluded(text):
    assert (
        "老人" in without_exclusions(text) or "门诊" in without_exclusions(text) or "clinic" in without_exclusions(text)
    )


def test_examples_may_be_replaced_and_taken_out():
    held = Examples(KEYWORDS)
    held.upsert([example("a", "讨薪维权", ["law"]), example("b", "送餐", ["health"])])
    before = Tagger(held, FEW_EXAMPLES_DO)
    held.upsert([example("a", "讨薪维权", ["health"])])
    held.delete(["b", "unknown"])
    after = Tagger(held, FEW_EXAMPLES_DO)
    assert len(held) == 1
    assert codes(before.infer("讨薪维权", "zh")) == [("field", "law")]
    assert codes(after.infer("讨薪维权", "zh")) == [("field", "health")]


def test_a_word_that_came_after_the_tagger_was_made_is_unknown_to_it():
    held = Examples(KEYWORDS)
    held.upsert([example("a", "讨薪维权", ["law"])])
    made = Tagger(held, FEW_EXAMPLES_DO)
    held.upsert([example("b", "皮影戏", ["health"])])
    assert made.infer("皮影戏", "zh") == []


def test_every_term_of_the_market_has_keywords_in_both_languages_and_is_found_by_its_own_name():
    keywords = shipped_keywords()
    with (ROOT / "seeds" / "vocabularies" / "terms.csv").open(encoding="utf-8") as file:
        terms = [row for row in csv.DictReader(file) if row["code"] != "other"]
    assert set(keywords.codes) == {(row["vocabulary"], row["code"]) for row in terms}
    for row in terms:
        code = (row["vocabulary"], row["code"])
        assert code in keywords.find(row["name_zh"], "zh"), code
        assert code in keywords.find(row["name_en"], "en"), code
