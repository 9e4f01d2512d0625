"""The demo projects: as many as promised, reproducible, no two alike, in agreement with their owners."""

import json
from collections import Counter
from typing import Any

import pytest

from scripts.compose.files import DEMO, whole_text
from scripts.compose.projects import compose
from scripts.compose.providers import DIVISIONS, FIELDS, primary_field, second_field
from scripts.compose.shingles import Shelf


@pytest.fixture(scope="module")
def projects() -> list[dict[str, Any]]:
    lines = (DEMO / "projects.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def test_the_file_is_what_the_parts_compose(projects: list[dict[str, Any]]) -> None:
    assert projects == compose()


def test_there_are_566_of_which_90_are_written_by_hand(projects: list[dict[str, Any]]) -> None:
    assert [project["key"] for project in projects] == [f"project-{number:04d}" for number in range(1, 567)]
    assert Counter(project["by"] for project in projects) == {"hand": 90, "composed": 476}


def test_no_two_projects_read_alike(projects: list[dict[str, Any]]) -> None:
    shelf = Shelf()
    for project in projects:
        assert shelf.nearest(whole_text(project)) < 0.35, project["key"]
        shelf.add(whole_text(project))


def test_every_field_and_subdistrict_occurs(projects: list[dict[str, Any]]) -> None:
    assert {field for project in projects for field in project["fields"]} == set(FIELDS)
    assert {code for project in projects for code in project["divisions"]} == {*DIVISIONS, "440304"}


def test_an_owner_works_in_the_field_of_its_project(projects: list[dict[str, Any]]) -> None:
    for project in projects:
        number = int(project["owner"].removeprefix("p-"))
        assert project["fields"][0] in (primary_field(number), second_field(number)), project["key"]


def test_money_and_dates_add_up(projects: list[dict[str, Any]]) -> None:
    for project in projects:
        gap = project["budget_yuan"] - project["raised_yuan"]
        assert 0 < project["minimum_yuan"] <= gap, project["key"]
        assert 60 <= project["ends_in_days"] - project["starts_in_days"] <= 730, project["key"]
        assert not set("{}[]<>|") & set(whole_text(project)), project["key"]
