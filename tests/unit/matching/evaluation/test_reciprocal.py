"""How the two directions of a pair are joined, measured on pairs whose answers are known."""

from pathlib import Path

import numpy as np
import pytest

from matching.evaluation.__main__ import main
from matching.evaluation.datasets import Dataset
from matching.evaluation.reciprocal import JOINED, BothWays, table


class Known:
    """Two queries and three texts, whose scores are given."""

    ids = ("t1", "t2", "t3")

    def both_ways(self) -> tuple[np.ndarray, np.ndarray]:
        return np.array([[0.9, 0.5, 0.1], [0.8, 0.4, 0.3]]), np.array([[0.1, 0.6, 0.2], [0.9, 0.4, 0.3]])


def both(name: str = "set") -> BothWays:
    entry = {"id": "", "text": ""}
    judgements = {"q1": {"t2": 1}, "q2": {"t1": 1}}
    dataset = Dataset(name, {"q1": entry, "q2": entry}, dict.fromkeys(Known.ids, entry), judgements)
    return BothWays(dataset, Known())  # type: ignore[arg-type]


def test_a_joined_score_is_low_if_either_side_is():
    ours, theirs = both().top("harmonic", 1)
    assert ours == [[1], [0]]  # the first text serves the first query best, but does not look for it
    assert theirs == [[1], [0], [1]]
    ours, theirs = both().top("each side its own", 1)
    assert (ours, theirs) == ([[0], [0]], [[1], [0], [1]])


@pytest.mark.parametrize("way", sorted(JOINED))
def test_everybody_is_found_where_the_list_is_long_enough(way: str):
    found, gain, reciprocal = both().hits(way)
    assert found == {"q1", "q2"}
    assert 0.6 < gain <= 1
    assert reciprocal == 1


def test_the_table_tells_how_many_find_both_kinds_of_partner():
    lines = table([both("a"), both("b")]).splitlines()
    assert lines[0].endswith("| joint R@10 of 2 |")
    assert len(lines) == 2 + len(JOINED)
    assert lines[-1].endswith("| 1.000 |")


def test_the_command_prints_it(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = [str(folder), "--reciprocal", "--model", "hashing:64", "--cache", str(tmp_path / "cache")]
    assert main(arguments) == 0
    assert "harmonic" in capsys.readouterr().out
