"""What sharing out exposure costs, measured on a set of queries."""

from dataclasses import replace

import pytest

from matching.evaluation.datasets import Dataset
from matching.evaluation.exposure import STRENGTHS, costs, replay
from matching.exposure import DEFAULT_POLICY

QUERIES = {f"q{number}": {"id": f"q{number}", "text": "x"} for number in range(8)}
CORPUS = {name: {"id": name, "text": "x"} for name in ("star", "b", "c", "d")}
FOUND = {
    query: [("star", 0.9 + number / 100), ("b", 0.5), ("c", 0.4), ("d", 0.3)] for number, query in enumerate(QUERIES)
}


def test_without_a_limit_the_lists_are_the_ranking() -> None:
    policy = replace(DEFAULT_POLICY, length=2, kept=0, even_shares=1e6)
    assert set(map(tuple, replay(FOUND, len(CORPUS), policy, 3).values())) == {("star", "b")}


def test_a_popular_text_is_held_to_its_limit_and_those_whom_it_fits_best_keep_it() -> None:
    policy = replace(DEFAULT_POLICY, length=1, kept=0, even_shares=1, least_at_once=1)
    run = replay(FOUND, len(CORPUS), policy, len(QUERIES))
    assert [query for query, ids in run.items() if ids == ["star"]] == ["q6", "q7"]
    first_come = replay(FOUND, len(CORPUS), policy, 1)
    assert [query for query, ids in first_come.items() if ids == ["star"]] == ["q0", "q1"]


def test_every_strength_is_compared_with_none() -> None:
    dataset = Dataset("tiny", QUERIES, CORPUS, {query: {"star": 1} for query in QUERIES})
    found = costs(dataset, FOUND)
    assert [one.policy for one in found] == [name for name, _policy, _at_once in STRENGTHS]
    assert (found[0].ndcg, found[0].gain.mean, found[0].percent, found[0].most) == (1.0, 0.0, 0.0, 8)
    assert all(one.ndcg <= 1 for one in found)
    assert found[0].exposure.coverage == pytest.approx(1.0)


def test_the_command_prints_the_costs_as_a_table(folder, measure, capsys) -> None:
    assert measure(folder, "--exposure") == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 2 + len(STRENGTHS)
    assert all(line.startswith("| tiny | 3 | 4 |") for line in lines[2:])
