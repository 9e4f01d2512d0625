"""The outcome of a measurement as one table, and the runs as files."""

import glob
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from matching.evaluation.datasets import BadDataset, Dataset
from matching.evaluation.metrics import NAMES, Exposure, Floats, Interval, exposure, interval, score_run
from matching.evaluation.systems import FUSION, PRODUCT, Run

_HEAD = ("set", "n", "system", *NAMES, "coverage@10", "Gini", "nDCG@10 of product against it, 95 %")


@dataclass(frozen=True, slots=True)
class Outcome:
    """One system on one data set: NAMES per query, exposure, and how much more or less nDCG@10 the product has."""

    dataset: str
    system: str
    scores: Floats
    exposure: Exposure
    gain: Interval | None


def outcomes(dataset: Dataset, runs: Mapping[str, Run]) -> list[Outcome]:
    """Score the runs of several systems on one data set."""
    scores = {system: score_run(run, dataset.judgements) for system, run in runs.items()}
    ours = scores.get(PRODUCT)
    return [
        Outcome(
            dataset.name,
            system,
            scores[system],
            exposure(run, dataset.judgements, dataset.corpus),
            None if ours is None or system == PRODUCT else interval(ours[:, 0] - scores[system][:, 0]),
        )
        for system, run in runs.items()
    ]


def table(found: Sequence[Outcome]) -> str:
    """The outcomes in Markdown; a star marks a difference whose interval leaves out 0."""
    rows = [_HEAD, tuple("---" for _ in _HEAD), *(_row(one) for one in found)]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def is_worse(found: Sequence[Outcome]) -> bool:
    """On some data set the product is certainly worse than reciprocal rank fusion."""
    return any(one.system == FUSION and one.gain is not None and one.gain.high < 0 for one in found)


def write_run(folder: Path, dataset: Dataset, system: str, run: Run) -> Path:
    """Write one line per query, with the ids of the texts from the best on."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{dataset.name}.{system}.jsonl"
    lines = (json.dumps({"qid": query, "ranked": list(ids)}, ensure_ascii=False) for query, ids in run.items())
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return path


def read_runs(folder: Path, dataset: Dataset) -> dict[str, Run]:
    """The runs on a data set that lie in a folder, as `write_run` writes them, called folder/system.

    Raises: BadDataset when there are none, or one cannot be read.
    """
    paths = sorted(folder.glob(f"{glob.escape(dataset.name)}.*.jsonl"))
    if not paths:
        raise BadDataset(f"{folder} has no runs on {dataset.name}: {dataset.name}.SYSTEM.jsonl")
    return {f"{folder.resolve().name}/{path.name.split('.')[-2]}": _read_run(path) for path in paths}


def _read_run(path: Path) -> Run:
    run: dict[str, list[str]] = {}
    try:
        with path.open(encoding="utf-8") as file:
            lines = list(file)  # not splitlines: U+2028 may stand within an id
    except (OSError, UnicodeDecodeError) as error:
        raise BadDataset(f"{path} cannot be read: {error}") from error
    for number, line in enumerate(lines, start=1):
        try:
            row = json.loads(line)
            run[row["qid"]] = [str(id) for id in row["ranked"]]
        except (ValueError, KeyError, TypeError) as error:
            raise BadDataset(f'{path}, line {number}: it must be an object with "qid" and "ranked"') from error
    return run


def _row(one: Outcome) -> tuple[str, ...]:
    means = (f"{mean:.3f}" for mean in one.scores.mean(axis=0))
    spread = f"{one.exposure.coverage:.2f}", f"{one.exposure.gini:.2f}"
    return (one.dataset, str(len(one.scores)), one.system, *means, *spread, _difference(one.gain))


def _difference(gain: Interval | None) -> str:
    if gain is None:
        return ""
    return f"{gain.mean:+.3f} [{gain.low:+.3f}, {gain.high:+.3f}]{' *' if gain.certain else ''}"
