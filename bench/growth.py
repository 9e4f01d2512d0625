"""What growing costs: the vector index and the whole matcher, each size in a process of its own.

`python -m bench.growth [--index 1300 13000 100000] [--matcher 1300 13000]`; a million rows need 6 GB of memory. Beside
each figure stands the exponent by which it grew since the size before: 0 for none, 1 for as much as the size, 2 for its
square.
"""

import argparse
import json
import math
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from random import Random

import numpy as np

from bench.invented import DIMENSION, invented
from bench.recommend import PLACES, TODAY, market
from matching.index import VectorIndex
from matching.index.snapshots import SnapshotStore
from matching.matcher import Matcher
from matching.records import Kind

_CHANGES = 1_000
_QUESTIONS = 40
_CHANGED = range(20)
Figures = dict[str, float]


def main() -> None:
    """Print two tables."""
    given = _arguments()
    if given.one:
        kind, rows = given.one
        print(json.dumps({"index": index_figures, "matcher": matcher_figures}[kind](int(rows))))
        return
    for kind, sizes in (("index", given.index), ("matcher", given.matcher)):
        _print_table(kind, sizes)


def index_figures(rows: int) -> Figures:
    """Build, publish, open, change and ask one vector index."""
    vectors, questions = (found := invented(rows + _CHANGES, _QUESTIONS)).vectors, found.questions
    ids = [f"{row:08}" for row in range(rows)]
    before = _resident_mb()
    build, index = _timed(lambda: VectorIndex(DIMENSION).filled(ids, vectors[:rows]))
    figures = {"build s": build, "memory MB": _resident_mb() - before}
    with tempfile.TemporaryDirectory() as folder:
        store = SnapshotStore(Path(folder))
        figures["publish s"], _ = _timed(lambda: store.publish(index, 1))
        before = _resident_mb()
        before = _resident_mb(own=True)
        figures["open s"], opened = _timed(lambda: store.open(DIMENSION, encoder_id="", centering_id="").index)
        figures["own memory once opened MB"] = _resident_mb(own=True) - before
        fresh = {f"new{row}": vectors[rows + row] for row in range(_CHANGES // 2)}
        replaced = {ids[row * (rows // _CHANGES)]: vectors[rows + _CHANGES // 2 + row] for row in range(_CHANGES // 2)}
        figures["1,000 changes at once ms"], changed = _timed(lambda: opened.changed(fresh | replaced), 1000)
        figures["one change ms"] = _median(lambda row: index.changed({"one": vectors[rows + row]}), range(20))
        figures["query ms"] = _median(lambda row: index.search(questions[row], 10), range(_QUESTIONS))
        figures["query after changes ms"] = _median(lambda row: changed.search(questions[row], 10), range(_QUESTIONS))
    return figures


def matcher_figures(count: int) -> Figures:
    """Fill a matcher with invented listings, change one after the other, and ask."""
    random = Random(1)
    listings, raw = market(count, random), invented(count, 1).vectors
    vectors = {one.id: row for one, row in zip(listings, raw, strict=True)}
    matcher = Matcher(encoder_id="random", dimension=DIMENSION, centroids=PLACES)
    before = _resident_mb()
    build, _ = _timed(lambda: matcher.upsert(listings, vectors))
    figures = {"build s": build, "memory MB": _resident_mb() - before}
    askers = [one.id for one in listings if one.kind is Kind.NEED][:_QUESTIONS]
    matcher.recommend(askers[0], Kind.PROJECT, today=TODAY)  # what is worked out once, and kept up from then on
    figures["one change ms"] = _median(lambda row: matcher.upsert([listings[row]], vectors), _CHANGED)
    figures["one new text ms"] = _median(
        lambda row: matcher.upsert(
            [replace(listings[row], texts=listings[row + 1].texts)], {listings[row].id: raw[row + 1]}
        ),
        _CHANGED,
    )
    figures["one deleted ms"] = _median(lambda row: matcher.delete([listings[-row - 1].id]), _CHANGED)
    times = [_timed(partial(matcher.recommend, id, Kind.PROJECT, today=TODAY), 1000)[0] for id in askers]
    return figures | {"recommend p50 ms": float(np.median(times)), "recommend p95 ms": float(np.quantile(times, 0.95))}


def _print_table(kind: str, sizes: list[int]) -> None:
    if not sizes:
        return
    columns: list[Figures] = []
    for rows in sizes:
        one = [sys.executable, "-m", "bench.growth", "--one", kind, str(rows)]
        columns.append(json.loads(subprocess.run(one, check=True, capture_output=True, text=True).stdout))
    print(f"\n{kind:28}" + "".join(f"{rows:>18,}" for rows in sizes))
    for name in columns[0]:
        values = [column[name] for column in columns]
        slopes = [""] + [
            f"({math.log(max(new, 1e-6) / max(old, 1e-6)) / math.log(larger / smaller):+.2f})"
            for old, new, smaller, larger in zip(values, values[1:], sizes, sizes[1:], strict=False)
        ]
        cells = (f"{value:10.3f} {slope:7}" for value, slope in zip(values, slopes, strict=True))
        print(f"{name:28}" + "".join(cells), flush=True)


def _timed(act: Callable[[], object], unit: float = 1) -> tuple[float, object]:
    started = time.perf_counter()
    made = act()
    return (time.perf_counter() - started) * unit, made


def _median(act: Callable[[int], object], numbers: range) -> float:
    return float(np.median([_timed(partial(act, number), 1000)[0] for number in numbers]))


def _resident_mb(*, own: bool = False) -> float:
    """What the process holds in memory, without mapped files if `own`."""
    _, resident, shared, *_ = map(int, Path("/proc/self/statm").read_text(encoding="ascii").split())
    return (resident - shared if own else resident) * 4096 / 2**20


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--index", type=int, nargs="*", default=[1_300, 13_000, 100_000])
    parser.add_argument("--matcher", type=int, nargs="*", default=[1_300, 13_000])
    parser.add_argument("--one", nargs=2, help=argparse.SUPPRESS)
    return parser.parse_args()


if __name__ == "__main__":
    main()
