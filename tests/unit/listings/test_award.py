"""Award criteria of a need: rows of a name and points that add up, and shut nobody out."""

from typing import Any

import pytest

from market.errors import Message
from market.listings.award import LONGEST_NAME, problem, read


def rows(*given: tuple[Any, Any]) -> list[dict[str, Any]]:
    """Rows as a form sends them."""
    return [{"name": name, "weight": weight} for name, weight in given]


GOOD = rows(("Method", 60), ("Price", 40))


def test_empty_rows_do_not_count_and_names_are_one_line_each() -> None:
    assert read(None) == read("") == read([]) == read(rows(("", None), (None, None))) == []
    assert read(rows(("  How \n it  is done ", 60), ("", None), ("Price", 40))) == rows(
        ("How it is done", 60), ("Price", 40)
    )


@pytest.mark.parametrize(
    ("value", "says"),
    [
        ("Method", "Write each criterion with its points."),
        ([1], "Write each criterion with its points."),
        (rows((3, 100)), "Write each criterion with its points."),
        (rows(*[(f"Part {number}", 10) for number in range(9)]), "Write at most 8 criteria."),
        (rows(("Method", 60), ("x" * (LONGEST_NAME + 1), 40)), "Criterion 2: use at most 60 characters."),
        (rows(("Method", 0)), "Criterion 1: give it 1 to 100 points."),
        (rows(("Method", 101)), "Criterion 1: give it 1 to 100 points."),
        (rows(("Method", True)), "Criterion 1: give it 1 to 100 points."),
        (rows(("Method", "60")), "Criterion 1: give it 1 to 100 points."),
    ],
)
def test_what_cannot_even_stand_in_a_draft_is_refused(value: Any, says: str) -> None:
    found = read(value)
    assert isinstance(found, Message)
    assert str(found) == says


@pytest.mark.parametrize(
    ("criteria", "says"),
    [
        (rows(("Method", 100)), "Write at least 2 criteria, or none."),
        (rows(("Method", 60), ("", 40)), "Criterion 2: say what is judged."),
        (rows(("Method", None), ("Price", 40)), "Criterion 1: give it 1 to 100 points."),
        (rows(("Method", 60), ("Method", 40)), "“Method” stands here twice."),
        (rows(("Method", 60), ("Price", 30)), "The points add up to 90; they have to add up to 100."),
    ],
)
def test_what_lacks_for_scoring_by_them_is_said(criteria: list[dict[str, Any]], says: str) -> None:
    assert str(problem(criteria)) == says
    assert (problem(GOOD), problem([])) == (None, None)


@pytest.mark.parametrize("name", ["在福田设有分支机构", "仅限国有企业", "注册资本", "Registered in Futian"])
def test_points_for_where_or_what_a_provider_is_are_refused(name: str) -> None:
    assert name in str(problem(rows(("服务方案", 60), (name, 40))))


@pytest.mark.parametrize(
    "name",
    [
        "服务方案与方法",
        "团队专业能力",
        "不限注册地的同类服务经验",
        "培育社会组织的方法",
        "预算合理性",
        "Method and steps",
    ],
)
def test_what_the_work_itself_needs_may_bring_points(name: str) -> None:
    assert problem(rows(("项目管理", 60), (name, 40))) is None


def test_a_priority_for_the_assessment_level_is_let_pass() -> None:
    assert problem(rows(("服务方案", 60), ("3A 以上优先", 40))) is None
