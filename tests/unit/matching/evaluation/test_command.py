"""The command: its table, its files, and how it ends."""

import json

import numpy as np
import pytest

from matching.evaluation import report, systems, vectors
from matching.evaluation.metrics import Interval
from tests.unit.matching.evaluation.conftest import CORPUS, QUERIES


def read_run(path):
    return {row["qid"]: row["ranked"] for row in map(json.loads, path.read_text().splitlines())}


def test_all_systems_are_measured_in_one_table(folder, measure, capsys):
    assert measure(folder) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split(" | ")[2] for line in lines] == ["system", "---", "bm25", "dense", "rrf", "product"]
    assert all(line.startswith("| tiny | 3 |") for line in lines[2:])
    assert "[" in lines[2]
    assert lines[-1].endswith("|  |")


def test_each_run_is_written_with_every_query_and_each_text_once(folder, measure, tmp_path):
    measure(folder, "--out", tmp_path / "runs")
    assert sorted(path.name for path in (tmp_path / "runs").iterdir()) == [
        f"tiny.{system}.jsonl" for system in sorted(systems.SYSTEMS)
    ]
    run = read_run(tmp_path / "runs" / "tiny.product.jsonl")
    assert list(run) == list(QUERIES)
    assert all(sorted(ranked) == sorted(CORPUS) for ranked in run.values())
    assert [ranked[0] for ranked in run.values()] == ["meals", "law", "school"]


def test_one_system_alone_has_nothing_to_be_compared_with(folder, measure, capsys):
    assert measure(folder, "--system", "bm25") == 0
    assert len(capsys.readouterr().out.splitlines()) == 3


def test_the_product_alone_comes_with_what_it_is_compared_with(folder, measure, monkeypatch, capsys):
    assert measure(folder, "--system", "product") == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split(" | ")[2] for line in lines[2:]] == ["rrf", "product"]
    monkeypatch.setattr(report, "interval", lambda values: Interval(-0.2, -0.3, -0.1))
    assert measure(folder, "--system", "product") == 1


def test_lists_must_have_something_in_common(folder, measure, tmp_path):
    for name, values in {
        "queries": {"q1": ["elderly", "children"], "q2": "children", "q3": []},
        "corpus": {"meals": ["elderly"], "law": ["women"], "school": ["children", "women"], "garden": "elderly"},
    }.items():
        path = folder / f"{name}.jsonl"
        rows = [json.loads(line) for line in path.read_text().split("\n") if line]
        assert {row["id"] for row in rows} == set(values)
        path.write_text("".join(json.dumps(row | {"groups": values[row["id"]]}) + "\n" for row in rows))
    measure(folder, "--out", tmp_path, "--gate", "groups", "--system", "product")
    run = read_run(tmp_path / "tiny.product.jsonl")
    assert set(run["q1"]) == {"meals", "school", "garden"}
    assert set(run["q2"]) == {"school"}
    assert run["q3"] == []


def test_a_run_of_others_may_have_unusual_signs_in_its_ids(folder, measure, tmp_path, capsys):
    theirs = tmp_path / "theirs"
    theirs.mkdir()
    rows = [{"qid": id, "ranked": ["one\u2028two", "three\x85four"]} for id in QUERIES]
    text = "".join(f"{json.dumps(row, ensure_ascii=False)}\n" for row in rows)
    (theirs / "tiny.guess.jsonl").write_text(text, encoding="utf-8")
    assert measure(folder, "--beside", theirs) == 0
    assert "theirs/guess" in capsys.readouterr().out


def test_a_field_is_a_condition_only_when_the_gate_names_it(folder, measure, tmp_path):
    measure(folder, "--out", tmp_path, "--gate", "region")
    for system in systems.SYSTEMS:
        run = read_run(tmp_path / f"tiny.{system}.jsonl")
        assert "meals" not in run["q1"]  # another region
        assert set(run["q2"]) <= {"law", "school", "garden"}  # one that says no region stays
    assert set(read_run(tmp_path / "tiny.product.jsonl")["q3"]) == set(CORPUS)  # a query that says none


def test_weights_can_be_tried_out(folder, measure, tmp_path):
    measure(folder, "--out", tmp_path / "both")
    measure(folder, "--out", tmp_path / "words", "--set", "dense=0", "--set", "lexical=1")
    both, words = (read_run(tmp_path / name / "tiny.product.jsonl") for name in ("both", "words"))
    assert len(words["q1"]) < len(both["q1"])


