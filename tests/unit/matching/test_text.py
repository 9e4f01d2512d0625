"""Texts that look the same are the same, languages are told apart, and listings become one text."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.records import Kind, Listing, Owner
from matching.text import compose, language_of, normalize, text_hash


@pytest.mark.parametrize(
    ("given_text", "found"),
    [
        ("ＡＢＣ１２３", "ABC123"),
        ("（全角）：是", "(全角):是"),
        ("  a \t b  ", "a b"),
        ("a\r\n\r\n\r\nb\rc", "a\nb\nc"),
        ("a \n \n b", "a\nb"),
        ("社\u200b区\ufeff", "社区"),
        ("a\u3000b\u00a0c", "a b c"),
        ("a\u2028b", "a\nb"),
        ("a\x00\x07b", "ab"),
        ("e\u0301", "é"),
        ("", ""),
        (" \n\t ", ""),
    ],
)
def test_texts_are_tidied_up(given_text, found):
    assert normalize(given_text) == found


@given(st.text(max_size=60))
def test_tidying_up_again_changes_nothing(text):
    assert normalize(normalize(text)) == normalize(text)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("社区老人需要送餐", "zh"),
        ("Meals for old people", "en"),
        ("使用 ChatGPT 和 Python 教学", "zh"),
        ("Volunteers wanted in Futian District (福田区) for weekend classes", "en"),
        ("社區長者飯堂", "zh"),
        ("𠮷野", "zh"),
        ("2026-03-11", "zh"),
        ("", "zh"),
        ("Ünïcödé", "en"),
    ],
)
def test_the_language_is_told_by_its_characters(text, language):
    assert language_of(text) == language


def listing(**texts: str) -> Listing:
    owner = Owner(id="1", kind="charity", name="Charity")
    return Listing(id="1", revision=1, kind=Kind.NEED, owner=owner, language="zh", texts=texts)


def test_a_listing_is_its_parts_in_their_order_without_labels():
    assert compose(listing(title="长者 送餐", summary=" \n", body="每周\r\n五次")) == "长者 送餐\n每周\n五次"
    assert compose(listing()) == ""


def test_texts_that_look_the_same_have_one_hash():
    assert text_hash("ＡＩ　课堂 ") == text_hash("AI 课堂") == hashlib.sha256("AI 课堂".encode()).hexdigest()
    assert text_hash("AI 课堂") != text_hash("AI课堂")
