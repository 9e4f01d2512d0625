"""Per-language centring of vectors, without which texts in Chinese and in English hardly ever find each other."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import get_args

import numpy as np
from numpy.typing import NDArray

from matching.encoders.base import normalized
from matching.records import Language

LANGUAGES: tuple[Language, ...] = get_args(Language)
LEAST_DOCUMENTS = 40

_SHIPPED = Path(__file__).parent / "encoders" / "data" / "means_e5_small.json"


@dataclass(frozen=True)
class Centering:
    """The mean vector of each language. Without means it changes nothing."""

    means: Mapping[Language, NDArray[np.float32]]

    @cached_property
    def id(self) -> str:
        """Tells means apart: vectors are comparable if they were centred under one id."""
        if not self.means:
            return "none"
        content = b"".join(key.encode() + np.asarray(mean, "<f4").tobytes() for key, mean in sorted(self.means.items()))
        return f"means-{hashlib.sha256(content).hexdigest()[:12]}"

    def apply(self, vectors: NDArray[np.float32], languages: Sequence[Language]) -> NDArray[np.float32]:
        """Take the mean of its language from each vector, and scale what is left to length 1.

        Args:
            vectors: shape (n, dimension), as they came from the encoder; n may be 0.
            languages: of each vector, in the same order.

        Returns: shape (n, dimension), a new array.
        Raises: ValueError when there are not as many languages as vectors.
        """
        if len(languages) != len(vectors):
            raise ValueError(f"{len(vectors)} vectors come with {len(languages)} languages.")
        if not self.means or not len(vectors):
            return normalized(vectors) if len(vectors) else vectors.copy()
        return normalized(vectors - np.stack([self.means[language] for language in languages]))


NO_CENTERING = Centering({})


def default_centering(encoder_id: str) -> Centering:
    """The means that come with the library, for the model that is built in; for any other, none."""
    model, shipped = _shipped()
    return shipped if encoder_id.startswith(f"{model}.") else NO_CENTERING


def centering_for(encoder_id: str, vectors: NDArray[np.float32], languages: Sequence[Language]) -> Centering:
    """The means to use with these documents: their own for a language that has 40 of them, else those that we ship.

    Only models of the E5 family are centred. One for which we ship no means, as those that `flask encoder train`
    makes, is centred on what these documents alone tell (`measured_centering`).

    Args:
        vectors: shape (n, dimension), as they came from the encoder, of all documents.
        languages: of each vector, in the same order.
    """
    if "e5" not in encoder_id.split("@")[0].lower():
        return NO_CENTERING
    shipped = default_centering(encoder_id).means
    return (
        Centering({**shipped, **_own_means(vectors, languages)}) if shipped else measured_centering(vectors, languages)
    )


def measured_centering(vectors: NDArray[np.float32], languages: Sequence[Language]) -> Centering:
    """The means of these documents alone; without 40 of them in any language, none.

    A language that has fewer borrows the mean of the other. Left as it is, its texts would keep what all vectors have
    in common, lie near one another whatever they are about, and hardly ever find a text of the other language. With a
    borrowed mean, texts of the other language find it, but it finds itself first (docs/evaluation.md).

    Args:
        vectors: shape (n, dimension), as they came from the encoder; n may be 0.
        languages: of each vector, in the same order.
    """
    means = _own_means(vectors, languages)
    return Centering({language: means.get(language, mean) for mean in means.values() for language in LANGUAGES})


def measured_languages(languages: Sequence[Language]) -> tuple[Language, ...]:
    """Those in which there are enough documents for a mean of their own."""
    return tuple(language for language in LANGUAGES if languages.count(language) >= LEAST_DOCUMENTS)


def _own_means(vectors: NDArray[np.float32], languages: Sequence[Language]) -> dict[Language, NDArray[np.float32]]:
    means = {}
    for language in measured_languages(languages):
        rows = vectors[[place for place, found in enumerate(languages) if found == language]]
        means[language] = rows.mean(axis=0, dtype=np.float64).astype(np.float32)
    return means


@lru_cache(maxsize=1)
def _shipped() -> tuple[str, Centering]:
    """The model, without the format that it is built in, and its means."""
    content = json.loads(_SHIPPED.read_text(encoding="utf-8"))
    means = {language: np.array(content["means"][language], np.float32) for language in LANGUAGES}
    return content["model"], Centering(means)
