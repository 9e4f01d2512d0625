"""The arguments by which every measurement is told its model, and where vectors are kept."""

import argparse
import sys
from pathlib import Path

from matching.encoders import EncoderSettings
from matching.encoders.builtin_e5 import NAME
from matching.encoders.identity import BACKENDS
from matching.evaluation.vectors import KeptVectors


def add_encoder(parser: argparse.ArgumentParser) -> None:
    """Add --cache, --model, --models, --backend and --threads."""
    parser.add_argument("--cache", type=Path, default=Path(".bench/vectors"), help="where vectors are kept")
    parser.add_argument("--model", default=NAME, help="built-in model, directory, or owner/name on a hub")
    parser.add_argument("--models", type=Path, default=Path("instance/models"), help="where models are built")
    parser.add_argument("--backend", default="auto", choices=BACKENDS)
    parser.add_argument("--threads", type=int, default=2)


def kept_vectors(given: argparse.Namespace) -> KeptVectors:
    """The vectors of the model that these arguments name; tells how many are made. Raises: EncoderUnavailable."""
    settings = EncoderSettings(
        cache_dir=given.models, model=given.model, backend=given.backend, threads=given.threads, allow_test_encoder=True
    )
    return KeptVectors(given.cache, settings, _show)


def _show(done: int, of: int) -> None:
    print(f"{done:6} of {of} texts encoded", file=sys.stderr, flush=True)
