"""A part that fails keeps none back and is named; a limit that does not hold ends a measurement with 1."""

import subprocess
import sys
from types import SimpleNamespace

import numpy as np
import pytest

from bench import __main__ as bench
from bench import encode, memory, recommend
from bench.engines import Engine
from matching.encoders.hashing import HashingEncoder

STEPS = [("Python", 9, 9), ("market", 250, 300)]


@pytest.fixture
def ran(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The parts that were run, of which growth and memory fail."""
    found: list[str] = []

    def run(command, **_how):
        found.append(command[2])
        return SimpleNamespace(returncode=int(command[2] in {"bench.growth", "bench.memory"}))

    monkeypatch.setattr(subprocess, "run", run)
    return found


def test_all_parts_are_run_and_those_that_failed_are_named(ran, capsys) -> None:
    assert bench.main([]) == 1
    assert ran == list(bench.MODULES)
    assert "Failed, or over a limit: bench.growth; bench.memory" in capsys.readouterr().err


def test_where_no_part_fails_nothing_is_named(monkeypatch, capsys) -> None:
    monkeypatch.setattr(subprocess, "run", lambda *_command, **_how: SimpleNamespace(returncode=0))
    assert bench.main(["--million"]) == 0
    assert capsys.readouterr().err == ""


def test_the_largest_sizes_are_run_only_when_asked_for() -> None:
    assert [part[0] for part in bench.parts(million=True)].count("bench.vectors") == 2
    assert ["bench.vectors"] in bench.parts(million=False)
    assert len(bench.parts(million=False)) == len(bench.MODULES)


@pytest.mark.parametrize(
    ("name", "resident", "heavy", "told"),
    [
        ("site", 250, ["tokenizers"], []),
        ("site", 251, [], ["site: 251 MB are resident, 250 are allowed"]),
        ("site", 200, ["torch", "lightgbm"], ["site: imported torch"]),
        ("encoder", 1001, ["torch"], ["encoder: 1001 MB are resident, 1000 are allowed"]),
        ("encoder", 1000, ["torch"], []),
    ],
)
def test_a_process_that_takes_too_much_is_told_of(name, resident, heavy, told) -> None:
    assert memory.exceeded(name, [("Python", 9, 9), ("last", resident, 2000)], heavy) == told


def test_memory_that_could_not_be_measured_ends_with_1(monkeypatch, capsys) -> None:
    def measured(act: str):
        if "wsgi" in act:
            raise subprocess.CalledProcessError(1, "python")
        return STEPS, []

    monkeypatch.setattr(memory, "_measured", measured)
    monkeypatch.setattr(sys, "argv", ["bench.memory"])
    assert memory.main() == 1
    assert "site: not measured" in capsys.readouterr().out


def test_whoever_cannot_sign_in_ends_the_measurement_of_the_site(monkeypatch, tmp_path) -> None:
    (tmp_path / "wsgi.py").write_text(
        "from types import SimpleNamespace\n"
        'page = SimpleNamespace(status_code=200, text=\'name="csrf_token" value="x"\')\n'
        "client = SimpleNamespace(get=lambda path: page, post=lambda path, data: page)\n"
        "app = SimpleNamespace(test_client=lambda: client)\n"
    )
    monkeypatch.setattr(memory, "ROOT", tmp_path)
    with pytest.raises(subprocess.CalledProcessError):
        memory._measured(memory._SITE)


@pytest.mark.parametrize(("slowest", "status"), [(30.0, 0), (31.0, 1)])
def test_recommendations_that_take_too_long_end_with_1(monkeypatch, capsys, slowest, status) -> None:
    times = {f"{recommend.PAGE} need asks for project": [1.0] * 10 + [slowest] * 10}
    monkeypatch.setattr(recommend, "matcher_times", lambda _count, _questions: {"matcher": [1.0]})
    monkeypatch.setattr(recommend, "page_times", lambda _questions: times)
    assert recommend.main(10, 20) == status
    assert ("31.0 ms, 30 are allowed" in capsys.readouterr().out) == bool(status)


def test_without_a_planted_market_the_page_is_not_timed_and_that_is_a_failure(monkeypatch, capsys) -> None:
    monkeypatch.setattr(recommend, "matcher_times", lambda _count, _questions: {"matcher": [1.0]})
    monkeypatch.setattr(recommend, "page_times", lambda _questions: {})
    assert recommend.main(10, 20) == 1
    assert "no market with vectors" in capsys.readouterr().out


def test_each_engine_gets_every_text_once_a_round_in_portions_of_its_size() -> None:
    given: list[tuple[str, int]] = []

    class Watched(HashingEncoder):
        def __init__(self, name: str) -> None:
            super().__init__(16)
            self.name = name

        def encode_documents(self, texts):
            given.append((self.name, len(texts)))
            return super().encode_documents(texts)

    found = [Engine("torch", Watched("one"), 1), Engine("torch", Watched("three"), 3)]
    told = encode.in_turns(found, ["a", "b", "c", "d"], 2)
    assert [size for name, size in given if name == "three"] == [3, 1] * 2
    assert [size for name, size in given if name == "one"] == [4, *[1] * 8]  # four to compare with, then two rounds
    for one in told.values():
        assert np.allclose(one.cosines, 1)
        assert (len(one.cosines), len(one.processor), len(one.clock)) == (4, 2, 2)
