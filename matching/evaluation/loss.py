"""What it costs in rankings that a backend's vectors are not exact."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from matching.encoders.base import EncoderSettings
from matching.encoders.loss import exact
from matching.evaluation.datasets import Dataset, load_all
from matching.evaluation.metrics import Floats, interval, score_run
from matching.evaluation.systems import PRODUCT, Systems
from matching.evaluation.vectors import KeptVectors
from matching.weights import DEFAULT_WEIGHTS

_COMPARED = ("dense", PRODUCT)


def ranking_loss(folders: Sequence[Path], cache: Path, settings: EncoderSettings) -> Iterator[str]:
    """For each data set and system, a line with nDCG@10 of the backend, in float32, and the difference.

    Raises: EncoderUnavailable; BadDataset.
    """
    for dataset in load_all(folders):
        ours, true = (_ndcg(dataset, KeptVectors(cache, one)) for one in (settings, exact(settings)))
        for system in _COMPARED:
            found = interval(ours[system] - true[system])
            yield (
                f"{dataset.name}, {system}: nDCG@10 {ours[system].mean():.3f}, float32 {true[system].mean():.3f}, "
                f"difference {found.mean:+.4f} [{found.low:+.4f}, {found.high:+.4f}]{' *' if found.certain else ''}"
            )


def _ndcg(dataset: Dataset, vectors: KeptVectors) -> dict[str, Floats]:
    systems = Systems(dataset, vectors, DEFAULT_WEIGHTS.text)
    return {system: score_run(systems.run(system), dataset.judgements)[:, 0] for system in _COMPARED}
