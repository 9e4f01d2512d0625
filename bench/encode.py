"""Texts per second of the ways to run the embedding model, in turns in one process: `python -m bench.encode`.

Each engine encodes the same text before any gets the next one, so that what else runs on the machine slows all alike.
Seconds are of the processor. The ratio is the time of an engine to that of the fastest.
"""

import argparse
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from matching.encoders import Encoder, EncoderSettings, resolve
from matching.encoders.builtin_e5 import ONNX_BACKENDS
from matching.encoders.identity import BACKENDS, backend_of
from matching.encoders.means import sentence_pairs

BATCH_SIZES = (1, 8, 16, 32)
_CHARACTERS = {"200 characters": (200,), "listings": (12, 60, 200, 400)}
_UNLOADED = ("auto", "torch-bf16")  # the one is another's name; the other crawls where no processor computes in it


def main() -> None:
    """Print a table for each mix of texts and number of threads, and how long a short query takes."""
    given = _arguments()
    settings = EncoderSettings(cache_dir=given.cache_dir)
    print(f"auto is {backend_of(settings)}")
    for threads in given.threads:
        engines = _engines(replace(settings, threads=threads), given.backends, given.batches)
        for name, lengths in _CHARACTERS.items():
            texts = sorted(_documents(given.texts, lengths), key=len)  # so that batches hold texts of like length
            _print(f"{name}, {threads} threads, {len(texts)} texts", _in_turns(engines, texts, given.rounds))
        _print(f"one query, {threads} threads", _in_turns(_single(engines), _queries(given.texts), given.rounds))


def _engines(
    settings: EncoderSettings, backends: Sequence[str], batches: Sequence[int]
) -> dict[str, tuple[Encoder, int]]:
    """The encoders by name, each with how many texts it is given at once; onnxruntime always works on one alone."""
    return {
        f"{backend} batch {size}": (resolve(replace(settings, backend=backend, batch_size=size)), size)
        for backend in backends
        for size in (batches[:1] if backend in ONNX_BACKENDS else batches)
    }


def _single(engines: dict[str, tuple[Encoder, int]]) -> dict[str, tuple[Encoder, int]]:
    return {name: engine for name, engine in engines.items() if engine[1] == 1}


def _in_turns(engines: dict[str, tuple[Encoder, int]], texts: list[str], rounds: int) -> dict[str, list[float]]:
    """For each engine, the texts per second of processor time of each round."""
    found: dict[str, list[float]] = {name: [] for name in engines}
    for _ in range(rounds):
        spent = dict.fromkeys(engines, 0.0)
        for start in range(0, len(texts), max(BATCH_SIZES)):
            part = texts[start : start + max(BATCH_SIZES)]
            for at in range(len(part)):
                for name, (encoder, size) in engines.items():
                    if at % size == 0:
                        spent[name] += _seconds(
                            lambda e=encoder, chosen=part[at : at + size]: e.encode_documents(chosen)
                        )
        for name, seconds in spent.items():
            found[name].append(len(texts) / seconds)
    return found


def _seconds(act: Callable[[], object]) -> float:
    started = time.process_time()
    act()
    return time.process_time() - started


def _print(title: str, found: dict[str, list[float]]) -> None:
    medians = {name: statistics.median(rounds) for name, rounds in found.items()}
    fastest = max(medians.values())
    print(f"\n{title}\n{'engine':<22}{'texts/s':>9}{'ms':>9}{'ratio':>7}")
    for name, speed in medians.items():
        print(f"{name:<22}{speed:>9.1f}{1000 / speed:>9.1f}{fastest / speed:>7.2f}", flush=True)


def _documents(count: int, lengths: Sequence[int]) -> list[str]:
    chinese = "".join(sentence for sentence, _english in sentence_pairs())
    starts = [number * 17 % len(chinese) for number in range(count)]
    return [(chinese[start:] + chinese)[: lengths[number % len(lengths)]] for number, start in enumerate(starts)]


def _queries(count: int) -> list[str]:
    return [chinese for chinese, _english in sentence_pairs()][:count]


def _arguments() -> argparse.Namespace:
    usual = [backend for backend in BACKENDS if backend not in _UNLOADED]
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--backends", nargs="+", default=usual, choices=BACKENDS)
    parser.add_argument("--batches", nargs="+", type=int, default=list(BATCH_SIZES), help="of torch")
    parser.add_argument("--threads", nargs="+", type=int, default=[1, 2])
    parser.add_argument("--texts", type=int, default=32)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--cache-dir", type=Path, default=Path("instance/models"))
    return parser.parse_args()


if __name__ == "__main__":
    main()
