"""Filtered nearest neighbours: our index, numpy and others, question by question in one run.

`python -m bench.vectors [--rows 1300 100000] [--questions 40] [--rivals faiss hnswlib txtai chroma pgvector]`, with
`--install` to fetch the others into an environment of their own, `.bench/rivals`. One million rows: `--rows 1000000`.

Each question is put to all of them twice, who begin in turn, each with cold caches; the second time counts. Recall
counts the answers whose exact score is at least that of the true tenth. Each method answers with the cheapest of its
settings that reaches 0.995 on the questions asked before the clock runs; where none does, its best is shown, with an
asterisk.
"""

import argparse
import ctypes
import os
import subprocess
import sys
import time
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import faiss
import numpy as np
from threadpoolctl import threadpool_limits

from bench import rivals
from bench.invented import DIMENSION, Market, invented, kept
from bench.rivals import Condition, K
from matching.index import Facts, Filter, VectorIndex

PLACE = Path(".bench/rivals")
ENOUGH = 0.995
FILTERS = {"100 %": None, "10 %": "tenth", "1 %": "hundredth", "0.1 %": "thousandth", "far 1 %": "far"}
_TUNING = 8
_ROWS_AT_ONCE = 5_000
_TRIM_THRESHOLD, _MMAP_MAX = -1, -4  # of mallopt(3)
_SWEPT = 256 * 1024**2  # bytes, several times what the caches hold
_SLOW_MS = 500  # a setting that takes longer than this is the last one tried


class Ours:
    """matching.index with everything that it can do: a bitmap for each value to filter by, codes and lists by size.

    The site keeps its vectors in the same index, but uses neither filters nor snapshots: for recommendations it asks
    for the similarities of chosen rows, and for words that somebody typed it searches all (docs/decisions.md, 23).
    """

    name, efforts = "matching.index", (0,)

    def __init__(self, market: Market) -> None:
        ids = [f"{row:07}" for row in range(len(market.vectors))]
        columns = {name: values.tolist() for name, values in market.columns.items()}
        labels = [frozenset(f"{name}:{own[row]}" for name, own in columns.items()) for row in range(len(ids))]
        facts = {id: Facts(own) for id, own in zip(ids, labels, strict=True)}
        self.index = VectorIndex(DIMENSION).filled(ids, market.vectors, facts)

    def search(self, question: Any, condition: Condition, effort: int) -> Iterable[int]:
        """Row numbers."""
        chosen = None
        if condition is not None:
            chosen = self.index.where(Filter((frozenset({f"{condition[0]}:{condition[1]}"}),)))
        return [int(id) for id, _ in self.index.search(question, K, chosen)]


def main() -> None:
    """Print one table per size."""
    given = _arguments()
    if given.install:
        _install()
    if PLACE.exists() and Path(sys.prefix).resolve() != PLACE.resolve():
        os.execv(PLACE / "bin/python", [str(PLACE / "bin/python"), "-m", "bench.vectors", *sys.argv[1:]])
    rivals.quiet()
    threadpool_limits(1)
    _keep_memory()
    real = kept(Path(".bench/vectors"), given.questions + _TUNING) if given.real else None
    for market in (real,) if real else (invented(rows, given.questions + _TUNING) for rows in given.rows):
        _compare(market, given.rivals)


def _compare(market: Market, names: list[str]) -> None:
    print(f"\n{len(market.vectors):,} vectors of {DIMENSION} dimensions, one thread\n", flush=True)
    methods = _built(market, names)
    for title, column in FILTERS.items():
        aims = [_aim(market, number, _condition(column, number)) for number in range(len(market.questions))]
        efforts = [_tuned(method, market, aims[:_TUNING]) for method in methods]
        for _turn in ("first", "measured"):  # memory that nobody has read for minutes is slow the first time
            asked = [_ask_all(methods, efforts, market, aim) for aim in aims[_TUNING:]]
        rows = np.median([one.rows for one in asked])
        read = float(np.median([one.read_ms for one in asked]))
        print(f"{title}: {rows:,.0f} rows, {rows * 4 * DIMENSION / 1e6:.1f} MB, read in {read:.3f} ms")
        for place, (method, effort) in enumerate(zip(methods, efforts, strict=True)):
            middle = float(np.median([one.times_ms[place] for one in asked]))
            reached = float(np.mean([one.recalls[place] for one in asked]))
            recall = f"recall {reached:.4f}{' ' if reached >= ENOUGH else '*'} setting {effort}"
            print(f"  {method.name:26} {middle:9.3f} ms {middle / read:9.1f} x  {recall}", flush=True)


@dataclass(frozen=True)
class Aim:
    """A question, the rows that may answer it, and the score of the last true answer."""

    number: int
    condition: Condition
    rows: int
    least: float


@dataclass
class Asked:
    """One question to all methods, and one read of as many vectors as its filter leaves."""

    rows: int
    read_ms: float
    times_ms: list[float]
    recalls: list[float]


def _ask_all(methods: list[Any], efforts: list[int], market: Market, aim: Aim) -> Asked:
    """Every method begins in turn, and finds nothing in the processor's caches of what another has just read."""
    asked = Asked(aim.rows, _read_ms(market, aim.rows), [0.0] * len(methods), [0.0] * len(methods))
    for turn in range(len(methods)):
        place = (aim.number + turn) % len(methods)
        question = market.questions[aim.number].copy()
        _sweep()
        started = time.perf_counter()
        found = list(methods[place].search(question, aim.condition, efforts[place]))
        asked.times_ms[place] = (time.perf_counter() - started) * 1000
        asked.recalls[place] = _recall(market, aim, found)
    return asked


