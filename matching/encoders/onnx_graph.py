"""Writes multilingual-e5-small as a graph for onnxruntime, straight from its 4-bit weights: exact, or in 8 bits.

The graph takes the tokens of one text and gives a vector for each of them. One text at a time is fastest on a
processor, needs no padding, and makes the vectors of a text independent of other texts.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.encoders.base import EncoderUnavailable
from matching.encoders.smoothing import smoothing
from matching.encoders.weights import Weights

FILE_NAME = "model.onnx"
INPUT, OUTPUT = "input_ids", "tokens"

_RUNTIME = "com.microsoft"  # the domain of operators that onnxruntime adds to the standard ones
_OPSET, _IR = 17, 10
_BLOCK = 32
_EPSILON = 1e-12
# Weights in 7 of the 8 bits: processors without VNNI add two products in 16 bits, which the eighth would overflow.
_MOST = 64
Factors = Mapping[str, NDArray[np.float32]]


def write_graph(weights: Weights, folder: Path, *, eight_bits: bool) -> None:
    """Write the graph. The same weights always give the same graph. Raises: EncoderUnavailable without `onnx`."""
    try:
        import onnx
    except ImportError as error:
        raise EncoderUnavailable("onnx is not installed. Run `make install`.") from error
    onnx.save(_Graph(weights, smoothing() if eight_bits else None).model(), str(folder / FILE_NAME))


class _Graph:
    """Collects nodes and constants; every step returns the name of its result."""

    def __init__(self, weights: Weights, factors: Sequence[Factors] | None) -> None:
        self.weights = weights
        self.factors = factors
        self.nodes: list[Any] = []
        self.constants: list[Any] = []

    def model(self) -> Any:
        from onnx import TensorProto, helper

        hidden = self.embeddings()
        for layer in range(self.weights.shape.layers):
            hidden = self.layer(layer, hidden)
        self.nodes[-1].output[0] = OUTPUT
        taken = helper.make_tensor_value_info(INPUT, TensorProto.INT64, [1, "length"])
        given = helper.make_tensor_value_info(OUTPUT, TensorProto.FLOAT, [1, "length", self.weights.shape.hidden])
        graph = helper.make_graph(self.nodes, "multilingual-e5-small", [taken], [given], self.constants)
        opsets = [helper.make_opsetid("", _OPSET), helper.make_opsetid(_RUNTIME, 1)]
        return helper.make_model(graph, opset_imports=opsets, ir_version=_IR)

    def embeddings(self) -> str:
        shape = self.weights.shape
        four_bits, scales = self.weights.blocks("emb.word")
        pairs = (four_bits[:, 0::2] | (four_bits[:, 1::2] << 4)).reshape(shape.vocabulary, -1)
        words = [self.constant("words", pairs), INPUT, self.constant("scales", scales.reshape(shape.vocabulary, -1))]
        word = self.node(
            "GatherBlockQuantized", words, _RUNTIME, bits=4, block_size=_BLOCK, gather_axis=0, quantize_axis=1
        )
        places = self.weights.array("emb.pos", shape.positions, shape.hidden)
        kinds = self.weights.array("emb.type", shape.types, shape.hidden)
        zero, one, two = (self.constant(f"number_{n}", np.array([n], np.int64)) for n in (0, 1, 2))
        length = self.node("Slice", [self.node("Shape", [INPUT]), one, two])
        place = self.node("Slice", [self.constant("places", places + kinds[0]), zero, length, zero])
        norm = [self.array("emb.ln.w", shape.hidden), self.array("emb.ln.b", shape.hidden)]
        return self.node("LayerNormalization", [self.node("Add", [word, place]), *norm], axis=-1, epsilon=_EPSILON)

    def layer(self, layer: int, hidden: str) -> str:
        shape = self.weights.shape
        split = self.linear(layer, "qkv", hidden, ("q", "k", "v"), shape.hidden, shape.hidden)
        parts = self.node("Split", [split], results=3, axis=-1)
        heads = [parts, *self.nodes[-1].output[1:]]
        seen = self.node("MultiHeadAttention", heads, _RUNTIME, num_heads=shape.heads)
        seen = self.linear(layer, "ao", seen, ("ao",), shape.hidden, shape.hidden)
        hidden = self.add_and_norm(layer, "aln", seen, hidden)
        inner = self.linear(layer, "fi", hidden, ("fi",), shape.hidden, shape.intermediate)
        inner = self.node("Gelu", [inner], _RUNTIME)
        outer = self.linear(layer, "fo", inner, ("fo",), shape.intermediate, shape.hidden)
        return self.add_and_norm(layer, "oln", outer, hidden)

    def linear(self, layer: int, name: str, taken: str, parts: Sequence[str], width: int, height: int) -> str:
        """One product for all parts, which are joined; their biases are added."""
        matrix = np.concatenate([self.weights.array(f"l{layer}.{part}.w", height, width) for part in parts]).T
        biases = np.concatenate([self.weights.array(f"l{layer}.{part}.b", height) for part in parts])
        bias = self.constant(f"l{layer}.{name}.bias", biases)
        if self.factors is None:
            product = self.node("MatMul", [taken, self.constant(f"l{layer}.{name}", matrix)])
            return self.node("Add", [product, bias])
        factors = self.factors[layer][name]
        taken = self.node("Mul", [taken, self.constant(f"l{layer}.{name}.factors", 1 / factors)])
        rounded = self.eight_bits(f"l{layer}.{name}", matrix * factors[:, None])
        if name != "fo":
            return self.node("DynamicQuantizeMatMul", [taken, *rounded, "", bias], _RUNTIME)
        # Few tokens reach far here; each gets a range of its own, lest the others be rounded away.
        peak = self.node("ReduceMax", [self.node("Abs", [taken])], axes=[-1], keepdims=1)
        product = self.node("DynamicQuantizeMatMul", [self.node("Div", [taken, peak]), *rounded], _RUNTIME)
        return self.node("Add", [self.node("Mul", [product, peak]), bias])

    def eight_bits(self, name: str, matrix: NDArray[np.float32]) -> tuple[str, str]:
        """A matrix in whole numbers, and the scale of each of its columns."""
        scales = np.abs(matrix).max(axis=0) / _MOST
        return self.constant(name, np.rint(matrix / scales).astype(np.int8)), self.constant(f"{name}.scales", scales)

    def add_and_norm(self, layer: int, name: str, change: str, hidden: str) -> str:
        width = self.weights.shape.hidden
        norm = [self.array(f"l{layer}.{name}.w", width), self.array(f"l{layer}.{name}.b", width)]
        return self.node("SkipLayerNormalization", [change, hidden, *norm], _RUNTIME, epsilon=_EPSILON)

    def array(self, name: str, size: int) -> str:
        return self.constant(name, self.weights.array(name, size))

    def constant(self, name: str, content: NDArray[Any]) -> str:
        from onnx import numpy_helper

        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(content), name))
        return name

    def node(self, kind: str, taken: Sequence[str], domain: str = "", results: int = 1, **attributes: Any) -> str:
        from onnx import helper

        names = [f"{kind}_{len(self.nodes)}_{number}" for number in range(results)]
        self.nodes.append(helper.make_node(kind, taken, names, domain=domain, **attributes))
        return names[0]