def test_runs_of_others_are_measured_beside_ours(folder, measure, tmp_path, capsys):
    theirs = tmp_path / "theirs"
    theirs.mkdir()
    rows = [{"qid": id, "ranked": ["garden"]} for id in QUERIES]
    (theirs / "tiny.guess.jsonl").write_text("".join(f"{json.dumps(row)}\n" for row in rows))
    (theirs / "other.guess.jsonl").write_text("not read")
    assert measure(folder, "--beside", theirs) == 0
    lines = capsys.readouterr().out.splitlines()
    names = [line.split(" | ")[2] for line in lines[2:]]
    assert names == ["bm25", "dense", "rrf", "product", "theirs/guess"]
    assert lines[-1].startswith("| tiny | 3 | theirs/guess | 0.000 | 0.000 |")
    assert lines[-1].endswith("| +1.000 [+1.000, +1.000] * |")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (None, "theirs has no runs on tiny: tiny.SYSTEM.jsonl"),
        ("{", 'tiny.guess.jsonl, line 1: it must be an object with "qid" and "ranked"'),
        ('{"qid": "q1", "ranked": []}\n{"qid": "q2"}', "tiny.guess.jsonl, line 2"),
        ("[]", "tiny.guess.jsonl, line 1"),
    ],
)
def test_runs_that_cannot_be_read_are_said_in_one_line(folder, measure, tmp_path, capsys, content, message):
    theirs = tmp_path / "theirs"
    theirs.mkdir()
    if content is not None:
        (theirs / "tiny.guess.jsonl").write_text(content)
    assert measure(folder, "--beside", theirs) == 2
    shown = capsys.readouterr()
    assert message in shown.err
    assert (len(shown.err.splitlines()), shown.out) == (1, "")


def test_no_text_is_encoded_twice(folder, measure, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(vectors, "_AT_ONCE", 2)
    measure(folder)
    assert "4 of 4 texts encoded" in capsys.readouterr().err
    monkeypatch.setattr(vectors, "resolve", lambda settings: pytest.fail("the encoder was loaded"))
    assert measure(folder) == 0
    assert capsys.readouterr().err == ""
    assert not list(tmp_path.rglob("*.tmp"))


def test_it_fails_when_the_product_is_certainly_worse_than_rank_fusion(folder, measure, monkeypatch):
    monkeypatch.setattr(report, "interval", lambda values: Interval(-0.2, -0.3, -0.1))
    assert measure(folder) == 1
    monkeypatch.setattr(report, "interval", lambda values: Interval(-0.1, -0.3, 0.1))
    assert measure(folder) == 0


def test_the_difference_is_that_of_the_product(folder, measure, monkeypatch):
    differences = []
    monkeypatch.setattr(report, "interval", lambda values: differences.append(values) or Interval(0, 0, 0))
    monkeypatch.setattr(systems.Systems, "_rrf", lambda self, asker, allowed: [])
    measure(folder)
    assert differences[-1].tolist() == np.ones(3).tolist()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--set", "colour=1"], "there is no colour; there are dense, lexical"),
        (["--set", "dense=much"], "--set dense=much: it must be a number from 0"),
        (["--set", "dense=nan"], "--set dense=nan: it must be a number"),
        (["--set", "half_words=1"], "--set half_words=1: it must be a number between 0 and 1"),
        (["--set", "dense=inf"], "--set dense=inf: it must be a number from 0 on"),
        (["--set", "width=0"], "--set width=0: it must be a number above 0"),
        (["--gate", "colour"], "no query has a field of that name"),
        (["missing"], "missing is not a folder"),
    ],
)
def test_what_cannot_be_used_is_said_in_one_line(folder, measure, capsys, arguments, message):
    assert measure(folder, *arguments) == 2
    shown = capsys.readouterr()
    assert message in shown.err
    assert (len(shown.err.splitlines()), shown.out) == (1, "")


def test_an_encoder_that_is_not_there_is_said_in_one_line(folder, measure, capsys):
    assert measure(folder, "--model", "builtin:other") == 2
    shown = capsys.readouterr()
    assert "There is no builtin:other" in shown.err
    assert shown.out == ""
