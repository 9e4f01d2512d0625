"""Lays parsed weights out as the directory of an ordinary sentence-transformers model."""

import json
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from matching.encoders.tokenizer import BEGIN, END, MASK, PAD, UNKNOWN, build_tokenizer
from matching.encoders.weights import Weights

POSITIONS = 512
# The names of a layer's parts in the file of weights, and in a BERT model.
_PARTS = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}
_MODULES = ("Transformer", "Pooling", "Normalize")
PROMPTS = {"query": "query: ", "document": "passage: "}


def write_model(weights: Weights, folder: Path) -> None:
    """Write the network, in float32, and its configuration. The same weights always give the same bytes."""
    from safetensors.numpy import save_file

    save_file(bert_arrays(weights), folder / "model.safetensors", metadata={"format": "pt"})
    shape = weights.shape
    _write(
        folder / "config.json",
        {
            "architectures": ["BertModel"],
            "model_type": "bert",
            "hidden_size": shape.hidden,
            "num_hidden_layers": shape.layers,
            "num_attention_heads": shape.heads,
            "intermediate_size": shape.intermediate,
            "vocab_size": shape.vocabulary,
            "max_position_embeddings": shape.positions,
            "type_vocab_size": shape.types,
            "layer_norm_eps": 1e-12,
            "hidden_act": "gelu",
            "pad_token_id": 1,
            "tokenizer_class": "PreTrainedTokenizerFast",
        },
    )
    _write_modules(folder, shape.hidden)


def write_tokenizer(weights: Weights, folder: Path) -> None:
    """Write the tokenizer and its configuration."""
    build_tokenizer(weights.pieces).save(str(folder / "tokenizer.json"), pretty=False)
    special = {
        "bos_token": BEGIN,
        "cls_token": BEGIN,
        "eos_token": END,
        "mask_token": MASK,
        "pad_token": PAD,
        "sep_token": END,
        "unk_token": UNKNOWN,
    }
    _write(folder / "special_tokens_map.json", special)
    _write(
        folder / "tokenizer_config.json",
        {
            **special,
            "clean_up_tokenization_spaces": False,
            "model_input_names": ["input_ids", "attention_mask"],
            "model_max_length": POSITIONS,
            "tokenizer_class": "PreTrainedTokenizerFast",
        },
    )


def bert_arrays(weights: Weights) -> dict[str, NDArray[np.float32]]:
    """The arrays of the network under the names that a BERT model gives them.

    Raises: WeightsDamaged when one is missing, or of another size than the measures say.
    """
    shape = weights.shape
    hidden, inner = shape.hidden, shape.intermediate
    arrays = {
        "embeddings.word_embeddings.weight": weights.array("emb.word", shape.vocabulary, hidden),
        "embeddings.position_embeddings.weight": weights.array("emb.pos", shape.positions, hidden),
        "embeddings.token_type_embeddings.weight": weights.array("emb.type", shape.types, hidden),
        "embeddings.LayerNorm.weight": weights.array("emb.ln.w", hidden),
        "embeddings.LayerNorm.bias": weights.array("emb.ln.b", hidden),
        # E5 does not use the pooler that every BERT has; without one, loading would warn.
        "pooler.dense.weight": np.zeros((hidden, hidden), np.float32),
        "pooler.dense.bias": np.zeros(hidden, np.float32),
    }
    sizes = {"fi": (inner, hidden), "fo": (hidden, inner), "aln": (hidden,), "oln": (hidden,)}
    for layer in range(shape.layers):
        for part, name in _PARTS.items():
            size = sizes.get(part, (hidden, hidden))
            arrays[f"encoder.layer.{layer}.{name}.weight"] = weights.array(f"l{layer}.{part}.w", *size)
            arrays[f"encoder.layer.{layer}.{name}.bias"] = weights.array(f"l{layer}.{part}.b", size[0])
    return arrays


def _write_modules(folder: Path, dimension: int) -> None:
    places = ["", *(f"{number}_{name}" for number, name in enumerate(_MODULES[1:], 1))]
    modules = [
        {"idx": number, "name": str(number), "path": place, "type": f"sentence_transformers.models.{name}"}
        for number, (name, place) in enumerate(zip(_MODULES, places, strict=True))
    ]
    for place in places[1:]:
        (folder / place).mkdir()
    _write(folder / "modules.json", modules)
    _write(folder / "sentence_bert_config.json", {"max_seq_length": POSITIONS, "do_lower_case": False})
    _write(
        folder / "1_Pooling" / "config.json", {"word_embedding_dimension": dimension, "pooling_mode_mean_tokens": True}
    )
    _write(folder / "config_sentence_transformers.json", {"prompts": PROMPTS, "similarity_fn_name": "cosine"})


def _write(path: Path, content: object) -> None:
    path.write_text(json.dumps(content, indent=2, sort_keys=True) + "\n")
