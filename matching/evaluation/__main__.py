"""Measure the matching on data sets: `python -m matching.evaluation FOLDER… [--system all] [--out DIR]`."""

import argparse
import math
import sys
from collections import ChainMap
from collections.abc import Sequence
from dataclasses import fields, replace
from pathlib import Path

from matching.encoders import EncoderUnavailable
from matching.evaluation import exposure, reciprocal, report
from matching.evaluation.arguments import add_encoder, kept_vectors
from matching.evaluation.datasets import BadDataset, Dataset, load_all
from matching.evaluation.systems import FUSION, PRODUCT, SYSTEMS, Systems
from matching.weights import DEFAULT_WEIGHTS, TextWeights

WORSE, UNUSABLE = 1, 2
_RANGES = {"width": "above 0", "half_words": "between 0 and 1"}  # of the weights that may not be 0


class BadSetting(Exception):
    """An argument that names nothing, or no number."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Rank, write and score.

    Returns: 0; 1 when the product is certainly worse than reciprocal rank fusion on one of the sets; 2 when the data,
    the arguments or the encoder cannot be used.
    """
    given = _parser().parse_args(arguments)
    try:
        weights = _weights(given.set)
        datasets = load_all(given.folders)
        _check_gate(given.gate, datasets)
        if given.reciprocal:
            print(reciprocal.table(_both_ways(given, datasets, weights)))
            return 0
        if given.exposure:
            print(exposure.table(_share_out(given, datasets, weights)))
            return 0
        found = _measure(given, datasets, weights)
    except (BadDataset, BadSetting, EncoderUnavailable) as error:
        print(error, file=sys.stderr)
        return UNUSABLE
    print(report.table(found))
    return WORSE if report.is_worse(found) else 0


def _both_ways(
    given: argparse.Namespace, datasets: Sequence[Dataset], weights: TextWeights
) -> list[reciprocal.BothWays]:
    vectors = kept_vectors(given)
    return [reciprocal.BothWays(dataset, Systems(dataset, vectors, weights, given.gate)) for dataset in datasets]


def _share_out(given: argparse.Namespace, datasets: Sequence[Dataset], weights: TextWeights) -> list[exposure.Cost]:
    vectors = kept_vectors(given)
    systems = ((dataset, Systems(dataset, vectors, weights, given.gate)) for dataset in datasets)
    return [cost for dataset, system in systems for cost in exposure.costs(dataset, system.scored())]


def _measure(given: argparse.Namespace, datasets: Sequence[Dataset], weights: TextWeights) -> list[report.Outcome]:
    others = [ChainMap(*(report.read_runs(folder, dataset) for folder in given.beside)) for dataset in datasets]
    vectors = kept_vectors(given)
    wanted = {"all": SYSTEMS, PRODUCT: (FUSION, PRODUCT)}.get(given.system, (given.system,))
    found = []
    for dataset, beside in zip(datasets, others, strict=True):
        systems = Systems(dataset, vectors, weights, given.gate)
        runs = {system: systems.run(system) for system in wanted}
        if given.out:
            for system, run in runs.items():
                report.write_run(given.out, dataset, system, run)
        found += report.outcomes(dataset, {**runs, **beside})
    return found


def _weights(settings: Sequence[str]) -> TextWeights:
    names = [field.name for field in fields(TextWeights)]
    chosen = {}
    for setting in settings:
        name, _, value = setting.partition("=")
        if name not in names:
            raise BadSetting(f"--set {setting}: there is no {name}; there are {', '.join(names)}")
        chosen[name] = _number(name, value)
    return replace(DEFAULT_WEIGHTS.text, **chosen)


def _number(name: str, value: str) -> float:
    try:
        number = float(value)
    except ValueError:
        number = math.nan
    most = 1.0 if name == "half_words" else math.inf
    if not 0 <= number < most or (number == 0 and name in _RANGES):
        raise BadSetting(f"--set {name}={value}: it must be a number {_RANGES.get(name, 'from 0 on')}")
    return number


def _check_gate(gate: str | None, datasets: Sequence[Dataset]) -> None:
    entries = (entry for dataset in datasets for entry in dataset.queries.values())
    if gate and not any(gate in entry for entry in entries):
        raise BadSetting(f"--gate {gate}: no query has a field of that name")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m matching.evaluation", description=__doc__)
    parser.add_argument("folders", nargs="+", type=Path, metavar="FOLDER", help="with queries, corpus and qrels")
    parser.add_argument(
        "--system",
        choices=(*SYSTEMS, "all"),
        default="all",
        help=f"one of them alone; {PRODUCT} comes with {FUSION}, which it must not be certainly worse than",
    )
    parser.add_argument("--exposure", action="store_true", help="measure what sharing out exposure costs the product")
    parser.add_argument("--out", type=Path, help="where the runs are written, one file per set and system")
    parser.add_argument(
        "--beside", action="append", default=[], type=Path, metavar="DIR", help="runs of others to compare with as well"
    )
    parser.add_argument("--set", action="append", default=[], metavar="NAME=VALUE", help="another weight of texts")
    parser.add_argument(
        "--gate", metavar="FIELD", help="what must be the same on both sides, such as region, or in common"
    )
    parser.add_argument("--reciprocal", action="store_true", help="measure instead how the two directions are joined")
    add_encoder(parser)
    return parser


if __name__ == "__main__":
    sys.exit(main())
