"""How tagging is measured: the sets as they are read, the numbers, and the command."""

import json

import pytest

from matching.evaluation.datasets import load
from matching.evaluation.tagging import Answer, main, quality
from matching.evaluation.tagging_sets import categories, market, offices
from tests.unit.matching.evaluation.conftest import write_entries

FILES = ("needs", "projects", "services", "programmes", "resources")


def listing(key, owner, title, field, by="hand"):
    return {"key": key, "owner": owner, "title": title, "summary": None, "fields": [field], "groups": ["elderly"],
            "sdgs": [], "by": by, "exclusions": "nothing of this is read"}  # fmt: skip


@pytest.fixture
def demo(tmp_path):
    rows = [
        listing("n1", "a", "社区门诊康复", "health"),
        listing("n2", "a", "门诊", "health", by="composed"),
        listing("n3", "b", "康复门诊", "health"),
        listing("n4", "c", "Meals for older people", "other"),
    ]
    for name in FILES:
        chosen = rows if name == "needs" else []
        lines = "".join(f"{json.dumps(row, ensure_ascii=False)}\n" for row in chosen)
        (tmp_path / f"{name}.jsonl").write_text(lines, encoding="utf-8")
    return tmp_path


@pytest.fixture
def dataset(tmp_path):
    def write(queries, corpus, qrels):
        folder = tmp_path / "some-set"
        folder.mkdir()
        write_entries(folder / "queries.jsonl", {id: (text, None) for id, text in queries.items()}.items())
        write_entries(folder / "corpus.jsonl", {id: (text, None) for id, text in corpus.items()}.items())
        (folder / "qrels.tsv").write_text("".join(f"{query}\t{id}\t1\n" for query, id in qrels))
        return folder

    return write


def test_listings_of_one_owner_do_not_help_each_other(demo):
    data = market(demo)
    assert data.kin["n1"] == {"n1", "n2"}
    assert data.kin["n3"] == {"n3"}
    assert data.parts["market, by hand"] == {"n1", "n3", "n4"}
    assert data.parts["market, English"] == {"n4"}


def test_a_listing_is_read_without_what_it_excludes_and_without_the_code_that_says_nothing(demo):
    texts = {one.id: (one.text, one.codes["field"]) for one in market(demo).examples}
    assert texts["n1"] == ("社区门诊康复", {"health"})
    assert texts["n4"] == ("Meals for older people", frozenset())


def test_what_only_some_take_for_the_end_of_a_line_may_stand_in_a_text(demo):
    row = listing("p1", "d", "Choir\u2028for older people", "other")
    (demo / "projects.jsonl").write_text(json.dumps(row, ensure_ascii=False) + "\n", encoding="utf-8")
    assert "p1" in {one.id for one in market(demo).examples}


def test_the_queries_of_a_set_of_categories_are_the_codes(dataset):
    folder = dataset(
        {"FD1": "Food (Social welfare). Includes meals, soup kitchens", "AR1": "Arts and crafts"},
        {"x": "We cook.", "y": "We paint and cook.", "z": "Nobody coded this."},
        [("FD1", "x"), ("FD1", "y"), ("AR1", "y")],
    )
    data = categories(load(folder))
    assert {one.id: one.codes["code"] for one in data.examples} == {"x": {"FD1"}, "y": {"FD1", "AR1"}}
    assert data.keywords.find("soup kitchens and crafts", "en") == {
        ("code", "FD1"): ("soup kitchens",),
        ("code", "AR1"): ("crafts",),
    }


def test_the_matters_of_an_office_are_examples_and_only_the_queries_are_asked(dataset):
    folder = dataset(
        {"q": "孤儿救助"},
        {"d1": "区民政局。办理事项：社团登记；低保申请。", "d2": "区残联。办理事项：残疾证办理"},
        [("q", "d1")],
    )
    data = offices(load(folder))
    assert {one.id: (one.text, one.codes["code"]) for one in data.examples} == {
        "q": ("孤儿救助", {"d1"}),
        "d1.0": ("社团登记", {"d1"}),
        "d1.1": ("低保申请", {"d1"}),
        "d2.0": ("残疾证办理", {"d2"}),
    }
    assert data.asked == {"q"}


def test_the_numbers_are_those_of_a_count_by_hand():
    truth = {"a": frozenset("xy"), "b": frozenset("x"), "c": frozenset("z")}
    answers = {"a": Answer("xyz", 1), "b": Answer("yx", 1), "c": Answer("", 0)}
    found = quality(truth, answers)
    assert (found.precision, found.recall) == (1 / 2, 1 / 4)
    assert found.f1 == pytest.approx(1 / 3)
    assert found.macro_f1 == pytest.approx((2 / 3 + 0 + 0) / 3)
    assert (found.right, found.recall_at_3, found.coverage) == pytest.approx((1 / 3, 2 / 3, 2 / 3))


@pytest.mark.parametrize("vectors", [False, True])
def test_the_command_prints_a_line_for_each_system(demo, capsys, tmp_path, vectors):
    fixed = ["--model", "hashing:64", "--cache", str(tmp_path / "v"), "--models", str(tmp_path / "m")]
    assert main([*fixed, "--market", str(demo), *(["--vectors"] if vectors else [])]) == 0
    lines = capsys.readouterr().out.splitlines()
    systems = [line.split(" | ")[3] for line in lines if line.startswith("| market | field ")]
    assert systems == [
        *("most frequent", "keywords", "nearest", "both"),
        *(("nearest, vectors", "both, vectors") if vectors else ()),
    ]
    assert not any(" sdg " in line for line in lines)  # nobody chose one


def test_a_market_that_cannot_be_read_is_told(tmp_path, capsys):
    assert main(["--market", str(tmp_path)]) == 2
    assert "needs.jsonl" in capsys.readouterr().err