def _built(market: Market, names: list[str]) -> list[Any]:
    methods: list[Any] = []
    for make in (Ours, rivals.Numpy, rivals.PreparedNumpy, *(rivals.RIVALS[name] for name in names)):
        started = time.perf_counter()
        try:
            methods.append(make(market))
        except Exception as error:  # whatever keeps a rival from starting is named, and the run goes on
            print(f"{make.__name__} cannot be compared with: {type(error).__name__}: {error}", flush=True)
            continue
        print(f"{methods[-1].name}: filled in {time.perf_counter() - started:.1f} s", flush=True)
    return [*methods, *(rivals.FilteredHnswlib(one) for one in methods if type(one) is rivals.Hnswlib)]


def _tuned(method: Any, market: Market, aims: list[Aim]) -> int:
    """The cheapest setting that finds enough, or the one that finds most."""
    reached: dict[int, float] = {}
    for effort in method.efforts:
        asked = [_ask_all([method], [effort], market, aim) for aim in aims]
        reached[effort] = float(np.mean([one.recalls[0] for one in asked]))
        if reached[effort] >= ENOUGH or np.mean([one.times_ms[0] for one in asked]) > _SLOW_MS:
            break
    return max(reached, key=lambda effort: (min(reached[effort], ENOUGH), -effort))


def _condition(column: str | None, number: int) -> Condition:
    return None if column is None else (column, 1 if column == "far" else number % 10)


def _aim(market: Market, number: int, condition: Condition) -> Aim:
    """What is to be found, worked out before any clock runs, so that it warms nothing for anybody."""
    rows = np.arange(len(market.vectors)) if condition is None else np.flatnonzero(_allowed(market, condition))
    scores = _scores(market, number, rows)
    wanted = min(K, len(rows))
    return Aim(number, condition, len(rows), float(np.sort(scores)[-wanted]) if wanted else np.inf)


def _allowed(market: Market, condition: tuple[str, int]) -> Any:
    return market.columns[condition[0]] == condition[1]


def _scores(market: Market, number: int, rows: Any) -> Any:
    """The scores of some rows in double precision.

    A few rows after the other: a process that has given gigabytes back runs slower for a while, and clocks run soon.
    """
    parts = np.array_split(rows, len(rows) // _ROWS_AT_ONCE + 1)
    asked = market.questions[number]
    return np.concatenate(
        [np.einsum("ij,j->i", market.vectors[part], asked, dtype=np.float64, casting="same_kind") for part in parts]
    )


def _recall(market: Market, aim: Aim, found: list[int]) -> float:
    wanted, rows = min(K, aim.rows), np.array(sorted(set(found)), np.int64)
    if not wanted or not len(rows):
        return float(not wanted and not len(rows))
    fits = _scores(market, aim.number, rows) >= aim.least - 1e-6
    if aim.condition is not None:
        fits &= _allowed(market, aim.condition)[rows]
    return float(fits.sum()) / wanted


def _read_ms(market: Market, rows: int) -> float:
    """How long the processor needs to read that many vectors, one after the other, once."""
    _sweep()
    started = time.perf_counter()
    _read(market.vectors[:rows].reshape(-1))
    return (time.perf_counter() - started) * 1000


def _read(part: Any) -> None:
    faiss.fvec_norm_L2sqr(faiss.swig_ptr(part), part.size)


def _sweep() -> None:
    """Read something else, so much that nothing is left in the caches of what was read before."""
    _read(_something_else())


@cache
def _something_else() -> Any:
    return np.ones(_SWEPT // 4, np.float32)


def _keep_memory() -> None:
    """Have the C library (glibc) give nothing back to the system while clocks run; elsewhere nothing happens.

    On some virtual machines whoever runs after somebody who gave a hundred megabytes back pays for it.
    """
    with suppress(OSError, AttributeError, TypeError):
        library = ctypes.CDLL(None)
        for option, value in ((_TRIM_THRESHOLD, 2**31 - 1), (_MMAP_MAX, 0)):
            library.mallopt(option, value)


def _install() -> None:
    pip = [str(PLACE / "bin/python"), "-m", "pip", "install", "--quiet"]
    subprocess.run([sys.executable, "-m", "venv", PLACE], check=True)
    # torch alone first: it is a dependency of txtai, and without a pinned one pip may take a build for graphics cards.
    subprocess.run([*pip, next(line for line in _wanted() if line.startswith("torch"))], check=True)
    subprocess.run([*pip, "-r", Path(__file__).parent / "rivals.txt"], check=True)


def _wanted() -> list[str]:
    return (Path(__file__).parent / "rivals.txt").read_text(encoding="utf-8").splitlines()


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, nargs="+", default=[1_300, 100_000])
    parser.add_argument("--questions", type=int, default=40)
    parser.add_argument("--rivals", nargs="*", choices=list(rivals.RIVALS), default=list(rivals.RIVALS))
    parser.add_argument("--real", action="store_true", help="the vectors that the evaluation has kept")
    parser.add_argument("--install", action="store_true")
    return parser.parse_args()


if __name__ == "__main__":
    main()
