"""The ways to run the embedding model: our own, and those that the libraries offer as they come."""

import warnings
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from matching.encoders import Encoder, EncoderSettings, builtin_e5, onnx_model, resolve
from matching.encoders.identity import backend_of, cpu_has_bfloat16
from matching.encoders.onnx_graph import FILE_NAME
from matching.encoders.transformer import TransformerEncoder

EXACT = "torch"
PLAIN_ONNX, PLAIN_TORCH = "onnxruntime quantize_dynamic", "torch quantize_dynamic"
NAMES = (EXACT, "torch-bf16", "onnx", "onnx-int8", PLAIN_ONNX, PLAIN_TORCH)
_PLACE = Path(".bench/encode")


@dataclass(frozen=True)
class Engine:
    """An encoder with how many texts it is given at once."""

    name: str
    encoder: Encoder
    size: int

    @property
    def title(self) -> str:
        return f"{self.name}, batch {self.size}"


def engines(settings: EncoderSettings, names: list[str], batches: list[int]) -> list[Engine]:
    """Those that can be had here; our graphs, and what is made of one, take one text at a time.

    Names what cannot: bfloat16 where the processor does not compute in it, where it would crawl.
    """
    found = []
    for name in names:
        if name == "torch-bf16" and not cpu_has_bfloat16():
            print("torch-bf16 is left out: this processor does not compute in bfloat16")
            continue
        for size in batches if name.startswith("torch") else [1]:
            found.append(Engine(name, _encoder(replace(settings, batch_size=size), name), size))
    return found


def ours(settings: EncoderSettings) -> str:
    """The engine that the site takes by default."""
    return backend_of(settings)


def _encoder(settings: EncoderSettings, name: str) -> Encoder:
    if name == PLAIN_ONNX:
        return onnx_model.load(_quantized_graph(settings), name, settings)
    exact = replace(settings, backend=EXACT)
    if name == PLAIN_TORCH:
        return TransformerEncoder(_quantized_model(resolve(exact)), settings.model, name, exact)
    return resolve(replace(settings, backend=name))


def _quantized_graph(settings: EncoderSettings) -> Path:
    """Our graph in float32, as onnxruntime itself rounds it to 8 bits, with its tokenizer; kept between runs."""
    from onnx import TensorProto
    from onnxruntime.quantization import QuantType, quantize_dynamic

    exact = builtin_e5.ensure_built(replace(settings, backend="onnx"))
    folder = _PLACE / exact.name
    if not (folder / FILE_NAME).exists():
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "tokenizer.json").write_bytes((exact / "tokenizer.json").read_bytes())
        unfinished = folder / "unfinished.onnx"
        quantize_dynamic(
            exact / FILE_NAME,
            unfinished,
            op_types_to_quantize=["MatMul"],
            per_channel=True,
            weight_type=QuantType.QInt8,
            extra_options={"DefaultTensorType": TensorProto.FLOAT},  # it does not know onnxruntime's own operators
        )
        unfinished.replace(folder / FILE_NAME)
    return folder


def _quantized_model(exact: Any) -> Any:
    """A copy of the network in which torch rounds every linear layer to 8 bits while it computes."""
    import torch

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # torch says that this will move to another package
        return torch.ao.quantization.quantize_dynamic(exact._model, {torch.nn.Linear}, dtype=torch.qint8)
