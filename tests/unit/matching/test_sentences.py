"""Sentences that mean the same: found across languages and without a common word, and never guessed."""

from dataclasses import replace

import numpy as np
import pytest

from matching.centering import Centering
from matching.documents import Background
from matching.matcher import Matcher
from matching.records import Kind
from matching.sentences import (
    HALF_ABOVE,
    HALF_ABOVE_ACROSS,
    MOST_SENTENCES,
    Sentences,
    first_sentences,
    is_whole,
    nearness,
    resting_on,
    sentences_hash,
    written,
)
from tests.unit.matching.listings import CENTROIDS, DIMENSION, TODAY, need, project, unit

EYE = np.eye(DIMENSION, dtype=np.float32)
OURS = need(texts={"title": "陪诊", "text": "老人看病没人陪。请带上医保卡。"})
THEIRS = project(
    texts={"title": "By their side", "text": "We plant trees. We go to the hospital with older people."}, language="en"
)
# The second sentence of the one means what the third of the other does; nothing else means anything else.
VECTORS = {"need": EYE[[0, 1, 2]], "project": EYE[[3, 4, 1]]}
UNRELATED = Background({(one, other): 0.0 for one in ("zh", "en") for other in ("zh", "en")})


def matcher_of(*listings, near=True):
    matcher = Matcher(encoder_id="test", dimension=DIMENSION, centroids=CENTROIDS)
    matcher.upsert(listings, {one.id: unit(1 if near else place) for place, one in enumerate(listings)})
    return matcher


def explain(vectors, ours=OURS, theirs=THEIRS):
    given = None if vectors is None else lambda _listings: vectors
    return matcher_of(ours, theirs).explain(ours.id, theirs.id, today=TODAY, sentences=given)


def said(listing, spans):
    return [written(listing)[slice(*span)] for span in spans]


def read(listing, vectors):
    return Sentences.of(listing, vectors, Centering({}), DIMENSION)


def test_sentences_in_two_languages_correspond_as_a_whole():
    pairs = explain(VECTORS).pairs
    assert said(OURS, [pair.ours for pair in pairs]) == ["老人看病没人陪。"]
    assert said(THEIRS, [pair.theirs for pair in pairs]) == ["We go to the hospital with older people."]
    assert pairs[0].by_meaning
    assert pairs[0].our_words == pairs[0].their_words == ()


def test_the_reason_quotes_them_where_the_nearness_of_the_texts_rests_on_them():
    reason = next(one for one in explain(VECTORS).reasons if one.feature == "text")
    assert reason.code == "text_meaning"
    assert (reason.details["ours"], reason.details["theirs"]) == (
        "老人看病没人陪。",
        "We go to the hospital with older people.",
    )
    assert len(reason.details["pairs"]) == 1


def test_the_reason_quotes_nothing_where_the_texts_are_as_near_without_them():
    rest = (EYE[1] * 0.45 + EYE[2] * np.sqrt(1 - 0.45**2)).astype(np.float32)  # long, and nearly a pair
    short = replace(THEIRS, texts=THEIRS.texts | {"title": "Us"})
    match = explain({"need": EYE[[0, 1, 1]], "project": np.array([EYE[0], rest, rest])}, OURS, short)
    reason = next(one for one in match.reasons if one.feature == "text")
    assert said(OURS, [pair.ours for pair in match.pairs]) == ["陪诊"]
    assert reason.details["pairs"] == []


@pytest.mark.parametrize(
    "vectors",
    [
        None,
        {},
        {"need": VECTORS["need"]},
        VECTORS | {"need": VECTORS["need"][:2]},
        VECTORS | {"need": np.vstack([VECTORS["need"], EYE[:1]])},
        VECTORS | {"need": VECTORS["need"][:, :-1]},
        VECTORS | {"need": np.full((3, DIMENSION), np.nan, np.float32)},
        VECTORS | {"project": np.where(EYE[[3, 4, 1]] > 0, np.nan, EYE[[3, 4, 1]])},
        VECTORS | {"project": np.zeros((3, DIMENSION), np.float32)},
    ],
)
def test_vectors_that_are_missing_or_not_those_of_the_text_say_nothing(vectors):
    match = explain(vectors)
    assert match == explain(None)
    assert match.pairs == ()


def inner(near):
    """The vectors with the two sentences so near each other."""
    other = (near * EYE[1] + np.sqrt(1 - near**2) * EYE[5]).astype(np.float32)
    return {"need": VECTORS["need"], "project": np.array([EYE[3], EYE[4], other])}


def test_no_two_sentences_correspond_that_are_not_near_enough():
    usual = 0.15 * (1 - HALF_ABOVE_ACROSS) + HALF_ABOVE_ACROSS  # of two texts in two languages, as so few tell nothing
    assert explain(inner(usual + 0.15)).pairs
    assert explain(inner(0.3)).pairs == ()


