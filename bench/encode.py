"""Texts per second of the ways to run the embedding model, in turns in one process: `python -m bench.encode`.

Ours (`onnx-int8`, and the exact `onnx` and `torch`) beside what the libraries do with the same model when they are
asked to round it to 8 bits: onnxruntime's `quantize_dynamic` of our exact graph, and torch's of its network.

Each engine encodes the same text before any gets the next one, and another begins each time, so that what else runs on
the machine slows all alike. Shown are texts per second of processor time and of the clock, each also as a multiple of
torch in float32 with one text at a time; and how near the vectors are to those of float32 (mean and worst cosine).
"""

import argparse
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np

from bench.engines import EXACT, NAMES, Engine, engines, ours
from matching.encoders import EncoderSettings
from matching.encoders.means import sentence_pairs

_CHARACTERS = {"200 characters": (200,), "listings": (12, 60, 200, 400)}


@dataclass
class Told:
    """What one engine did: texts per second of each round, by processor time and by the clock; cosines to float32."""

    processor: list[float] = field(default_factory=list)
    clock: list[float] = field(default_factory=list)
    cosines: list[float] = field(default_factory=list)


def main() -> None:
    """Print a table for each mix of texts and number of threads, and how long a short query takes."""
    given = _arguments()
    settings = EncoderSettings(cache_dir=given.cache_dir)
    for threads in given.threads:
        found = engines(replace(settings, threads=threads), given.engines, given.batches)
        for name, lengths in _CHARACTERS.items():
            if name in given.mixes:
                texts = sorted(_documents(given.texts, lengths), key=len)  # so that batches hold texts of like length
                told = in_turns(found, texts, given.rounds)
                _print(f"{name}, {threads} threads, {len(texts)} texts", told, ours(settings))
        if "queries" in given.mixes:
            single = [engine for engine in found if engine.size == 1]
            told = in_turns(single, _queries(given.texts), given.rounds)
            _print(f"one query, {threads} threads", told, ours(settings))


def in_turns(found: Sequence[Engine], texts: list[str], rounds: int) -> dict[str, Told]:
    """What each engine did, by its title; `texts` are given to each in portions of its own size."""
    told = {engine.title: Told() for engine in found}
    exact = next((engine.encoder for engine in found if engine.name == EXACT), None)
    expected = exact.encode_documents(texts) if exact is not None and texts else None
    for turn in range(rounds):
        spent = {engine.title: np.zeros(2) for engine in found}
        for at in range(len(texts)):
            first = (at + turn) % len(found)
            for engine in (*found[first:], *found[:first]):
                if at % engine.size:
                    continue
                part = slice(at, at + engine.size)
                vectors, seconds = _timed(lambda e=engine, chosen=texts[part]: e.encoder.encode_documents(chosen))
                spent[engine.title] += seconds
                if expected is not None and not turn:
                    told[engine.title].cosines += np.sum(vectors * expected[part], axis=1).tolist()
        for title, (processor, clock) in spent.items():
            told[title].processor.append(len(texts) / processor)
            told[title].clock.append(len(texts) / clock)
    return told


def _timed(act: Callable[[], np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
    """What it gives, and seconds of the processor and of the clock."""
    processor, clock = time.process_time(), time.perf_counter()
    made = act()
    return made, np.array([time.process_time() - processor, time.perf_counter() - clock])


def _print(title: str, told: dict[str, Told], ours: str) -> None:
    speeds = {name: [statistics.median(one.processor), statistics.median(one.clock)] for name, one in told.items()}
    base = speeds.get(f"{EXACT}, batch 1", [float("nan")] * 2)
    print(f"\n{title}\n{'engine':<40}{'processor':>10}{'x fp32':>8}{'clock':>8}{'x fp32':>8}{'cosine':>9}{'worst':>8}")
    for name, one in told.items():
        processor, clock = speeds[name]
        mean, worst = (f(one.cosines) if one.cosines else float("nan") for f in (statistics.fmean, min))
        ratios = f"{processor:>10.1f}{processor / base[0]:>8.2f}{clock:>8.1f}{clock / base[1]:>8.2f}"
        print(f"{name:<40}{ratios}{mean:>9.5f}{worst:>8.4f}", flush=True)
    if (own := f"{ours}, batch 1") in speeds:
        fastest = max(speeds, key=lambda name: speeds[name][0])
        print(f"{own} is {speeds[own][0] / speeds[fastest][0]:.2f} times as fast as the fastest, {fastest}")


def _documents(count: int, lengths: Sequence[int]) -> list[str]:
    chinese = "".join(sentence for sentence, _english in sentence_pairs())
    starts = [number * 17 % len(chinese) for number in range(count)]
    return [(chinese[start:] + chinese)[: lengths[number % len(lengths)]] for number, start in enumerate(starts)]


def _queries(count: int) -> list[str]:
    return [chinese for chinese, _english in sentence_pairs()][:count]


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--engines", nargs="+", default=list(NAMES), choices=NAMES)
    parser.add_argument("--batches", nargs="+", type=int, default=[1, 16], help="of torch")
    parser.add_argument("--threads", nargs="+", type=int, default=[1, 2])
    parser.add_argument("--mixes", nargs="+", default=[*_CHARACTERS, "queries"], choices=[*_CHARACTERS, "queries"])
    parser.add_argument("--texts", type=int, default=32)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--cache-dir", type=Path, default=Path("instance/models"))
    return parser.parse_args()


if __name__ == "__main__":
    main()
