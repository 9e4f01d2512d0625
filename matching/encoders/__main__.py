"""Build, check, name and measure the embedding model: `python -m matching.encoders build|verify|id|loss|…`.

`loss` prints how far the backend's vectors are from exact ones and, over the evaluation FOLDERs, what that costs.
"""

import argparse
import sys
from dataclasses import replace
from pathlib import Path

from matching.encoders import builtin_e5, weights
from matching.encoders.base import EncoderSettings, EncoderUnavailable
from matching.encoders.identity import BACKENDS, backend_of
from matching.encoders.registry import encoder_id, resolve
from matching.evaluation.datasets import BadDataset


def main(arguments: list[str] | None = None) -> int:
    """Do what was asked. Returns: 0, or 1 when the encoder or the data cannot be had."""
    given = _parser().parse_args(arguments)
    settings = EncoderSettings(
        model=given.model,
        cache_dir=given.cache_dir,
        weights_file=given.weights_file,
        backend=given.backend,
        offline=not given.online,
        revision=given.revision,
    )
    try:
        settings = replace(settings, backend=backend_of(settings))
        print(_loss(settings, given) if given.command == "loss" else _COMMANDS[given.command](settings))
    except (EncoderUnavailable, BadDataset) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def _build(settings: EncoderSettings) -> str:
    if settings.model != builtin_e5.NAME:
        encoder = resolve(settings)
        return f"{encoder.id} is ready, with vectors of {encoder.dimension} numbers."
    return f"The model is in {builtin_e5.ensure_built(settings, _show)}"


def _verify(settings: EncoderSettings) -> str:
    cosine = builtin_e5.verify(settings)
    return f"The model is as it was built; its worst golden vector has cosine {cosine:.6f}."


def _loss(settings: EncoderSettings, given: argparse.Namespace) -> str:
    from matching.encoders.loss import cosines
    from matching.evaluation.loss import ranking_loss

    return "\n".join([cosines(settings), *ranking_loss(given.folders, given.cache, settings)])


def _means(settings: EncoderSettings) -> str:
    from matching.encoders.means import write_means

    return f"Wrote {write_means(resolve(replace(settings, backend='torch')))}"


def _smoothing(settings: EncoderSettings) -> str:
    from sentence_transformers import SentenceTransformer

    from matching.encoders.bert import PROMPTS
    from matching.encoders.smoothing import write_smoothing

    folder = builtin_e5.ensure_built(replace(settings, backend="torch"))
    return f"Wrote {write_smoothing(SentenceTransformer(str(folder), local_files_only=True), [*PROMPTS.values()])}"


def _show(step: str, share: float) -> None:
    print(f"{share:4.0%}  {step}", file=sys.stderr)


_COMMANDS = {"build": _build, "verify": _verify, "id": encoder_id, "means": _means, "smoothing": _smoothing}


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m matching.encoders", description=__doc__)
    parser.add_argument("command", choices=sorted([*_COMMANDS, "loss"]))
    parser.add_argument("folders", nargs="*", type=Path, metavar="FOLDER", help="evaluation sets, for `loss`")
    parser.add_argument("--model", default=builtin_e5.NAME, help="built-in model, directory, or owner/name on a hub")
    parser.add_argument("--cache-dir", type=Path, default=Path("instance/models"), help="where models are built")
    parser.add_argument("--weights-file", type=Path, help=f"stands in for the package {weights.PACKAGE}")
    parser.add_argument("--backend", default="auto", help=", ".join(BACKENDS))
    parser.add_argument("--revision", help="commit of a model on a hub")
    parser.add_argument("--online", action="store_true", help="let a model be downloaded from a hub")
    parser.add_argument("--cache", type=Path, default=Path(".bench/vectors"), help="where `loss` keeps vectors")
    return parser


if __name__ == "__main__":
    sys.exit(main())
