"""Factors that move the range of a linear layer's inputs into its weights, before both are rounded to 8 bits.

Source: G. Xiao et al., "SmoothQuant: accurate and efficient post-training quantization for large language models",
ICML 2023.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from matching.encoders.means import sentence_pairs

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

# The inputs of a layer's linear parts, in the order in which they stand in a row of the file.
INPUTS = {
    "qkv": "attention.self.query",
    "ao": "attention.output.dense",
    "fi": "intermediate.dense",
    "fo": "output.dense",
}

_FILE = Path(__file__).parent / "data" / "smoothing_e5_small.npy"
_TO_WEIGHTS = 0.6  # how much of the range moves; measured: 0.5 and 0.7 keep vectors less true
_STEPS = 4  # in an octave: coarse, so that the file is small


def smoothing() -> list[dict[str, NDArray[np.float32]]]:
    """For each layer and each of INPUTS, the factors by which its channels are divided before they are rounded."""
    rows = np.load(_FILE, allow_pickle=False).astype(np.float32)
    hidden = rows.shape[1] // 7  # three inputs as wide as the model, and one four times as wide
    parts = (np.split(np.exp2(row / _STEPS), [hidden, 2 * hidden, 3 * hidden]) for row in rows)
    return [dict(zip(INPUTS, row, strict=True)) for row in parts]


def write_smoothing(model: "SentenceTransformer", prompts: Sequence[str]) -> Path:
    """Replace the shipped factors by those of a model in float32, over the shipped sentences with both prompts."""
    peaks = _peaks(model, [prompt + text for pair in sentence_pairs() for text in pair for prompt in prompts])
    rows = [
        np.concatenate([_factors(peaks[number, name], _weights(layer, name)) for name in INPUTS])
        for number, layer in enumerate(_layers(model))
    ]
    np.save(_FILE, np.rint(np.stack(rows) * _STEPS).astype(np.int8))
    return _FILE


def _layers(model: Any) -> Sequence[Any]:
    return list(model[0].model.encoder.layer)


def _factors(peaks: NDArray[np.float32], weights: NDArray[np.float32]) -> NDArray[np.float32]:
    """In octaves, with mean 0."""
    found = _TO_WEIGHTS * np.log2(peaks) - (1 - _TO_WEIGHTS) * np.log2(weights)
    return found - found.mean()


def _weights(layer: Any, name: str) -> NDArray[np.float32]:
    """The greatest weight of each input channel."""
    around = layer.attention.self
    parts = (around.query, around.key, around.value) if name == "qkv" else (layer.get_submodule(INPUTS[name]),)
    return np.max([part.weight.detach().abs().amax(dim=0).numpy() for part in parts], axis=0)


def _peaks(model: "SentenceTransformer", texts: list[str]) -> dict[tuple[int, str], NDArray[np.float32]]:
    """The greatest input of each channel, by the layer's number and the name of the input."""
    peaks: dict[tuple[int, str], NDArray[np.float32]] = {}

    def watch(place: tuple[int, str]) -> Any:
        def see(_module: object, inputs: Any) -> None:
            found = inputs[0].detach().abs().flatten(0, -2).amax(dim=0).numpy()
            peaks[place] = np.maximum(found, peaks.get(place, 1e-5))

        return see

    for number, layer in enumerate(_layers(model)):
        for name, path in INPUTS.items():
            layer.get_submodule(path).register_forward_pre_hook(watch((number, name)))
    model.encode(texts, batch_size=1, show_progress_bar=False)
    return peaks