def test_more_is_asked_of_sentences_in_one_language():
    assert HALF_ABOVE > HALF_ABOVE_ACROSS
    chinese = project(texts={"title": "同行", "text": "种树。去医院有伴。"})
    one = read(OURS, inner(0.5)["need"])
    alike, apart = (read(other, inner(0.5)["project"]) for other in (chinese, THEIRS))
    assert nearness(one, alike, UNRELATED)[1, 2] < 0.5 < nearness(one, apart, UNRELATED)[1, 2]
    assert nearness(one, apart, UNRELATED)[0, 0] < 0.1


def test_each_sentence_is_centred_in_its_own_language():
    mixed = replace(OURS, texts={"title": "陪诊", "text": "Older people see a doctor."})
    means = Centering({"zh": EYE[6], "en": EYE[7]})
    found = Sentences.of(mixed, EYE[[0, 1]], means, DIMENSION)
    assert found.languages == ("zh", "en")
    assert np.allclose(found.vectors, means.apply(EYE[[0, 1]], ["zh", "en"]))


def test_pairs_by_words_stay_and_those_by_meaning_come_after_them():
    ours = need(texts={"title": "助餐", "text": "需要为独居老人上门助餐。晚上有人听他们说话。"})
    theirs = project(texts={"title": "厨房", "text": "每天为独居老人上门助餐。黄昏陪长者聊天。"})
    by_words = explain(None, ours, theirs).pairs
    pairs = explain({"need": EYE[[0, 1, 2]], "project": EYE[[3, 4, 2]]}, ours, theirs).pairs
    assert pairs[: len(by_words)] == by_words
    assert [pair.by_meaning for pair in pairs] == [False] * len(by_words) + [True]
    assert said(ours, [pairs[-1].ours]) == ["晚上有人听他们说话。"]
    assert said(theirs, [pairs[-1].theirs]) == ["黄昏陪长者聊天。"]


def test_sentences_beyond_those_that_get_a_vector_are_left_alone():
    long = need(texts={"text": "".join(f"第{number}句话。" for number in range(MOST_SENTENCES + 5))})
    assert len(first_sentences(long)) == MOST_SENTENCES
    vectors = np.repeat(EYE[:1], MOST_SENTENCES, axis=0)
    vectors[-1] = EYE[1]
    pairs = explain({"need": vectors, "project": VECTORS["project"]}, long).pairs
    assert said(long, [pair.ours for pair in pairs]) == [f"第{MOST_SENTENCES - 1}句话。"]


def test_the_vectors_are_asked_for_once_and_only_for_what_is_shown():
    asked = []
    others = [project(f"p{number}") for number in range(5)]
    matcher = matcher_of(OURS, *others)
    found = matcher.recommend(
        "need",
        Kind.PROJECT,
        2,
        today=TODAY,
        sentences=lambda listings: asked.append([one.id for one in listings]) or {},
    )
    assert asked == [["need", *(match.candidate_id for match in found.matches)]]
    matcher.recommend("need", Kind.PROGRAMME, 2, today=TODAY, sentences=lambda _listings: pytest.fail("nothing found"))


def test_the_list_and_the_page_of_a_pair_tell_the_same():
    matcher = matcher_of(OURS, THEIRS)
    (match,) = matcher.recommend("need", Kind.PROJECT, today=TODAY, sentences=lambda _: VECTORS).matches
    assert match.pairs
    alone = matcher.explain("need", "project", today=TODAY, sentences=lambda _: VECTORS)
    assert replace(alone, position=None) == match


def test_sentences_rest_on_what_they_share():
    one, other = read(OURS, VECTORS["need"]), read(THEIRS, VECTORS["project"])
    assert resting_on(one, other, [one.spans[1]], [other.spans[2]]) == pytest.approx(one.about() @ other.about())
    assert resting_on(one, other, [one.spans[1]], [other.spans[0]]) < 0  # theirs stood in the way
    assert resting_on(one, other, [], []) == 0
    assert not one.about(one.spans).any()


@pytest.mark.parametrize(("count", "dimension", "whole"), [(3, DIMENSION, True), (2, DIMENSION, False), (3, 4, False)])
def test_vectors_are_whole_with_one_of_length_one_for_each_sentence(count, dimension, whole):
    half = VECTORS["need"].astype("<f2").astype(np.float32)
    assert is_whole(half, count, dimension) == whole
    assert not is_whole(half * 2, count, dimension)


def test_other_sentences_have_another_hash_and_blanks_between_them_do_not_matter():
    same = replace(OURS, texts={"title": "陪诊 ", "text": "老人看病没人陪。\n 请带上医保卡。"})
    moved = replace(OURS, texts={"title": "陪诊", "text": "请带上医保卡。老人看病没人陪。"})
    joined = replace(OURS, texts={"title": "陪诊", "text": "老人看病没人陪，请带上医保卡。"})
    hashes = [sentences_hash(first_sentences(one)) for one in (OURS, same, moved, joined)]
    assert hashes[0] == hashes[1]
    assert len(set(hashes)) == 3
