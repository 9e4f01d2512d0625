"""Addresses to go back to, page numbers, pages of lists, and how values are shown."""

from datetime import UTC, date, datetime

import pytest
from flask import Flask, g

from market import web


@pytest.mark.parametrize("path", ["/", "/desk", "/listings?q=%E7%A6%8F&page=2", "/listings/福田", "/a//b"])
def test_paths_of_this_site_are_safe_to_go_back_to(path: str) -> None:
    assert web.is_safe_path(path)


@pytest.mark.parametrize(
    "path",
    [
        None,
        "",
        "desk",
        "//evil.example",
        "///evil.example",
        "/\\evil.example",
        "/\t/evil.example",
        "/\n/evil.example",
        "/\r/evil.example",
        "/ /evil.example",
        "/desk\r\nSet-Cookie: a=b",
        "\\\\evil.example",
        "https://evil.example/",
        "javascript:alert(1)",
        " /desk",
    ],
)
def test_any_other_address_is_not(path: str | None) -> None:
    assert not web.is_safe_path(path)


@pytest.mark.parametrize(
    ("asked", "number"),
    [("1", 1), ("25", 25), ("0", 1), ("-1", 1), ("", 1), ("x", 1), ("٣", 1), ("1.5", 1), ("9" * 5000, 1)],
)
def test_a_page_number_that_is_none_means_the_first(app: Flask, asked: str, number: int) -> None:
    with app.test_request_context(query_string={"page": asked}):
        assert web.page_number() == number


def test_a_page_knows_where_it_stands() -> None:
    assert web.Page([1, 2], number=3, size=20, total=42).pages == 3
    assert web.Page([1, 2], number=3, size=20, total=42).first == 41
    assert web.Page([], number=1, size=20, total=0).pages == 1
    assert web.Page([], number=1, size=20, total=0).first == 0


@pytest.mark.parametrize(
    ("fen", "zh", "en"),
    [
        (None, "–", "–"),
        (0, "0 元", "¥0"),
        (36_000_000, "36 万元", "¥360,000"),
        (36_500_000, "36.5 万元", "¥365,000"),
        (36_012_345, "360,123.45 元", "¥360,123.45"),
        (99_900, "999 元", "¥999"),
        (50, "0.50 元", "¥0.50"),
    ],
)
def test_money_is_shown_as_the_reader_writes_it(app: Flask, fen: int | None, zh: str, en: str) -> None:
    for language, shown in (("zh", zh), ("en", en)):
        with app.test_request_context():
            g.language = language
            assert web.yuan(fen) == shown


def test_days_and_moments_are_shown_in_chinese_time(app: Flask) -> None:
    late = datetime(2026, 3, 11, 17, 30, tzinfo=UTC)  # already the 12th in China
    with app.test_request_context():
        g.language = "zh"
        assert web.moment(late) == "2026年3月12日 01:30"
        assert web.day(date(2026, 3, 12)) == "2026年3月12日"
        assert (web.day(None), web.moment(None), web.number(None), web.number(12_345)) == ("–", "–", "–", "12,345")
    with app.test_request_context():
        assert web.moment(late) == "12 Mar 2026, 01:30"
        assert web.day(date(2026, 3, 12)) == "March 12, 2026"
