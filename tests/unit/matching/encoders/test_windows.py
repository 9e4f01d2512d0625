"""Long texts are cut into even windows that lose nothing, and their vectors are averaged."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.encoders.windows import average, split


def spans_of(text: str) -> list[tuple[int, int]]:
    return [(place, place + 1) for place, char in enumerate(text) if not char.isspace()]


@given(st.text("ab 好。.\n", max_size=200), st.integers(1, 30))
def test_windows_put_together_are_the_text(text, most):
    parts = split(text, spans_of(text), most)
    assert "".join(parts) == text
    assert all(len(spans_of(part)) <= most for part in parts)


def test_windows_are_even():
    assert [len(part) for part in split("x" * 101, spans_of("x" * 101), 50)] == [34, 34, 33]


def test_a_window_ends_with_a_sentence_where_one_ends_near_its_middle_or_later():
    chinese = "上门助餐。" * 3 + "法律援助热线每天都有人接听"
    assert split(chinese, spans_of(chinese), 16) == ["上门助餐。" * 3, "法律援助热线每天都有人接听"]
    english = "Meals at home, 3.5 km. Legal aid for all"
    assert split(english, spans_of(english), 20) == ["Meals at home, 3.5 km. ", "Legal aid for all"]
    early = "短。" + "长" * 18
    assert [len(part) for part in split(early, spans_of(early), 12)] == [10, 10]


def test_a_text_that_fits_stays_whole():
    assert split("", [], 5) == [""]
    assert split("abcde", spans_of("abcde"), 5) == ["abcde"]


def test_the_windows_of_a_text_count_alike():
    vectors = np.array([[3, 0], [0, 1], [0, -2]], np.float32)
    found = average(vectors, [0, 0, 1], 2)
    assert found == pytest.approx(np.array([[0.5**0.5, 0.5**0.5], [0, -1]]))
