"""Vectors of texts, kept on disk between runs, so that no text is encoded twice and an interrupted run goes on."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Literal

import numpy as np

from matching.encoders import Encoder, EncoderSettings, encoder_id, resolve
from matching.index import Vector
from matching.text import text_hash

Side = Literal["query", "document"]
Progress = Callable[[int, int], None]  # how many texts are done, of how many that were missing

_AT_ONCE = 64  # texts encoded between two writes


class KeptVectors:
    """Vectors by encoder, side and text; the encoder is loaded only when a vector is missing."""

    def __init__(self, folder: Path, settings: EncoderSettings, progress: Progress = lambda done, of: None) -> None:
        """Raises: EncoderUnavailable."""
        self.encoder_id = encoder_id(settings)
        self._folder = folder / hashlib.sha256(self.encoder_id.encode()).hexdigest()[:16]
        self._settings, self._progress = settings, progress
        self._encoder: Encoder | None = None
        self._known: dict[Side, dict[str, Vector]] = {"query": {}, "document": {}}
        for side, known in self._known.items():
            for path in sorted(self._folder.glob(f"{side}-*.npz")):
                known.update(_read(path))

    def of(self, texts: Sequence[str], side: Side) -> Vector:
        """The raw vectors of texts, in their order. Raises: EncoderUnavailable."""
        known, wanted = self._known[side], {text_hash(text): text for text in texts}
        missing = [(key, text) for key, text in wanted.items() if key not in known]
        for start in range(0, len(missing), _AT_ONCE):
            fresh = self._encode(dict(missing[start : start + _AT_ONCE]), side)
            _write(self._folder / f"{side}-{next(iter(fresh))[:24]}.npz", fresh)
            known.update(fresh)
            self._progress(min(start + _AT_ONCE, len(missing)), len(missing))
        return np.stack([known[text_hash(text)] for text in texts])

    def _encode(self, texts: Mapping[str, str], side: Side) -> dict[str, Vector]:
        self._encoder = self._encoder or resolve(self._settings)
        encode = self._encoder.encode_queries if side == "query" else self._encoder.encode_documents
        return dict(zip(texts, encode(list(texts.values())), strict=True))


def _read(path: Path) -> dict[str, Vector]:
    with np.load(path, allow_pickle=False) as content:
        return dict(zip(content["keys"].tolist(), content["vectors"], strict=True))


def _write(path: Path, vectors: Mapping[str, Vector]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_suffix(".tmp")
    with unfinished.open("wb") as file:
        np.savez(file, keys=np.array(list(vectors)), vectors=np.stack(list(vectors.values())))
    unfinished.replace(path)
